import { beforeAll, describe, expect, it } from '@jest/globals';
import { onelogin, person } from '#testing';
import {
  categories,
  expectError,
  expectList,
  expectNoContent,
  expectResource,
  expectStatus,
  history,
  memberIds,
} from '../support/expectations.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();

describe('OneLogin', () => {
  let tenant: Tenant;
  const createUser = async (n: number) =>
    expectResource(await tenant.scim.send(onelogin.createUser(person(n))), 201);
  beforeAll(async () => {
    tenant = await rollbook.tenant({ idp: 'onelogin' });
  });

  it('tests the connection with a user who never existed', async () => {
    expectList(await tenant.scim.send(onelogin.testConnection()), 0);
  });

  it('creates a user from its own URN, one e-mail object and booleans as strings', async () => {
    const who = person(1);
    const user = await createUser(1);
    expect(user).toMatchObject({
      userName: who.email,
      active: true,
      externalId: who.externalId,
      emails: [{ value: who.email, type: 'work', primary: true }],
    });
    expect(user.schemas).not.toContain('urn:scim:schemas:core:1.0');
  });

  it('updates and deactivates by PUT', async () => {
    const who = person(2);
    const { id } = await createUser(2);
    const put = await tenant.scim.send(
      onelogin.updateUser(id, { ...who, familyName: 'Married', displayName: 'Now Married' }),
    );
    const changed = expectResource(put, 200);
    expect(changed).toMatchObject({ id, name: { familyName: 'Married' }, active: true });
    const locked = await tenant.scim.send(
      onelogin.updateUser(id, { ...who, familyName: 'Married', displayName: 'Now Married' }, false),
    );
    expect(expectResource(locked, 200).active).toBe(false);
    expect(await categories(rollbook.admin, id)).toEqual(['CREATE', 'UPDATE', 'SUSPEND']);
  });

  it('lists the groups before it changes a membership', async () => {
    const group = expectResource(
      await tenant.scim.send(onelogin.createGroup('Sales')),
      201,
      'Group',
    );
    const stays = await createUser(3);
    const goes = await createUser(4);
    for (const { id } of [stays, goes]) {
      const groups = expectList(await tenant.scim.send(onelogin.listGroups()));
      expect(groups.map(({ displayName }) => displayName)).toContain('Sales');
      expectNoContent(await tenant.scim.send(onelogin.addMember(group.id, id)));
    }
    expectNoContent(await tenant.scim.send(onelogin.removeMember(group.id, goes.id)));
    const read = expectResource(await tenant.scim.get(`/Groups/${group.id}`), 200, 'Group');
    expect(memberIds(read)).toEqual([stays.id]);
    const membership = (await history(rollbook.admin, group.id)).map(({ category }) => category);
    expect(membership).toEqual(expect.arrayContaining(['TEAM', 'MEMBERSHIP']));
    expectNoContent(await tenant.scim.send(onelogin.deleteGroup(group.id)));
  });

  it('deletes a user', async () => {
    const { id } = await createUser(5);
    expectStatus(await tenant.scim.send(onelogin.deleteUser(id)), 204);
    expectError(await tenant.scim.send(onelogin.deleteUser(id)), 404);
  });
});
