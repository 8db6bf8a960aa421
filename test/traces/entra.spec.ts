import { beforeAll, describe, expect, it } from '@jest/globals';
import { ENTERPRISE_USER, EntraId, person } from '#testing';
import {
  categories,
  expectError,
  expectList,
  expectNoContent,
  expectNoNulls,
  expectResource,
  expectStatus,
  history,
  memberIds,
} from '../support/expectations.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();

describe.each(['default', 'aadOptscim062020'] as const)('Entra ID, behaviour %s', (behaviour) => {
  const entra = new EntraId(behaviour);
  let tenant: Tenant;
  const createUser = async (n: number) =>
    expectResource(await tenant.scim.send(entra.createUser(person(n))), 201);
  const createGroup = async (name: string) =>
    expectResource(await tenant.scim.send(entra.createGroup(name, `ext-${name}`)), 201, 'Group');
  const readGroup = async (id: string) =>
    expectResource(await tenant.scim.get(`/Groups/${id}`), 200, 'Group');
  beforeAll(async () => {
    tenant = await rollbook.tenant();
  });

  it('finds nobody when it tests the connection', async () => {
    const answer = await tenant.scim.send(entra.testConnection());
    expectList(answer, 0);
    expect(answer.body.Resources).toEqual([]);
  });

  it('discovers without meeting a null', async () => {
    for (const request of entra.discover()) {
      const answer = await tenant.scim.send(request);
      expectStatus(answer, 200);
      expectNoNulls(answer.body);
    }
  });

  it('creates a user from a body full of nulls, and matches it by each matching attribute', async () => {
    const who = person(1);
    expectList(await tenant.scim.send(entra.matchUser(who.email)), 0);
    const user = await createUser(1);
    expect(user).toMatchObject({
      userName: who.email,
      externalId: who.externalId,
      active: true,
      displayName: who.displayName,
      name: { givenName: who.givenName, familyName: who.familyName },
      emails: [{ value: who.email, type: 'work', primary: true }],
      [ENTERPRISE_USER]: { department: who.department },
    });
    for (const match of [
      entra.matchUser(who.email),
      entra.matchUser(who.email.toUpperCase()),
      entra.matchUserByExternalId(who.externalId),
      entra.matchUserByWorkEmail(who.email),
    ]) {
      const [found] = expectList(await tenant.scim.send(match), 1);
      expect(found?.id).toBe(user.id);
    }
    const users = await rollbook.admin.users(tenant.nodeId);
    expect(users.find(({ id }) => id === user.id)).toMatchObject({
      userName: who.email,
      externalId: who.externalId,
      state: 'invited',
    });
    const [entry] = await history(rollbook.admin, user.id);
    expect(entry).toMatchObject({
      category: 'CREATE',
      displayName: 'Create User By Auto Provisioning',
      outcome: 'success',
      client: { dialect: 'entra' },
      target: { id: user.id, userName: who.email, externalId: who.externalId },
      nodeId: tenant.nodeId,
      organisationId: tenant.organisationId,
      methodId: tenant.methodId,
    });
  });

  it('refuses a second user of one name', async () => {
    await createUser(2);
    expectError(await tenant.scim.send(entra.createUser(person(2))), 409, 'uniqueness');
  });

  it.each(['True', 'true', true])('takes active %p for true in a create', async (active) => {
    const who = person(10 + ['True', 'true', true].indexOf(active));
    const user = expectResource(await tenant.scim.send(entra.createUser(who, { active })), 201);
    expect(user.active).toBe(true);
  });

  it('updates attributes, and gives no event for the same again', async () => {
    const { id } = await createUser(3);
    const request = entra.updateUser(id, {
      displayName: 'Renée Tremblay',
      familyName: 'Tremblay',
      department: 'Research',
      title: 'Director',
    });
    const changed = expectResource(await tenant.scim.send(request), 200);
    expect(changed).toMatchObject({
      displayName: 'Renée Tremblay',
      name: { familyName: 'Tremblay', givenName: person(3).givenName },
      title: 'Director',
      [ENTERPRISE_USER]: { department: 'Research' },
    });
    const events = await history(rollbook.admin, id);
    expect(events.at(-1)).toMatchObject({ category: 'UPDATE' });
    expect(events.at(-1)?.changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          attribute: 'displayName',
          from: person(3).displayName,
          to: 'Renée Tremblay',
        }),
      ]),
    );

    const again = expectResource(await tenant.scim.send(request), 200);
    expect(again.meta).toEqual(changed.meta);
    expect(await history(rollbook.admin, id)).toEqual(events);
  });

  it('changes the work e-mail by its value path, and with it the user name', async () => {
    const { id } = await createUser(4);
    const request = entra.updateUser(id, { workEmail: 'moved@example.com', title: 'Mover' });
    const user = expectResource(await tenant.scim.send(request), 200);
    expect(user).toMatchObject({ userName: 'moved@example.com', title: 'Mover' });
    expect(user.emails).toEqual([expect.objectContaining({ value: 'moved@example.com' })]);
    expectList(await tenant.scim.send(entra.matchUser(person(4).email)), 0);
    expectList(await tenant.scim.send(entra.matchUser('moved@example.com')), 1);
  });

  it('creates the element that a value path names and nobody has', async () => {
    const { id } = await createUser(5);
    const user = expectResource(
      await tenant.scim.send(
        entra.patch(`/Users/${id}`, [
          { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+49 30 1234' },
          { op: 'Add', path: 'Addresses[type eq "other"].Formatted', value: 'Hauptstrasse 1' },
        ]),
      ),
      200,
    );
    expect(user).toMatchObject({
      phoneNumbers: [{ type: 'mobile', value: '+49 30 1234' }],
      addresses: [{ type: 'other', formatted: 'Hauptstrasse 1' }],
    });
  });

  it('sets a manager by a plain string and removes it by an empty one', async () => {
    const manager = await createUser(6);
    const report = await createUser(7);
    const set = expectResource(
      await tenant.scim.send(entra.setManager(report.id, manager.id)),
      200,
    );
    expect(set).toMatchObject({ [ENTERPRISE_USER]: { manager: { value: manager.id } } });
    const removed = expectResource(await tenant.scim.send(entra.removeManager(report.id)), 200);
    expect(JSON.stringify(removed)).not.toContain(manager.id);
  });

  it('disables and enables a user, who stays visible and keeps the memberships', async () => {
    const { id } = await createUser(8);
    const group = await createGroup('Stay');
    expectNoContent(await tenant.scim.send(entra.addMembers(group.id, [id])));

    expect(expectResource(await tenant.scim.send(entra.disable(id)), 200).active).toBe(false);
    expect(expectResource(await tenant.scim.send(entra.readUser(id)), 200).active).toBe(false);
    expectList(await tenant.scim.send(entra.matchUser(person(8).email)), 1);
    expect(memberIds(await readGroup(group.id))).toEqual([id]);

    expect(expectResource(await tenant.scim.send(entra.enable(id)), 200).active).toBe(true);
    expect(memberIds(await readGroup(group.id))).toEqual([id]);
    expect(await categories(rollbook.admin, id)).toEqual(
      expect.arrayContaining(['CREATE', 'SUSPEND', 'UNSUSPEND']),
    );
  });

  it('deletes a user for good, as far as it can see', async () => {
    const { id } = await createUser(9);
    expectNoContent(await tenant.scim.send(entra.deleteUser(id)));
    expectError(await tenant.scim.send(entra.readUser(id)), 404);
    expectError(await tenant.scim.send(entra.disable(id)), 404);
    expectError(await tenant.scim.send(entra.deleteUser(id)), 404);
    expectList(await tenant.scim.send(entra.matchUser(person(9).email)), 0);
  });

  it('matches, creates, renames and deletes a group without seeing its members', async () => {
    expectList(await tenant.scim.send(entra.matchGroup('Design')), 0);
    const group = await createGroup('Design');
    expect(group).toMatchObject({ displayName: 'Design', externalId: 'ext-Design' });
    const { id } = await createUser(20);
    expectNoContent(await tenant.scim.send(entra.addMembers(group.id, [id])));

    const [found] = expectList(await tenant.scim.send(entra.matchGroup('Design')), 1);
    expect(found).toMatchObject({ id: group.id });
    expect(found).not.toHaveProperty('members');
    const read = expectResource(await tenant.scim.send(entra.readGroup(group.id)), 200, 'Group');
    expect(read).not.toHaveProperty('members');

    expectNoContent(await tenant.scim.send(entra.renameGroup(group.id, 'Design & Research')));
    const renamed = await readGroup(group.id);
    expect(renamed.displayName).toBe('Design & Research');
    expect(memberIds(renamed)).toEqual([id]);

    expectNoContent(await tenant.scim.send(entra.deleteGroup(group.id)));
    expectError(await tenant.scim.get(`/Groups/${group.id}`), 404);
  });

  it('adds members, adds them again without an event, and removes only those it names', async () => {
    const group = await createGroup('Members');
    const ids = await Promise.all([30, 31, 32, 33].map(createUser));
    const [first, second, third, fourth] = ids.map(({ id }) => id) as [
      string,
      string,
      string,
      string,
    ];
    expectNoContent(await tenant.scim.send(entra.addMembers(group.id, [first, second, third])));
    const events = await history(rollbook.admin, group.id);
    const before = await readGroup(group.id);

    expectNoContent(await tenant.scim.send(entra.addMembers(group.id, [first, second, third])));
    expect(await history(rollbook.admin, group.id)).toEqual(events);
    expect((await readGroup(group.id)).meta).toEqual(before.meta);

    expectNoContent(await tenant.scim.send(entra.addMembers(group.id, [fourth, first])));
    expectNoContent(await tenant.scim.send(entra.removeMembers(group.id, [second, third])));
    expect(memberIds(await readGroup(group.id))).toEqual([first, fourth].toSorted());
    const states = await rollbook.admin.memberships(group.id);
    expect(states.map(({ userId, state }) => [userId, state]).toSorted()).toEqual(
      [first, fourth].toSorted().map((id) => [id, 'pending']),
    );
  });

  it('adds and removes one member within one PATCH', async () => {
    const group = await createGroup('Within one');
    const { id } = await createUser(40);
    expectNoContent(
      await tenant.scim.send(
        entra.patch(`/Groups/${group.id}`, [
          { op: 'Add', path: 'members', value: [{ $ref: null, value: id }] },
          { op: 'Remove', path: 'members', value: [{ $ref: null, value: id }] },
        ]),
      ),
    );
    expect(memberIds(await readGroup(group.id))).toEqual([]);
  });

  it('takes members as bare strings, with a display name, and operations with a stray name', async () => {
    const group = await createGroup('Shapes');
    const one = await createUser(41);
    const two = await createUser(42);
    expectNoContent(
      await tenant.scim.send(
        entra.patch(`/Groups/${group.id}`, [
          { name: 'addMember', op: 'Add', path: 'members', value: [one.id] },
          { op: 'add', path: 'members', value: [{ value: two.id, displayName: 'Two' }] },
        ]),
      ),
    );
    expect(memberIds(await readGroup(group.id))).toEqual([one.id, two.id].toSorted());
    expectNoContent(
      await tenant.scim.send(
        entra.patch(`/Groups/${group.id}`, [{ op: 'Remove', path: 'members', value: [one.id] }]),
      ),
    );
    expect(memberIds(await readGroup(group.id))).toEqual([two.id]);
  });

  it('pages with the start index that it asked for', async () => {
    await Promise.all([50, 51, 52, 53, 54].map(createUser));
    const first = await tenant.scim.get('/Users?startIndex=1&count=3');
    const second = await tenant.scim.get('/Users?startIndex=4&count=3');
    expect(first.body).toMatchObject({ startIndex: 1, itemsPerPage: 3 });
    expect(second.body.startIndex).toBe(4);
    const both = [...expectList(first), ...expectList(second)].map(({ id }) => id);
    expect(new Set(both).size).toBe(both.length);
  });
});
