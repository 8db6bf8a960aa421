import { beforeAll, describe, expect, it } from '@jest/globals';
import { EntraId, person, ScimClient } from '#testing';
import {
  expectError,
  expectNoContent,
  expectProblem,
  expectResource,
  expectStatus,
  history,
} from '../support/expectations.js';
import {
  addMembers,
  createGroup,
  createUser,
  filtered,
  patchBody,
  patchGroup,
  patchUser,
  readGroup,
  readUser,
  userBody,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
beforeAll(async () => {
  tenant = await rollbook.tenant();
});
const failures = (query: Readonly<Record<string, string>> = {}) =>
  rollbook.admin.audit({ nodeId: tenant.nodeId, category: 'FAILURE', ...query });

describe('an entry', () => {
  it('says who changed what of whom, from where, and how it came out', async () => {
    const who = person(1);
    const request = new EntraId().createUser(who);
    const user = expectResource(await tenant.scim.send(request), 201);
    const patch = patchBody({ op: 'replace', path: 'title', value: 'Chief' });
    const headers = { 'user-agent': 'Some Client/1.0', 'x-request-id': 'request-7' };
    expectStatus(await tenant.scim.patch(`/Users/${user.id}`, patch, headers), 200);

    const entries = await history(rollbook.admin, user.id);
    expect(entries).toHaveLength(2);
    const { token } = await rollbook.admin.readMethod(tenant.nodeId);
    expect(entries[1]).toMatchObject({
      category: 'UPDATE',
      displayName: 'Update Auto Provisioned User',
      outcome: 'success',
      organisationId: tenant.organisationId,
      nodeId: tenant.nodeId,
      methodId: tenant.methodId,
      actor: { kind: 'token', id: token?.id ?? expect.any(String), label: expect.any(String) },
      client: { address: '127.0.0.1', userAgent: 'Some Client/1.0' },
      target: { kind: 'user', id: user.id, userName: who.email, externalId: who.externalId },
      changes: [{ attribute: 'title', from: who.title, to: 'Chief' }],
      eventType: 'UserProfileChanged',
      requestId: expect.any(String),
    });
    expect(Date.now() - Date.parse(entries[1]!.occurredAt)).toBeLessThan(60_000);
    expect(entries[1]!.position).toBeGreaterThan(entries[0]!.position);
    expect(entries[1]!.requestId).not.toBe(entries[0]!.requestId);
  });

  it('has the category and the words of what happened', async () => {
    const { id } = await createUser(tenant.scim, 2);
    const active = (value: boolean) =>
      patchUser(tenant.scim, id, { op: 'replace', path: 'active', value });
    await active(false);
    await active(true);
    await patchUser(tenant.scim, id, { op: 'replace', path: 'externalId', value: 'linked' });
    await patchUser(tenant.scim, id, { op: 'replace', path: 'userName', value: 'n@example.com' });
    expectNoContent(await tenant.scim.delete(`/Users/${id}`));
    const entries = await history(rollbook.admin, id);
    const words = entries.map(({ category, displayName }) => `${category}: ${displayName}`);
    expect([...new Set(words)]).toEqual([
      'CREATE: Create User By Auto Provisioning',
      'SUSPEND: Suspend Auto Provisioned User',
      'UNSUSPEND: Unsuspend Auto Provisioned User',
      'UPDATE: Update Auto Provisioned User',
    ]);
    expect(words.at(-1)).toBe('SUSPEND: Suspend Auto Provisioned User');
    const changes = entries.flatMap((entry) => entry.changes);
    expect(changes).toContainEqual(
      expect.objectContaining({ attribute: 'externalId', to: 'linked' }),
    );
    expect(changes).toContainEqual({
      attribute: 'userName',
      from: person(2).email,
      to: 'n@example.com',
    });
  });

  it('is there for teams, memberships and what the administrator does', async () => {
    const user = await createUser(tenant.scim, 3);
    const group = await createGroup(tenant.scim, 'Audited', [user.id]);
    await rollbook.admin.approve(group.id, user.id);
    await rollbook.admin.register(user.id);
    expectNoContent(await patchGroup(tenant.scim, group.id, { op: 'remove', path: 'members' }));
    expectNoContent(await tenant.scim.delete(`/Groups/${group.id}`));
    const entries = await history(rollbook.admin, group.id);
    expect(entries.map(({ category, displayName }) => [category, displayName])).toEqual([
      ['TEAM', 'Create Team'],
      ['MEMBERSHIP', 'Request Team Membership'],
      ['MEMBERSHIP', 'Approve Team Membership'],
      ['MEMBERSHIP', 'Activate Team Membership'],
      ['MEMBERSHIP', 'Remove Team Membership'],
      ['TEAM', 'Delete Team'],
    ]);
    const here = { client: { address: '127.0.0.1', userAgent: expect.any(String) } };
    expect(entries[2]).toMatchObject({ actor: { kind: 'api-key' }, ...here });
    expect(entries[2]?.changes).toContainEqual({
      attribute: 'approvedBy',
      to: { kind: 'administrator' },
    });
    const admin = await rollbook.admin.audit({ nodeId: tenant.nodeId, category: 'ADMIN' });
    expect(admin.map(({ displayName }) => displayName)).toEqual(
      expect.arrayContaining([
        'Create Node',
        'Create Provisioning Method',
        'Create Provisioning Token',
        'Activate Provisioning',
      ]),
    );
    const activation = admin.find(({ displayName }) => displayName === 'Activate Provisioning');
    expect(activation).toMatchObject({ methodId: tenant.methodId, ...here });
  });
});

describe('a change that changes nothing', () => {
  it('leaves no trace: no entry, no version, no date', async () => {
    const { scim, nodeId } = await rollbook.tenant({ idp: 'okta' });
    const created = await createUser(scim, 4, { externalId: 'same', title: 'Same' });
    const made = await createGroup(scim, 'Same', [created.id]);
    const user = await readUser(scim, created.id);
    const group = await readGroup(scim, made.id);
    const entries = await rollbook.admin.audit({ nodeId });
    const operations = [
      { op: 'Replace', path: 'title', value: 'Same' },
      { op: 'Replace', path: 'active', value: 'True' },
      { op: 'Add', path: 'emails[type eq "work"].value', value: person(4).email },
      { op: 'replace', value: { title: 'Same', 'name.givenName': person(4).givenName } },
      { op: 'remove', path: 'nickName' },
    ];
    for (const operation of operations) {
      expect(expectResource(await patchUser(scim, user.id, operation), 200)).toEqual(user);
    }
    expectResource(await scim.put(`/Users/${user.id}`, user), 200);
    for (const operation of [
      addMembers(user.id),
      { op: 'replace', path: 'members', value: [{ value: user.id }] },
      { op: 'replace', value: { id: group.id, displayName: 'Same' } },
      { op: 'remove', path: 'members[value eq "somebody-else"]' },
    ]) {
      expectNoContent(await patchGroup(scim, group.id, operation));
    }
    expectStatus(await scim.put(`/Groups/${group.id}`, group), 200);
    expect(await readUser(scim, user.id)).toEqual(user);
    expect(await readGroup(scim, group.id)).toEqual(group);
    expect(await rollbook.admin.audit({ nodeId })).toEqual(entries);
  });
});

describe('a refused write', () => {
  it('is on record with its status, its reason and whom it was about', async () => {
    const user = await createUser(tenant.scim, 5);
    expectError(await tenant.scim.post('/Users', userBody(5)), 409);
    expectError(await tenant.scim.post('/Users', { userName: 'no address' }), 400);
    expectError(await tenant.scim.post('/Users', '{"userName":'), 400);
    expectError(
      await patchUser(tenant.scim, user.id, { op: 'upsert', path: 'title', value: 1 }),
      400,
    );
    expectError(await tenant.scim.delete('/Users/00000000-0000-7000-8000-000000000000'), 404);
    const stale = { 'if-match': 'W/"stale"' };
    expectError(await tenant.scim.put(`/Users/${user.id}`, userBody(5), stale), 412);

    const entries = await failures();
    expect(entries.slice(0, 6).map(({ status, scimType }) => [status, scimType ?? null])).toEqual([
      [412, null],
      [404, null],
      [400, 'invalidSyntax'],
      [400, 'invalidSyntax'],
      [400, 'invalidValue'],
      [409, 'uniqueness'],
    ]);
    for (const entry of entries.slice(0, 6)) {
      expect(entry).toMatchObject({
        displayName: 'Failures',
        outcome: 'failure',
        reason: expect.any(String),
        actor: { kind: 'token' },
        client: { address: '127.0.0.1' },
      });
    }
    expect(entries[5]?.target).toMatchObject({ userName: person(5).email });
    expect(entries[0]?.target).toMatchObject({ id: user.id });
  });

  it('is not a read that finds nothing', async () => {
    const before = await failures();
    expectError(await tenant.scim.get('/Users/00000000-0000-7000-8000-000000000000'), 404);
    expectStatus(await tenant.scim.get(filtered('Users', 'userName eq "nobody"')), 200);
    expect(await failures()).toEqual(before);
  });

  it('for a refused token is folded into few entries, which are counted', async () => {
    const { nodeId, tenantUrl } = await rollbook.tenant();
    const stranger = new ScimClient(tenantUrl, 'guess');
    const answers = await Promise.all(Array.from({ length: 50 }, () => stranger.get('/Users')));
    for (const answer of answers) expectError(answer, 401);
    const query = { nodeId, category: 'FAILURE' };
    const refused = (await rollbook.admin.audit(query)).filter(({ status }) => status === 401);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(10);
    for (const entry of refused) expect(entry.count).toBeGreaterThan(0);
    expect(JSON.stringify(refused)).not.toContain('guess');
  });
});

describe('a query', () => {
  it('filters by each of its parameters', async () => {
    const user = await createUser(tenant.scim, 6, { externalId: 'ext-6' });
    await patchUser(tenant.scim, user.id, { op: 'replace', path: 'title', value: 'Now' });
    const { admin } = rollbook;
    for (const target of [user.id, person(6).email, 'ext-6']) {
      expect(await admin.audit({ target })).toHaveLength(2);
    }
    const [update, create] = await admin.audit({ target: user.id });
    expect(await admin.audit({ target: user.id, category: 'UPDATE' })).toEqual([update]);
    expect(await admin.audit({ target: user.id, outcome: 'failure' })).toEqual([]);
    expect(await admin.audit({ target: user.id, outcome: 'success' })).toEqual([update, create]);
    const actor = create!.actor.id;
    expect(await admin.audit({ target: user.id, actor })).toEqual([update, create]);
    expect(await admin.audit({ target: user.id, actor: 'nobody' })).toEqual([]);
    const from = create!.occurredAt;
    expect(await admin.audit({ target: user.id, from })).toEqual([update, create]);
    expect(await admin.audit({ target: user.id, to: '2001-01-01T00:00:00Z' })).toEqual([]);
    const { organisationId, nodeId } = tenant;
    expect(await admin.audit({ target: user.id, organisationId, nodeId })).toHaveLength(2);
    expect(await admin.audit({ nodeId: '00000000-0000-7000-8000-000000000000' })).toEqual([]);
  });

  it('is paged newest first, each entry once', async () => {
    const all = await rollbook.admin.audit({ nodeId: tenant.nodeId });
    const paged = await rollbook.admin.audit({ nodeId: tenant.nodeId, limit: '3' });
    expect(paged).toEqual(all);
    const positions = all.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted((a, b) => b - a));
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it.each([
    'limit=0',
    'limit=many',
    'from=yesterday',
    'from=2026-W01',
    'from=2026-012',
    'to=2026-03-03T12:00:00',
    'from=9999-12-31T23:59:59-12:00',
    'category=NOTHING',
    'outcome=maybe',
  ])('is refused when it makes no sense: %s', async (query) =>
    expectProblem(await rollbook.admin.send('GET', `/audit?${query}`), 400),
  );
});

describe('the usage', () => {
  it('counts each category, in all and by day', async () => {
    const { scim, nodeId } = await rollbook.tenant();
    for (const n of [10, 11, 12]) await createUser(scim, n);
    expectError(await scim.post('/Users', userBody(10)), 409);
    const usage = await rollbook.admin.usage(nodeId);
    expect(usage.days).toBe(30);
    const of = (name: string) => usage.categories.find(({ category }) => category === name);
    expect(of('CREATE')).toMatchObject({
      displayName: 'Create User By Auto Provisioning',
      total: 3,
    });
    expect(of('FAILURE')).toMatchObject({ displayName: 'Failures', total: 1 });
    expect(of('SUSPEND')?.total).toBe(0);
    for (const { total, byDay } of usage.categories) {
      expect(byDay.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      for (const { day } of byDay) expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });
});
