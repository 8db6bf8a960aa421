import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  expectList,
  expectNoContent,
  expectProblem,
  expectResource,
  memberIds,
} from '../support/expectations.js';
import {
  addMembers,
  createGroup,
  createUser,
  filtered,
  patchGroup,
  patchUser,
  readGroup,
  readUser,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;

describe('profile keeper: memberships', () => {
  let teamId: string;
  const add = async (...ids: string[]) =>
    expectNoContent(await patchGroup(tenant.scim, teamId, addMembers(...ids)));
  const state = async (userId: string) =>
    (await rollbook.admin.memberships(teamId)).find((one) => one.userId === userId)?.state;
  const approve = (userId: string, approvedBy: object) =>
    rollbook.admin.send('POST', `/teams/${teamId}/memberships/${userId}/approve`, { approvedBy });
  beforeAll(async () => {
    tenant = await rollbook.tenant({ profile: 'keeper' });
    teamId = (await createGroup(tenant.scim, 'Approvals')).id;
  });

  it.each([
    ['registration, then approval', 1],
    ['approval, then registration', 2],
  ])('become active by %s', async (order, n) => {
    const { id } = await createUser(tenant.scim, n);
    await add(id);
    expect(await state(id)).toBe('pending');
    const register = () => rollbook.admin.register(id);
    const approve = () => rollbook.admin.approve(teamId, id);
    const steps = order.startsWith('registration') ? [register, approve] : [approve, register];
    await steps[0]!();
    expect(await state(id)).toBe('pending');
    await steps[1]!();
    expect(await state(id)).toBe('active');
    expect(await rollbook.admin.memberships(teamId, 'pending')).not.toContainEqual(
      expect.objectContaining({ userId: id }),
    );
  });

  it('are asked for by an addition to a user without a path, too', async () => {
    const { id } = await createUser(tenant.scim, 61);
    const operation = { op: 'add', value: { groups: [{ value: teamId }] } };
    expectResource(await patchUser(tenant.scim, id, operation), 200);
    expect(await state(id)).toBe('pending');
  });

  it('are shown while pending, in the group and in the user', async () => {
    const { id } = await createUser(tenant.scim, 3);
    await add(id);
    expect(memberIds(await readGroup(tenant.scim, teamId))).toContain(id);
    expect((await readUser(tenant.scim, id)).groups).toEqual([
      expect.objectContaining({ value: teamId, display: 'Approvals' }),
    ]);
    const found = expectList(await tenant.scim.get(filtered('Groups', `members eq "${id}"`)));
    expect(found.map((group) => group.id)).toEqual([teamId]);
  });

  it('are answered to a write as the next read shows them', async () => {
    const renamed = await createUser(tenant.scim, 31);
    const gone = await createUser(tenant.scim, 32);
    const { id } = await createGroup(tenant.scim, 'Answers', [renamed.id, gone.id]);
    const op = 'replace';
    await patchUser(tenant.scim, renamed.id, { op, path: 'userName', value: 'now@example.com' });
    expectNoContent(await tenant.scim.delete(`/Users/${gone.id}`));
    const body = { displayName: 'Answered' };
    const answer = expectResource(await tenant.scim.put(`/Groups/${id}`, body), 200, 'Group');
    expect(answer).toEqual(await readGroup(tenant.scim, id));
    expect(answer.members).toEqual([
      expect.objectContaining({ value: renamed.id, display: 'now@example.com' }),
    ]);
  });

  it('are approved by a member only if she is active in that very team', async () => {
    const [active, pending, outsider, candidate] = await Promise.all(
      [4, 5, 6, 7].map(async (n) => (await createUser(tenant.scim, n)).id),
    );
    await add(active!, pending!, candidate!);
    for (const id of [active!, pending!, outsider!]) await rollbook.admin.register(id);
    await rollbook.admin.approve(teamId, active!);
    const other = await createGroup(tenant.scim, 'Other team', [outsider!]);
    await rollbook.admin.approve(other.id, outsider!);

    for (const userId of [pending!, outsider!, candidate!, 'nobody']) {
      const answer = await approve(candidate!, { kind: 'member', userId });
      expect([400, 403, 404, 409]).toContain(answer.status);
      expectProblem(answer, answer.status);
    }
    const nameless = await approve(candidate!, { kind: 'member' });
    expect([400, 403]).toContain(nameless.status);
    expectProblem(await approve(candidate!, { kind: 'somebody' }), 400);
    expect(await rollbook.admin.memberships(teamId)).toContainEqual(
      expect.objectContaining({ userId: candidate, state: 'pending', approved: false }),
    );

    await rollbook.admin.approve(teamId, candidate!, { kind: 'member', userId: active! });
    expect(await rollbook.admin.memberships(teamId)).toContainEqual(
      expect.objectContaining({ userId: candidate, state: 'pending', approved: true }),
    );
    await rollbook.admin.register(candidate!);
    expect(await state(candidate!)).toBe('active');
  });

  it('are not approved by a member who is locked', async () => {
    const [locked, candidate] = await Promise.all(
      [8, 9].map(async (n) => (await createUser(tenant.scim, n)).id),
    );
    await add(locked!, candidate!);
    await rollbook.admin.register(locked!);
    await rollbook.admin.approve(teamId, locked!);
    await patchUser(tenant.scim, locked!, { op: 'replace', path: 'active', value: false });
    const answer = await approve(candidate!, { kind: 'member', userId: locked! });
    expect([403, 409]).toContain(answer.status);
  });

  it('end when they are declined, and can be asked for again', async () => {
    const { id } = await createUser(tenant.scim, 10);
    await add(id);
    await rollbook.admin.decline(teamId, id);
    expect(memberIds(await readGroup(tenant.scim, teamId))).not.toContain(id);
    expect(await state(id)).toBeUndefined();
    await add(id);
    expect(await state(id)).toBe('pending');
  });

  it('are not declined when they are active, nor answered when there are none', async () => {
    const { id } = await createUser(tenant.scim, 11);
    const path = `/teams/${teamId}/memberships/${id}`;
    expectProblem(await rollbook.admin.send('POST', `${path}/approve`, {}), 404);
    await add(id);
    await rollbook.admin.register(id);
    await rollbook.admin.approve(teamId, id);
    expectProblem(await rollbook.admin.send('POST', `${path}/decline`, {}), 409);
  });

  it('of a deprovisioned user outlive a PUT and a PATCH of the members that are shown', async () => {
    const [gone, stays] = [
      (await createUser(tenant.scim, 81)).id,
      (await createUser(tenant.scim, 82)).id,
    ];
    const team = (await createGroup(tenant.scim, 'Outlived')).id;
    expectNoContent(await patchGroup(tenant.scim, team, addMembers(gone, stays)));
    expectNoContent(await tenant.scim.delete(`/Users/${gone}`));
    const read = await readGroup(tenant.scim, team);
    expect(memberIds(read)).toEqual([stays]);
    const put = expectResource(await tenant.scim.put(`/Groups/${team}`, { ...read }), 200, 'Group');
    expect(put.meta.version).toBe(read.meta.version);
    const replace = { op: 'replace', path: 'members', value: [{ value: stays }] };
    expectNoContent(await patchGroup(tenant.scim, team, replace));
    expect((await readGroup(tenant.scim, team)).meta.version).toBe(read.meta.version);
    // Who is named is removed all the same.
    const remove = { op: 'remove', path: `members[value eq "${gone}"]` };
    expectNoContent(await patchGroup(tenant.scim, team, remove));
    expect((await readGroup(tenant.scim, team)).meta.version).not.toBe(read.meta.version);
  });

  it('are kept while the user is locked', async () => {
    const { id } = await createUser(tenant.scim, 12);
    await add(id);
    await rollbook.admin.register(id);
    await rollbook.admin.approve(teamId, id);
    for (const value of [false, true]) {
      await patchUser(tenant.scim, id, { op: 'replace', path: 'active', value });
      expect(await state(id)).toBe('active');
      expect(memberIds(await readGroup(tenant.scim, teamId))).toContain(id);
    }
  });

  it('are counted for each team', async () => {
    const { id } = await createGroup(tenant.scim, 'Counted');
    const [one, two] = await Promise.all(
      [13, 14].map(async (n) => (await createUser(tenant.scim, n)).id),
    );
    expectNoContent(await patchGroup(tenant.scim, id, addMembers(one!, two!)));
    await rollbook.admin.register(one!);
    await rollbook.admin.approve(id, one!);
    const teams = await rollbook.admin.teams(tenant.nodeId);
    expect(teams.find((team) => team.id === id)?.members).toEqual({ pending: 1, active: 1 });
  });
});
