import { expectNoContent, expectResource, type Resource } from '../support/expectations.js';
import {
  createGroup,
  createUser,
  type Operation,
  patchGroup,
  patchUser,
  readGroup,
} from '../support/resources.js';
import { fresh, type Provider } from './support.js';

/** Babs as RFC 7643 section 8.2 has her, as far as the examples of PATCH need her. */
const BABS = {
  name: { formatted: 'Ms. Barbara J Jensen, III', familyName: 'Jensen', givenName: 'Barbara' },
  nickName: 'Babs',
  emails: [
    { value: 'bjensen@example.com', type: 'work', primary: true },
    { value: 'babs@jensen.org', type: 'home' },
  ],
  addresses: [
    { type: 'work', streetAddress: '100 Universal City Plaza', locality: 'Hollywood' },
    { type: 'home', streetAddress: '456 Hollywood Blvd', locality: 'Hollywood' },
  ],
};

/** Babs after operations. */
export async function patchedBabs(
  { scim }: Provider,
  ...operations: readonly Operation[]
): Promise<Resource> {
  const { id } = await createUser(scim, fresh(), BABS);
  return expectResource(await patchUser(scim, id, ...operations), 200);
}

/** The members of a group after operations that were made of who they are. */
export async function patchedMembers(
  { scim }: Provider,
  operationsOf: (ids: readonly [string, string, string]) => readonly Operation[],
): Promise<readonly string[]> {
  const users = await Promise.all([1, 2, 3].map(() => createUser(scim, fresh())));
  const [a, b, c] = users.map((user) => user.id) as [string, string, string];
  const { id } = await createGroup(scim, `Patched ${fresh()}`, [a, b]);
  expectNoContent(await patchGroup(scim, id, ...operationsOf([a, b, c])));
  const { members = [] } = await readGroup(scim, id);
  const names = new Map([
    [a, 'a'],
    [b, 'b'],
    [c, 'c'],
  ]);
  return members.map(({ value }) => names.get(value) ?? value).toSorted();
}
