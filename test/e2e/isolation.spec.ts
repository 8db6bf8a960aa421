import { beforeAll, describe, expect, it } from '@jest/globals';
import { person, scimRequest } from '#testing';
import {
  expectError,
  expectList,
  expectProblem,
  expectResource,
  type Resource,
} from '../support/expectations.js';
import {
  addMembers,
  createGroup,
  createUser,
  filtered,
  groupBody,
  patchBody,
  patchGroup,
  readGroup,
  readUser,
  userBody,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let mine: Tenant;
let sibling: Tenant;
let stranger: Tenant;
let theirs: { user: Resource; group: Resource }[];

beforeAll(async () => {
  mine = await rollbook.tenant();
  sibling = await rollbook.tenant({ organisationId: mine.organisationId });
  stranger = await rollbook.tenant();
  theirs = await Promise.all(
    [sibling, stranger].map(async ({ scim }, index) => {
      const externalId = person(index).externalId;
      const { id } = await createUser(scim, index, { externalId });
      const group = await createGroup(scim, `Theirs ${index}`, [id]);
      return { user: await readUser(scim, id), group };
    }),
  );
});

/** Every request that a SCIM client can make about a user and a group. */
function requests(user: string, group: string) {
  const lock = patchBody({ op: 'replace', path: 'active', value: false });
  const rename = patchBody({ op: 'replace', path: 'displayName', value: 'Taken over' });
  return [
    scimRequest('GET', `/Users/${user}`),
    scimRequest('PUT', `/Users/${user}`, userBody(99)),
    scimRequest('PATCH', `/Users/${user}`, lock),
    scimRequest('DELETE', `/Users/${user}`),
    scimRequest('GET', `/Groups/${group}`),
    scimRequest('PUT', `/Groups/${group}`, groupBody('Taken over')),
    scimRequest('PATCH', `/Groups/${group}`, rename),
    scimRequest('DELETE', `/Groups/${group}`),
  ];
}

describe('a token', () => {
  it('opens its own node only, on every route', async () => {
    const headers = { authorization: `Bearer ${mine.token}` };
    for (const [index, { scim }] of [sibling, stranger].entries()) {
      const { user, group } = theirs[index]!;
      for (const request of [
        ...requests(user.id, group.id),
        scimRequest('GET', '/Users'),
        scimRequest('POST', '/Users', userBody(90)),
        scimRequest('GET', '/Groups'),
        scimRequest('POST', '/Groups', groupBody('x')),
        scimRequest('GET', '/ServiceProviderConfig'),
        scimRequest('GET', '/Schemas'),
        scimRequest('GET', '/ResourceTypes'),
      ]) {
        const answer = await scim.send({ ...request, headers: { ...request.headers, ...headers } });
        expectError(answer, 401);
        expect(answer.text).not.toContain(user.userName);
      }
      expect(await readUser(scim, user.id)).toEqual(user);
      expect(await readGroup(scim, group.id)).toEqual(group);
    }
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic eDp5', 'bearer x y', 'Token abc', 'Bearer \u00e4'])(
    'is needed: %p is none',
    async (authorization) => {
      expectError(await mine.scim.get('/Users', { authorization }), 401);
    },
  );

  it('is taken with the scheme in any letter case', async () => {
    expectList(await mine.scim.get('/Users', { authorization: `bearer ${mine.token}` }));
  });

  it('is not taken from the query', async () => {
    const query = `/Users?access_token=${mine.token}`;
    expectError(await mine.scim.get(query, { authorization: 'Bearer x' }), 401);
  });

  it('opens nothing at a node that does not exist', async () => {
    const url = rollbook.server.url;
    const authorization = `Bearer ${mine.token}`;
    for (const node of ['00000000-0000-7000-8000-000000000000', 'x', '..', '%00']) {
      const answer = await fetch(`${url}/scim/v2/${node}/Users`, { headers: { authorization } });
      expect([401, 404]).toContain(answer.status);
    }
  });
});

describe('ids of another node', () => {
  it('are not found, on every route', async () => {
    for (const { user, group } of theirs) {
      for (const request of requests(user.id, group.id)) {
        expectError(await mine.scim.send(request), 404);
      }
    }
    for (const [index, { scim }] of [sibling, stranger].entries()) {
      expect(await readUser(scim, theirs[index]!.user.id)).toEqual(theirs[index]!.user);
      expect(await readGroup(scim, theirs[index]!.group.id)).toEqual(theirs[index]!.group);
    }
  });

  it('are in no list, whatever the filter', async () => {
    for (const { user, group } of theirs) {
      for (const filter of [
        `id eq "${user.id}"`,
        `userName eq "${user.userName}"`,
        `externalId eq "${user.externalId}"`,
        `userName pr`,
        `not (userName eq "nobody")`,
      ]) {
        const found = expectList(await mine.scim.get(filtered('Users', filter)));
        expect(found.map(({ id }) => id)).not.toContain(user.id);
      }
      for (const filter of [`id eq "${group.id}"`, `displayName sw "Theirs"`, `members pr`]) {
        const found = expectList(await mine.scim.get(filtered('Groups', filter)));
        expect(found.map(({ id }) => id)).not.toContain(group.id);
      }
    }
  });

  it('do not become members, nor managers that can be read', async () => {
    const group = await createGroup(mine.scim, 'Ours');
    for (const { user } of theirs) {
      for (const answer of [
        await patchGroup(mine.scim, group.id, addMembers(user.id)),
        await mine.scim.put(`/Groups/${group.id}`, groupBody('Ours', [user.id])),
        await mine.scim.post('/Groups', groupBody('With a stranger', [user.id])),
      ]) {
        expect([400, 404]).toContain(answer.status);
        expectError(answer, answer.status);
      }
    }
    expect(await readGroup(mine.scim, group.id)).toEqual(group);
    expectList(await mine.scim.get(filtered('Groups', 'displayName eq "With a stranger"')), 0);
  });

  it('do not become teams of a user', async () => {
    const user = await createUser(mine.scim, 20);
    for (const { group } of theirs) {
      const path = `/Users/${user.id}`;
      const add = patchBody({ op: 'add', path: 'groups', value: [{ value: group.id }] });
      const answer = await mine.scim.patch(path, add);
      expect([400, 404]).toContain(answer.status);
      const posted = await mine.scim.post(
        '/Users',
        userBody(21, { groups: [{ value: group.id }] }),
      );
      expect([400, 404]).toContain(posted.status);
    }
    expect(await readUser(mine.scim, user.id)).toEqual(user);
    for (const { group } of theirs) {
      expect(await rollbook.admin.memberships(group.id)).toHaveLength(1);
    }
  });
});

describe('names', () => {
  it('of users are unique within the organisation, whatever the letter case', async () => {
    const taken = userBody(0, { userName: person(0).email.toUpperCase(), emails: undefined });
    expectError(await mine.scim.post('/Users', taken), 409, 'uniqueness');
    const { id } = await createUser(mine.scim, 30);
    const rename = patchBody({ op: 'replace', path: 'userName', value: person(0).email });
    expectError(await mine.scim.patch(`/Users/${id}`, rename), 409, 'uniqueness');
  });

  it('of users are free in another organisation', async () => {
    const user = expectResource(await mine.scim.post('/Users', userBody(1)), 201);
    expect(user.id).not.toBe(theirs[1]!.user.id);
  });

  it('of groups are unique within a node only', async () => {
    const group = await createGroup(mine.scim, 'Theirs 0');
    expect(group.id).not.toBe(theirs[0]!.group.id);
    expectError(await mine.scim.post('/Groups', groupBody('theirs 0')), 409, 'uniqueness');
  });

  it('of the IdP (externalId) are unique within a method only', async () => {
    const externalId = person(0).externalId;
    await createUser(mine.scim, 40, { externalId });
    const again = userBody(41, { externalId });
    expectError(await mine.scim.post('/Users', again), 409, 'uniqueness');
  });
});

describe('the administrator', () => {
  it('does not approve somebody into a team of another node', async () => {
    const { admin } = rollbook;
    const user = await createUser(mine.scim, 50);
    for (const { group } of theirs) {
      const path = `/teams/${group.id}/memberships/${user.id}/approve`;
      expectProblem(await admin.send('POST', path, {}), 404);
    }
  });

  it('sees in the audit log of one organisation nothing of the other', async () => {
    const entries = await rollbook.admin.audit({ organisationId: stranger.organisationId });
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) expect(entry.organisationId).toBe(stranger.organisationId);
    const ofNode = await rollbook.admin.audit({ nodeId: sibling.nodeId });
    for (const entry of ofNode) expect(entry.nodeId).toBe(sibling.nodeId);
  });
});
