import { beforeAll, describe, expect, it } from '@jest/globals';
import { okta, person, ScimClient } from '#testing';
import {
  categories,
  expectError,
  expectList,
  expectNoContent,
  expectResource,
  expectStatus,
  history,
  memberIds,
  type Resource,
} from '../support/expectations.js';
import { createUser as createPlainUser } from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();

describe('Okta', () => {
  let tenant: Tenant;
  const createUser = async (n: number) =>
    expectResource(await tenant.scim.send(okta.createUser(person(n))), 201);
  const createGroup = async (name: string) =>
    expectResource(await tenant.scim.send(okta.createGroup(name)), 201, 'Group');
  const readGroup = async (id: string) =>
    expectResource(await tenant.scim.send(okta.readGroup(id)), 200, 'Group');
  const member = ({ id, userName = '' }: Resource) => ({ id, userName });
  beforeAll(async () => {
    tenant = await rollbook.tenant({ idp: 'okta' });
  });

  it('tests its credentials, good and bad', async () => {
    for (const request of okta.testCredentials()) expectList(await tenant.scim.send(request));
    const stranger = new ScimClient(tenant.tenantUrl, 'no-such-token');
    for (const request of okta.testCredentials()) {
      expectError(await stranger.send(request), 401);
    }
  });

  it('asks for somebody who does not exist', async () => {
    expectList(await tenant.scim.send(okta.findUser('nobody@example.com')), 0);
    expectError(await tenant.scim.send(okta.readUser('00000000-0000-0000-0000-000000000000')), 404);
  });

  it('creates a user and never sees the password again', async () => {
    const who = person(1);
    const answer = await tenant.scim.send(okta.createUser(who));
    const user = expectResource(answer, 201);
    expect(user).toMatchObject({
      userName: who.email,
      active: true,
      locale: 'en-US',
      externalId: who.externalId,
      name: { givenName: who.givenName, familyName: who.familyName },
    });
    expect(user.id).not.toContain('bulkId');
    expect(answer.text).not.toContain('Not-To-Be-Kept-1');
    expect(rollbook.server.output()).not.toContain('Not-To-Be-Kept-1');
    expectError(await tenant.scim.send(okta.createUser(who)), 409, 'uniqueness');
    const [found] = expectList(await tenant.scim.send(okta.findUser(who.email.toUpperCase())), 1);
    expect(found?.id).toBe(user.id);
    const [entry] = await history(rollbook.admin, user.id);
    expect(entry).toMatchObject({ category: 'CREATE', client: { dialect: 'okta' } });
  });

  it('lists users with names and an e-mail, integer totals and a stable order', async () => {
    await Promise.all([2, 3, 4].map(createUser));
    const users = expectList(await tenant.scim.send(okta.importUsers(1)));
    for (const user of users) {
      expect(user).toMatchObject({
        name: { givenName: expect.any(String), familyName: expect.any(String) },
        emails: [{ value: expect.stringContaining('@') }],
      });
    }
    const again = expectList(await tenant.scim.send(okta.importUsers(1)));
    expect(again.map(({ id }) => id)).toEqual(users.map(({ id }) => id));
    expectList(await tenant.scim.send(okta.importUsers(users.length + 1)));
  });

  it('changes nothing by a PUT of what it has read', async () => {
    const { id } = await createUser(5);
    const read = expectResource(await tenant.scim.send(okta.readUser(id)), 200);
    const events = await history(rollbook.admin, id);
    const put = expectResource(await tenant.scim.send(okta.updateUser(read)), 200);
    expect(put).toEqual(read);
    expect(await history(rollbook.admin, id)).toEqual(events);
  });

  it('changes nothing by the display that it writes beside each e-mail', async () => {
    const { id } = await createPlainUser(tenant.scim, 8);
    const read = expectResource(await tenant.scim.send(okta.readUser(id)), 200);
    const put = expectResource(await tenant.scim.send(okta.updateUser(read)), 200);
    expect(put.meta).toEqual(read.meta);
    expect(await categories(rollbook.admin, id)).toEqual(['CREATE']);
  });

  it('updates by a PUT, which keeps the memberships though it says none', async () => {
    const user = await createUser(6);
    const group = await createGroup('Kept by PUT');
    expectNoContent(await tenant.scim.send(okta.pushMembers(group.id, [member(user)])));
    const read = expectResource(await tenant.scim.send(okta.readUser(user.id)), 200);
    const put = await tenant.scim.send(
      okta.updateUser(read, { name: { givenName: 'Changed', familyName: 'Person' } }),
    );
    expect(expectResource(put, 200)).toMatchObject({ name: { givenName: 'Changed' } });
    expect(memberIds(await readGroup(group.id))).toEqual([user.id]);
  });

  it('deactivates and activates, and can still read the user between', async () => {
    const { id } = await createUser(7);
    expect(expectResource(await tenant.scim.send(okta.deactivate(id)), 200).active).toBe(false);
    expect(expectResource(await tenant.scim.send(okta.readUser(id)), 200).active).toBe(false);
    const users = await rollbook.admin.users(tenant.nodeId);
    expect(users.find((user) => user.id === id)?.state).toBe('locked');
    const meta = expectResource(await tenant.scim.send(okta.deactivate(id)), 200).meta;
    expect(expectResource(await tenant.scim.send(okta.deactivate(id)), 200).meta).toEqual(meta);
    expect(expectResource(await tenant.scim.send(okta.activate(id)), 200).active).toBe(true);
    expect(await categories(rollbook.admin, id)).toEqual(['CREATE', 'SUSPEND', 'UNSUSPEND']);
  });

  it('pushes a group: creates it, sets members, changes them, renames it', async () => {
    const [one, two, three] = await Promise.all([10, 11, 12].map(createUser));
    const group = await createGroup('Push');
    expect(await readGroup(group.id)).toMatchObject({ displayName: 'Push' });

    expectNoContent(
      await tenant.scim.send(okta.pushMembers(group.id, [member(one!), member(two!)])),
    );
    const full = await readGroup(group.id);
    expect(memberIds(full)).toEqual([one!.id, two!.id].toSorted());

    expectNoContent(
      await tenant.scim.send(
        okta.changeMembers(group.id, {
          displayName: 'Push',
          add: [member(three!)],
          remove: [one!.id],
        }),
      ),
    );
    expect(memberIds(await readGroup(group.id))).toEqual([two!.id, three!.id].toSorted());

    expectNoContent(await tenant.scim.send(okta.renameGroup(group.id, 'Pushed')));
    const renamed = await readGroup(group.id);
    expect(renamed.displayName).toBe('Pushed');
    expect(renamed.id).toBe(group.id);
    expect(memberIds(renamed)).toEqual([two!.id, three!.id].toSorted());

    expectNoContent(await tenant.scim.send(okta.pushMembers(group.id, [member(one!)])));
    expect(memberIds(await readGroup(group.id))).toEqual([one!.id]);
    expectNoContent(await tenant.scim.send(okta.pushMembers(group.id, [])));
    expect(memberIds(await readGroup(group.id))).toEqual([]);
    expectNoContent(await tenant.scim.send(okta.deleteGroup(group.id)));
    expectError(await tenant.scim.send(okta.readGroup(group.id)), 404);
  });

  it('gets its groups within the time that its test allows', async () => {
    const started = performance.now();
    expectStatus(await tenant.scim.send(okta.importGroups(1)), 200);
    expect(performance.now() - started).toBeLessThan(600);
  });
});
