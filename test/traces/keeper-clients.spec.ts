import { beforeAll, describe, expect, it } from '@jest/globals';
import { keeper, person, ScimClient } from '#testing';
import {
  expectList,
  expectNoContent,
  expectResource,
  expectStatus,
  memberIds,
} from '../support/expectations.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();

describe("Keeper's own clients, at its own path", () => {
  let tenant: Tenant;
  let scim: ScimClient;
  const createUser = async (n: number, teamIds: readonly string[] = []) =>
    expectResource(await scim.send(keeper.createUser(person(n), teamIds)), 201);
  const createTeam = async (name: string) =>
    expectResource(await scim.send(keeper.createTeam(name)), 201, 'Group');
  const readTeam = async (id: string) =>
    expectResource(await scim.get(`/Groups/${id}`), 200, 'Group');
  beforeAll(async () => {
    tenant = await rollbook.tenant({ idp: 'other' });
    scim = new ScimClient(`${rollbook.server.url}/api/rest/scim/v2/${tenant.nodeId}`, tenant.token);
  });

  it('creates a team with a misspelt URN', async () => {
    const team = await createTeam('Semicolon');
    expect(team.schemas).not.toContain('urn:ietf:params:scim:schemas:core:2.0:Group;');
  });

  it('creates a user without a Content-Type, with the teams to join', async () => {
    const team = await createTeam('From the start');
    const user = await createUser(1, [team.id]);
    expect(user.groups).toEqual([expect.objectContaining({ value: team.id })]);
    expect(memberIds(await readTeam(team.id))).toEqual([user.id]);
    expect(await rollbook.admin.memberships(team.id, 'pending')).toEqual([
      expect.objectContaining({ userId: user.id, state: 'pending', approved: false }),
    ]);
  });

  it('joins and leaves teams through the user', async () => {
    const team = await createTeam('Through the user');
    const other = await createTeam('Another');
    const { id } = await createUser(2, [other.id]);
    const joined = await scim.send(keeper.addToTeam(id, team.id));
    expectStatus(joined, 200);
    expect(memberIds(await readTeam(team.id))).toEqual([id]);
    expectStatus(await scim.send(keeper.removeFromTeam(id, team.id)), 200);
    expect(memberIds(await readTeam(team.id))).toEqual([]);
    expect(memberIds(await readTeam(other.id))).toEqual([id]);
  });

  it('updates with dotted keys, one operation as an object, its value as an array of one', async () => {
    const { id } = await createUser(3);
    const answer = await scim.send(
      keeper.updateUser(id, { 'name.familyName': 'Dotted', displayName: 'Dot Dotted' }),
    );
    expect(expectResource(answer, 200)).toMatchObject({
      displayName: 'Dot Dotted',
      name: { familyName: 'Dotted', givenName: person(3).givenName },
    });
  });

  it('gets all of its users on one page, as it cannot ask for the second', async () => {
    const { scim, tenantUrl } = await rollbook.tenant({ idp: 'other' });
    expect(new URL(tenantUrl).pathname).toMatch(/\/scim\/v2\//);
    const created = await Promise.all(
      Array.from({ length: 120 }, (_, n) => scim.send(keeper.createUser(person(1_000 + n)))),
    );
    for (const answer of created) expectStatus(answer, 201);
    const listed = await scim.send(keeper.listUsers(1));
    expect(expectList(listed, 120)).toHaveLength(120);
  });

  it('answers both paths with the same data', async () => {
    const { id } = await createUser(4);
    const read = expectResource(await tenant.scim.get(`/Users/${id}`), 200);
    expect(read.userName).toBe(person(4).email);
    expectNoContent(await scim.send(keeper.deleteUser(id)));
    expectStatus(await tenant.scim.get(`/Users/${id}`), 404);
  });
});
