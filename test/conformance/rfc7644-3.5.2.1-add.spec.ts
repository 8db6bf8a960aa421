import { expect, it } from '@jest/globals';
import { ENTERPRISE_USER } from '#testing';
import { expectError, expectStatus } from '../support/expectations.js';
import { createUser, patchUser, readUser } from '../support/resources.js';
import { patchedBabs, patchedMembers } from './patching.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();

it('RFC 7644 3.5.2.1 MUST add to the resource itself what a value without a path holds', async () => {
  const value = { emails: [{ value: 'third@example.com', type: 'other' }], nickname: 'Barb' };
  const user = await patchedBabs(provider, { op: 'add', value });
  expect(user).toMatchObject({ nickName: 'Barb' });
  expect(user.emails?.map((email) => email.value)).toEqual([
    ...['bjensen@example.com', 'babs@jensen.org', 'third@example.com'],
  ]);
});

it('RFC 7644 3.5.2.1 MUST need a value', async () => {
  const { id } = await createUser(provider.scim, fresh());
  expectError(
    await patchUser(provider.scim, id, { op: 'add', path: 'title' }),
    400,
    'invalidValue',
  );
});

it('RFC 7644 3.5.2.1 MUST make an attribute that was not there', async () => {
  const value = { value: 'boss' };
  const path = `${ENTERPRISE_USER}:manager`;
  expect(await patchedBabs(provider, { op: 'add', path, value })).toMatchObject({
    [ENTERPRISE_USER]: { manager: { value: 'boss' } },
  });
});

it('RFC 7644 3.5.2.1 MUST add to a complex attribute the sub-attributes given', async () => {
  const value = { middleName: 'Jane', givenName: 'Barb' };
  expect(await patchedBabs(provider, { op: 'add', path: 'name', value })).toMatchObject({
    name: { familyName: 'Jensen', givenName: 'Barb', middleName: 'Jane' },
  });
});

it('RFC 7644 3.5.2.1 MUST add a value to a multi-valued attribute', async () => {
  const value = [{ value: 'c@example.com' }];
  const { emails } = await patchedBabs(provider, { op: 'add', path: 'emails', value });
  expect(emails).toHaveLength(3);
});

it('RFC 7644 3.5.2.1 MUST replace a single value', async () => {
  const user = await patchedBabs(provider, { op: 'add', path: 'nickName', value: 'Barb' });
  expect(user).toMatchObject({ nickName: 'Barb' });
});

it('RFC 7644 3.5.2.1 SHOULD change nothing, not even lastModified, for a value that is there', async () => {
  const emails = [{ value: 'there@example.com', type: 'work' }];
  const user = await createUser(provider.scim, fresh(), { emails });
  const again = { op: 'add', path: 'emails', value: emails };
  expectStatus(await patchUser(provider.scim, user.id, again), 200);
  expect(await readUser(provider.scim, user.id)).toEqual(user);
});

it('RFC 7644 3.5.2.1 MUST add members to a group', async () => {
  const members = await patchedMembers(provider, ([, , c]) => [
    { op: 'add', path: 'members', value: [{ display: 'Babs', $ref: `../Users/${c}`, value: c }] },
  ]);
  expect(members).toEqual(['a', 'b', 'c']);
});

it('RFC 7644 3.5.2.1 MUST add members with a value without a path, too', async () => {
  const members = await patchedMembers(provider, ([a, , c]) => [
    { op: 'add', value: { members: [{ value: c }, { value: a }] } },
  ]);
  expect(members).toEqual(['a', 'b', 'c']);
});
