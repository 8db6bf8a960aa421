import { expect, it } from '@jest/globals';
import { ENTERPRISE_USER } from '#testing';
import { expectError } from '../support/expectations.js';
import { createGroup, createUser, patchGroup, patchUser, readUser } from '../support/resources.js';
import { patchedBabs, patchedMembers } from './patching.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();

it('RFC 7644 3.5.2.2 MUST refuse a removal without a path with noTarget', async () => {
  const user = await createUser(provider.scim, fresh());
  expectError(await patchUser(provider.scim, user.id, { op: 'remove' }), 400, 'noTarget');
  expect(await readUser(provider.scim, user.id)).toEqual(user);
});

it('RFC 7644 3.5.2.2 MUST remove a single value', async () => {
  const user = await patchedBabs(provider, { op: 'remove', path: 'nickName' });
  expect(user).not.toHaveProperty('nickName');
});

it('RFC 7644 3.5.2.2 MUST remove a sub-attribute, and leave the others', async () => {
  const { name } = (await patchedBabs(provider, {
    op: 'remove',
    path: 'name.formatted',
  })) as unknown as { name: object };
  expect(name).toEqual({ familyName: 'Jensen', givenName: 'Barbara' });
});

it('RFC 7644 3.5.2.2 MUST remove all values of a multi-valued attribute without a filter', async () => {
  const user = await patchedBabs(provider, { op: 'remove', path: 'emails' });
  expect(user).not.toHaveProperty('emails');
});

it('RFC 7644 3.5.2.2 MUST remove the values that satisfy a filter', async () => {
  const path = 'emails[type eq "work" and value ew "example.com"]';
  const { emails } = await patchedBabs(provider, { op: 'remove', path });
  expect(emails).toEqual([{ value: 'babs@jensen.org', type: 'home' }]);
});

it('RFC 7644 3.5.2.2 SHALL have no attribute left when its last value is removed', async () => {
  const user = await patchedBabs(
    provider,
    { op: 'remove', path: 'emails[type eq "work"]' },
    { op: 'remove', path: 'emails[type eq "home"]' },
  );
  expect(user).not.toHaveProperty('emails');
});

it('RFC 7644 3.5.2.2 MUST remove a sub-attribute of the values that satisfy a filter', async () => {
  const path = 'addresses[type eq "work"].streetAddress';
  expect(await patchedBabs(provider, { op: 'remove', path })).toMatchObject({
    addresses: [
      { type: 'work', locality: 'Hollywood' },
      { type: 'home', locality: 'Hollywood', streetAddress: '456 Hollywood Blvd' },
    ],
  });
});

it('RFC 7644 3.5.2.2 SHALL refuse to remove what is required or read-only with mutability', async () => {
  const { id } = await createUser(provider.scim, fresh());
  for (const path of ['userName', 'id', 'meta', 'groups']) {
    expectError(await patchUser(provider.scim, id, { op: 'remove', path }), 400, 'mutability');
  }
  const group = await createGroup(provider.scim, `Kept ${fresh()}`);
  const remove = { op: 'remove', path: 'displayName' };
  expectError(await patchGroup(provider.scim, group.id, remove), 400, 'mutability');
});

it('RFC 7644 3.5.2.2 MUST remove an extension as a whole', async () => {
  const user = await patchedBabs(
    provider,
    { op: 'add', path: `${ENTERPRISE_USER}:department`, value: 'Tours' },
    { op: 'add', path: `${ENTERPRISE_USER}:division`, value: 'Parks' },
    { op: 'remove', path: ENTERPRISE_USER },
  );
  expect(user).not.toHaveProperty(ENTERPRISE_USER);
});

it('RFC 7644 3.5.2.2 MUST remove one member by a filter', async () => {
  const members = await patchedMembers(provider, ([a]) => [
    { op: 'remove', path: `members[value eq "${a}"]` },
  ]);
  expect(members).toEqual(['b']);
});

it('RFC 7644 3.5.2.2 MUST remove all members without a filter', async () => {
  expect(await patchedMembers(provider, () => [{ op: 'remove', path: 'members' }])).toEqual([]);
});

it('RFC 7644 3.5.2.2 MUST remove one member and add another in one request', async () => {
  const members = await patchedMembers(provider, ([a, , c]) => [
    { op: 'remove', path: `members[value eq "${a}"]` },
    { op: 'add', path: 'members', value: [{ value: c }] },
  ]);
  expect(members).toEqual(['b', 'c']);
});
