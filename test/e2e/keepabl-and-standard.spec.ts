import { beforeAll, describe, expect, it } from '@jest/globals';
import { person } from '#testing';
import {
  expectError,
  expectList,
  expectNoContent,
  expectResource,
  history,
  memberIds,
} from '../support/expectations.js';
import {
  createGroup,
  createUser,
  patchUser,
  readGroup,
  readUser,
  userBody,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
const stateOf = async (id: string) =>
  (await rollbook.admin.users(tenant.nodeId)).find((user) => user.id === id)?.state;

describe('profile keepabl', () => {
  beforeAll(async () => {
    tenant = await rollbook.tenant({ profile: 'keepabl' });
  });

  it('takes any user name, and needs a work e-mail besides', async () => {
    const user = await createUser(tenant.scim, 1, { userName: 'any name' });
    expect(user.userName).toBe('any name');
    expect(user.emails?.[0]?.value).toBe(person(1).email);
    expect(await stateOf(user.id)).toBe('invited');
    for (const emails of [undefined, [], [{ value: 'home@example.com', type: 'home' }]]) {
      const body = userBody(2, { emails });
      expectError(await tenant.scim.post('/Users', body), 400, 'invalidValue');
    }
    const without = await patchUser(tenant.scim, user.id, { op: 'remove', path: 'emails' });
    expectError(without, 400);
    expect(await readUser(tenant.scim, user.id)).toEqual(user);
  });

  it('changes user name and e-mail one by one', async () => {
    const { id } = await createUser(tenant.scim, 3);
    const renamed = expectResource(
      await patchUser(tenant.scim, id, { op: 'replace', path: 'userName', value: 'renamed' }),
      200,
    );
    expect(renamed.emails?.[0]?.value).toBe(person(3).email);
    const path = 'emails[type eq "work"].value';
    const moved = expectResource(
      await patchUser(tenant.scim, id, { op: 'replace', path, value: 'moved@example.com' }),
      200,
    );
    expect(moved.userName).toBe('renamed');
  });

  it('removes the account by DELETE: the name is free for another', async () => {
    const { id } = await createUser(tenant.scim, 4);
    expectNoContent(await tenant.scim.delete(`/Users/${id}`));
    expectError(await tenant.scim.delete(`/Users/${id}`), 404);
    const next = await createUser(tenant.scim, 4);
    expect(next.id).not.toBe(id);
    expect(await history(rollbook.admin, id)).toContainEqual(
      expect.objectContaining({
        category: 'REMOVE',
        displayName: 'Delete Auto Provisioned User',
        outcome: 'success',
      }),
    );
  });

  it('locks by active false', async () => {
    const { id } = await createUser(tenant.scim, 5);
    await patchUser(tenant.scim, id, { op: 'replace', path: 'active', value: false });
    expect(await stateOf(id)).toBe('locked');
  });

  it('has no groups at all, and says so', async () => {
    expectError(await tenant.scim.get('/Groups'), 404);
    expectError(await tenant.scim.post('/Groups', { displayName: 'x' }), 404);
    expectError(await tenant.scim.get('/Groups/x'), 404);
    const types = expectList(await tenant.scim.get('/ResourceTypes'));
    expect(JSON.stringify(types)).not.toContain('Group');
    expectError(await tenant.scim.get('/ResourceTypes/Group'), 404);
    expectError(await tenant.scim.get('/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group'), 404);
  });
});

describe('profile standard', () => {
  beforeAll(async () => {
    tenant = await rollbook.tenant({ profile: 'standard' });
  });

  it('takes any user name, without any e-mail, and the user is active at once', async () => {
    const user = expectResource(await tenant.scim.post('/Users', { userName: 'bjensen' }), 201);
    expect(user).not.toHaveProperty('emails');
    expect(await stateOf(user.id)).toBe('active');
  });

  it('makes memberships active at once', async () => {
    const { id } = await createUser(tenant.scim, 1);
    const group = await createGroup(tenant.scim, 'At once', [id]);
    expect(await rollbook.admin.memberships(group.id)).toEqual([
      expect.objectContaining({ userId: id, state: 'active' }),
    ]);
  });

  it('removes the account by DELETE, and its memberships with it', async () => {
    const { id } = await createUser(tenant.scim, 2);
    const group = await createGroup(tenant.scim, 'Left behind', [id]);
    expectNoContent(await tenant.scim.delete(`/Users/${id}`));
    expect(memberIds(await readGroup(tenant.scim, group.id))).toEqual([]);
    expect((await createUser(tenant.scim, 2)).id).not.toBe(id);
  });

  it('locks by active false and unlocks to active', async () => {
    const { id } = await createUser(tenant.scim, 3);
    await patchUser(tenant.scim, id, { op: 'replace', path: 'active', value: false });
    expect(await stateOf(id)).toBe('locked');
    await patchUser(tenant.scim, id, { op: 'replace', path: 'active', value: true });
    expect(await stateOf(id)).toBe('active');
  });
});
