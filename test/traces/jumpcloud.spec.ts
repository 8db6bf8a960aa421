import { beforeAll, describe, expect, it } from '@jest/globals';
import { ENTERPRISE_USER, jumpcloud, person } from '#testing';
import {
  categories,
  expectList,
  expectNoContent,
  expectResource,
  memberIds,
} from '../support/expectations.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();

describe('JumpCloud', () => {
  let tenant: Tenant;
  const createUser = async (n: number) =>
    expectResource(await tenant.scim.send(jumpcloud.createUser(person(n))), 201);
  beforeAll(async () => {
    tenant = await rollbook.tenant({ idp: 'jumpcloud' });
  });

  it.each(['keeper', 'standard'] as const)(
    'activates twice on a %s node with the same test user',
    async (profile) => {
      const { scim } = await rollbook.tenant({ idp: 'jumpcloud', profile });
      const activate = async () => {
        const user = expectResource(await scim.send(jumpcloud.createTestUser()), 201);
        const group = expectResource(await scim.send(jumpcloud.createGroup('Test')), 201, 'Group');
        expectNoContent(await scim.send(jumpcloud.deleteUser(user.id)));
        expectNoContent(await scim.send(jumpcloud.deleteGroup(group.id)));
      };
      await activate();
      await activate();
      expectList(await scim.get('/Users'), 0);
      expectList(await scim.get('/Groups'), 0);
    },
  );

  it('updates with one operation for each attribute, as one change', async () => {
    const { id } = await createUser(1);
    const answer = await tenant.scim.send(
      jumpcloud.updateUser(id, {
        displayName: 'Changed',
        'name.givenName': 'Ch',
        'name.familyName': 'Anged',
        title: 'Head',
        [`${ENTERPRISE_USER}:department`]: 'Board',
        active: true,
      }),
    );
    expect(expectResource(answer, 200)).toMatchObject({
      displayName: 'Changed',
      name: { givenName: 'Ch', familyName: 'Anged' },
      title: 'Head',
      [ENTERPRISE_USER]: { department: 'Board' },
    });
    expect(await categories(rollbook.admin, id)).toEqual(['CREATE', 'UPDATE']);
  });

  it('deactivates and activates with the other attributes along', async () => {
    const { id } = await createUser(2);
    const off = await tenant.scim.send(
      jumpcloud.updateUser(id, { displayName: 'Away', active: false }),
    );
    expect(expectResource(off, 200)).toMatchObject({ displayName: 'Away', active: false });
    const on = await tenant.scim.send(
      jumpcloud.updateUser(id, { displayName: 'Back', active: true }),
    );
    expect(expectResource(on, 200)).toMatchObject({ displayName: 'Back', active: true });
  });

  it('removes members by a value array', async () => {
    const group = expectResource(
      await tenant.scim.send(jumpcloud.createGroup('Band')),
      201,
      'Group',
    );
    const [one, two, three] = await Promise.all([3, 4, 5].map(createUser));
    const ids = [one!.id, two!.id, three!.id];
    expectNoContent(await tenant.scim.send(jumpcloud.addMembers(group.id, ids)));
    expectNoContent(await tenant.scim.send(jumpcloud.removeMembers(group.id, ids.slice(0, 2))));
    const read = expectResource(await tenant.scim.get(`/Groups/${group.id}`), 200, 'Group');
    expect(memberIds(read)).toEqual(ids.slice(2));
  });
});
