import { expect, it } from '@jest/globals';
import { expectError } from '../support/expectations.js';
import { createUser, patchUser } from '../support/resources.js';
import { patchedBabs, patchedMembers } from './patching.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();

it('RFC 7644 3.5.2.3 MUST replace the attributes that a value without a path holds', async () => {
  const value = { emails: [{ value: 'only@example.com', type: 'work' }], nickName: 'Barb' };
  const user = await patchedBabs(provider, { op: 'replace', value });
  expect(user).toMatchObject({ nickName: 'Barb', name: { familyName: 'Jensen' } });
  expect(user.emails).toEqual(value.emails);
});

it('RFC 7644 3.5.2.3 MUST replace a single value', async () => {
  const user = await patchedBabs(provider, { op: 'replace', path: 'nickName', value: 'Barb' });
  expect(user).toMatchObject({ nickName: 'Barb' });
});

it('RFC 7644 3.5.2.3 SHALL take a replacement of what is not there for an addition', async () => {
  const user = await patchedBabs(provider, { op: 'replace', path: 'title', value: 'Guide' });
  expect(user).toMatchObject({ title: 'Guide' });
});

it('RFC 7644 3.5.2.3 MUST replace all values of a multi-valued attribute', async () => {
  const value = [{ value: 'only@example.com' }];
  const user = await patchedBabs(provider, { op: 'replace', path: 'emails', value });
  expect(user.emails).toEqual(value);
});

it('RFC 7644 3.5.2.3 MUST replace the sub-attributes given of a complex attribute, and leave the others', async () => {
  const { name } = (await patchedBabs(provider, {
    op: 'replace',
    path: 'name',
    value: { givenName: 'Barb' },
  })) as unknown as { name: object };
  expect(name).toMatchObject({ familyName: 'Jensen', givenName: 'Barb' });
});

it('RFC 7644 3.5.2.3 SHALL replace every value that satisfies a filter', async () => {
  const value = { type: 'work', streetAddress: '911 Universal City Plaza', country: 'US' };
  const path = 'addresses[type eq "work"]';
  expect(await patchedBabs(provider, { op: 'replace', path, value })).toMatchObject({
    addresses: [value, { type: 'home', streetAddress: '456 Hollywood Blvd' }],
  });
});

it('RFC 7644 3.5.2.3 SHALL replace the sub-attribute in every value that satisfies a filter', async () => {
  const path = 'addresses[locality eq "hollywood"].locality';
  expect(await patchedBabs(provider, { op: 'replace', path, value: 'Burbank' })).toMatchObject({
    addresses: [{ locality: 'Burbank' }, { locality: 'Burbank' }],
  });
});

it('RFC 7644 3.5.2.3 SHALL refuse with noTarget a filter that no value satisfies', async () => {
  const { id } = await createUser(provider.scim, fresh());
  const change = { op: 'replace', path: 'emails[value co "nowhere"].type', value: 'home' };
  expectError(await patchUser(provider.scim, id, change), 400, 'noTarget');
});

it('RFC 7644 3.5.2.3 MUST replace all members of a group', async () => {
  const members = await patchedMembers(provider, ([, b, c]) => [
    { op: 'replace', path: 'members', value: [{ value: b }, { value: c }] },
  ]);
  expect(members).toEqual(['b', 'c']);
});
