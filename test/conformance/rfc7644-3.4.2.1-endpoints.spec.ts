import { beforeAll, expect, it } from '@jest/globals';
import { expectList, type Resource } from '../support/expectations.js';
import { createGroup, createUser, filtered } from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();
let user: Resource;
let group: Resource;
beforeAll(async () => {
  user = await createUser(provider.scim, fresh(), { displayName: 'Somebody' });
  group = await createGroup(provider.scim, 'Some Group', [user.id]);
});

async function found(filter: string): Promise<readonly string[]> {
  const query = `/?filter=${encodeURIComponent(filter)}`;
  return expectList(await provider.scim.get(query)).map(({ id }) => id);
}

it('RFC 7644 3.4.2.1 MUST find resources of every type at the root, and of one type at its endpoint', async () => {
  expect(await found('displayName sw "some"')).toEqual([user.id, group.id]);
  const users = expectList(await provider.scim.get(filtered('Users', 'displayName sw "some"')), 1);
  expect(users).toMatchObject([{ id: user.id, meta: { resourceType: 'User' } }]);
});

it('RFC 7644 3.4.2.1 MUST take an attribute that a type does not have for one without a value', async () => {
  expect(await found(`userName eq "${String(user.userName)}"`)).toEqual([user.id]);
  expect(await found(`members.value eq "${user.id}"`)).toEqual([group.id]);
  expect(await found('not (userName pr)')).toEqual([group.id]);
});

it('RFC 7644 3.10 MUST take an attribute behind the URN of a schema for that of its resources alone', async () => {
  const [ofUsers, ofGroups] = ['User', 'Group'].map(
    (type) => `urn:ietf:params:scim:schemas:core:2.0:${type}:displayName`,
  );
  expect(await found(`${ofUsers} sw "some"`)).toEqual([user.id]);
  expect(await found(`${ofUsers} pr`)).toEqual([user.id]);
  expect(await found(`${ofGroups} eq "Some Group"`)).toEqual([group.id]);
  const sorted = await provider.scim.get(`/?sortBy=${ofGroups}`);
  expect(expectList(sorted, 2).map(({ id }) => id)).toEqual([group.id, user.id]);
});

it('RFC 7644 3.4.2.1 MUST know the type of a resource in a filter', async () => {
  expect(await found('meta.resourceType eq "Group"')).toEqual([group.id]);
});
