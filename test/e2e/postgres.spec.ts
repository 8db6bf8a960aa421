import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminClient, person, type RollbookProcess, ScimClient, startRollbook } from '#testing';
import {
  expectError,
  expectList,
  expectNoContent,
  expectStatus,
  memberIds,
} from '../support/expectations.js';
import { usePostgres } from '../support/postgres.js';
import {
  addMembers,
  createGroup,
  createUser,
  filtered,
  groupBody,
  patchGroup,
  patchUser,
  readGroup,
  userBody,
} from '../support/resources.js';
import { createTenant, type Tenant } from '../support/rollbook.js';

const postgres = usePostgres();
let folder = '';
let server: RollbookProcess;
let admin: AdminClient;

describe('Rollbook on Postgres', () => {
  // In here, so that Rollbook ends before Postgres does.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollbook-postgres-e2e-'));
    const env = { ROLLBOOK_READ_DATABASE_URL: await postgres().createDatabase() };
    server = await startRollbook({ dataFolder: folder, env });
    admin = new AdminClient(server.url, server.ownerKey);
  });
  afterAll(async () => {
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(server.output()).not.toMatch(/"level":(50|60|"error"|"fatal")/);
    expect(server.output()).not.toContain(postgres().password);
    await rm(folder, { recursive: true });
  });

  it('shows groups within groups, in a circle too', async () => {
    const tenant = await createTenant(admin, { profile: 'standard', idp: 'okta' });
    const scim = new ScimClient(tenant.tenantUrl, tenant.token);
    const user = await createUser(scim, 4);
    const inner = await createGroup(scim, 'Inner', [user.id]);
    const outer = await createGroup(scim, 'Outer', [inner.id]);
    expectNoContent(await patchGroup(scim, inner.id, addMembers(outer.id)));
    const shown = await readGroup(scim, inner.id);
    expect(shown.members).toMatchObject([
      { value: user.id, type: 'User' },
      { value: outer.id, type: 'Group', $ref: outer.meta.location, display: 'Outer' },
    ]);
    for (const filter of [`members.value eq "${inner.id}"`, 'members.display eq "inner"']) {
      expect(expectList(await scim.get(filtered('Groups', filter)), 1)[0]?.id).toBe(outer.id);
    }
    expectNoContent(await scim.delete(`/Groups/${outer.id}`));
    expect(memberIds(await readGroup(scim, inner.id))).toEqual([user.id]);
  });

  it('shows every write to the next read, users and groups and their memberships', async () => {
    const tenant = await createTenant(admin, { profile: 'keeper', idp: 'okta' });
    const scim = new ScimClient(tenant.tenantUrl, tenant.token);
    const users = [];
    for (const n of [1, 2, 3]) {
      const user = await createUser(scim, n);
      expectStatus(await scim.get(`/Users/${user.id}`), 200);
      users.push(user);
    }
    const [ada, bo, cy] = users.map(({ id }) => id) as [string, string, string];
    const group = await createGroup(scim, 'Finance', [ada, bo]);
    await admin.register(ada);
    await admin.approve(group.id, ada);
    expectNoContent(await patchGroup(scim, group.id, addMembers(cy)));
    const shown = await scim.get(`/Groups/${group.id}`);
    expect(shown.body.members?.map(({ value }) => value).sort()).toEqual([ada, bo, cy].sort());
    const memberships = await admin.memberships(group.id);
    expect(memberships.filter(({ state }) => state === 'active')).toHaveLength(1);

    await patchUser(scim, bo, { op: 'replace', path: 'active', value: false });
    const match = await scim.get(
      `/Users?filter=${encodeURIComponent(`userName eq "${person(2).email.toUpperCase()}"`)}`,
    );
    expect(match.body).toMatchObject({ totalResults: 1, Resources: [{ id: bo, active: false }] });
    expectError(await scim.post('/Users', userBody(1)), 409, 'uniqueness');
    expectNoContent(await scim.delete(`/Users/${cy}`));
    expectError(await scim.get(`/Users/${cy}`), 404);
    expect((await admin.audit()).length).toBeGreaterThan(10);
    expect(await admin.users(tenant.nodeId)).toHaveLength(3);
  });

  it('refuses a paused method at once, and serves it again at once', async () => {
    const tenant: Tenant = await createTenant(admin, { profile: 'standard' });
    for (let round = 0; round < 5; round++) {
      expectStatus(await tenant.scim.get('/Users'), 200);
      await admin.changeMethod(tenant.nodeId, 'pause');
      expectError(await tenant.scim.get('/Users'), 403);
      await admin.changeMethod(tenant.nodeId, 'resume');
    }
  });

  it('takes the longest names that SCIM takes, whatever they are folded to, and finds them', async () => {
    const { scim } = await createTenant(admin, { profile: 'standard' });
    // Each of these characters is composed of three others, none of which an index can compress away.
    const longest = Array.from({ length: 400 }, (_, n) =>
      n % 3 === 0 ? '\uFB2C' : String.fromCharCode(0x4e00 + 7 * n),
    ).join('');
    const user = { ...userBody(9), userName: longest, externalId: longest, displayName: longest };
    const created = await scim.post('/Users', { ...user, emails: [{ value: longest }] });
    expectStatus(created, 201);
    const group = await scim.post('/Groups', { ...groupBody(longest), externalId: longest });
    expectStatus(group, 201);
    expectStatus(await scim.get(`/Users/${created.body.id!}`), 200);
    expectStatus(await scim.get(`/Groups/${group.body.id!}`), 200);
    expectError(
      await scim.post('/Users', { ...user, userName: `${longest}x` }),
      400,
      'invalidValue',
    );
  });

  it('takes what Postgres’ own text cannot hold', async () => {
    const tenant = await createTenant(admin, { profile: 'standard' });
    const userName = 'odd \0 name';
    const created = await tenant.scim.post('/Users', { ...userBody(7), userName });
    if (created.status === 400) return;
    expectStatus(created, 201);
    expect((await tenant.scim.get(`/Users/${created.body.id!}`)).body.userName).toBe(userName);
  });
});
