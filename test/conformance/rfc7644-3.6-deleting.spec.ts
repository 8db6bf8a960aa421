import { expect, it } from '@jest/globals';
import { expectError, expectList, expectNoContent } from '../support/expectations.js';
import {
  createGroup,
  createUser,
  filtered,
  patchBody,
  readGroup,
  userBody,
} from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();

it('RFC 7644 3.6 MUST answer a deletion with 204, and with 404 whatever comes after it', async () => {
  const { id } = await createUser(provider.scim, fresh());
  const path = `/Users/${id}`;
  expectNoContent(await provider.scim.delete(path));
  const patch = patchBody({ op: 'replace', path: 'title', value: 'x' });
  for (const answer of [
    await provider.scim.get(path),
    await provider.scim.put(path, userBody(fresh())),
    await provider.scim.patch(path, patch),
    await provider.scim.delete(path),
  ]) {
    expectError(answer, 404);
  }
});

it('RFC 7644 3.6 MUST leave what is deleted out of lists, and out of groups', async () => {
  const user = await createUser(provider.scim, fresh());
  const group = await createGroup(provider.scim, `Left ${fresh()}`, [user.id]);
  expectNoContent(await provider.scim.delete(`/Users/${user.id}`));
  expectList(await provider.scim.get(filtered('Users', `userName eq "${user.userName}"`)), 0);
  expect((await readGroup(provider.scim, group.id)).members ?? []).toEqual([]);
});

it('RFC 7644 3.6 SHOULD NOT count what is deleted as a conflict, where a DELETE removes', async () => {
  const number = fresh();
  const first = await createUser(provider.scim, number, { externalId: `again-${number}` });
  expectNoContent(await provider.scim.delete(`/Users/${first.id}`));
  const second = await createUser(provider.scim, number, { externalId: `again-${number}` });
  expect(second.id).not.toBe(first.id);
});
