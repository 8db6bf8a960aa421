import { beforeAll, describe, expect, it } from '@jest/globals';
import { ENTERPRISE_USER, person } from '#testing';
import { idOf, post, runBulk, statuses } from '../support/bulk.js';
import { expectError, expectList, memberIds } from '../support/expectations.js';
import {
  addMembers,
  createGroup,
  createUser,
  filtered,
  groupBody,
  patchBody,
  readGroup,
  readUser,
  userBody,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
beforeAll(async () => {
  tenant = await rollbook.tenant({ profile: 'standard' });
});

const title = (value: string) => patchBody({ op: 'replace', path: 'title', value });
const ref = (bulkId: string) => `bulkId:${bulkId}`;

describe('a bulk request', () => {
  it('is announced with its limits', async () => {
    const { body } = await tenant.scim.get('/ServiceProviderConfig');
    expect(body).toMatchObject({
      bulk: { supported: true, maxOperations: 1_000, maxPayloadSize: 8_388_608 },
    });
  });

  it('carries out every method, and answers each operation', async () => {
    const [replaced, patched, deleted] = [
      await createUser(tenant.scim, 1),
      await createUser(tenant.scim, 2),
      await createUser(tenant.scim, 3),
    ];
    const results = await runBulk(tenant.scim, [
      post('/Users', 'new', userBody(4)),
      { method: 'PUT', path: `/Users/${replaced.id}`, data: userBody(1, { title: 'Put' }) },
      { method: 'PATCH', path: `/Users/${patched.id}`, data: title('Patched') },
      { method: 'DELETE', path: `/Users/${deleted.id}` },
    ]);
    expect(statuses(results)).toEqual(['201', '200', '200', '204']);
    expect(results.map(({ method }) => method)).toEqual(['POST', 'PUT', 'PATCH', 'DELETE']);
    expect(results[0]).toMatchObject({ bulkId: 'new' });
    for (const result of results.slice(0, 3)) {
      const resource = await readUser(tenant.scim, idOf(result));
      expect(result.location).toBe(resource.meta.location);
      expect(result.version).toBe(resource.meta.version);
      expect(result).not.toHaveProperty('response');
    }
    expect(await readUser(tenant.scim, replaced.id)).toMatchObject({ title: 'Put' });
    expect(await readUser(tenant.scim, patched.id)).toMatchObject({ title: 'Patched' });
    expect(results[3]?.location).toBe(deleted.meta.location);
    expectError(await tenant.scim.get(`/Users/${deleted.id}`), 404);
  });

  it('works with groups as well', async () => {
    const { id } = await createUser(tenant.scim, 10);
    const group = await createGroup(tenant.scim, 'Before bulk');
    const results = await runBulk(tenant.scim, [
      { method: 'PATCH', path: `/Groups/${group.id}`, data: patchBody(addMembers(id)) },
      { method: 'PUT', path: `/Groups/${group.id}`, data: groupBody('After bulk') },
      post('/Groups', 'g', groupBody('Of bulk', [id])),
    ]);
    expect(statuses(results)).toEqual(['204', '200', '201']);
    const after = await readGroup(tenant.scim, group.id);
    expect(after).toMatchObject({ displayName: 'After bulk', members: [{ value: id }] });
    expect(results[1]?.version).toBe(after.meta.version);
    expect(memberIds(await readGroup(tenant.scim, idOf(results[2])))).toEqual([id]);
  });

  it('goes on after a failure, whose error it gives', async () => {
    const results = await runBulk(tenant.scim, [
      post('/Users', 'bad', { displayName: 'No name' }),
      { method: 'PATCH', path: '/Users/none', data: title('x') },
      post('/Users', 'good', userBody(20)),
      { method: 'DELETE', path: '/Nothing/1' },
      { method: 'DELETE', path: '/Users' },
      { method: 'PUT', path: '/Me', data: {} },
    ]);
    expect(statuses(results)).toEqual(['400', '404', '201', '404', '405', '501']);
    expect(results[0]).toEqual({
      method: 'POST',
      bulkId: 'bad',
      status: '400',
      response: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '400',
        scimType: 'invalidValue',
        detail: expect.stringContaining('userName'),
      },
    });
    expect(results[1]).toMatchObject({ location: `${tenant.tenantUrl}/Users/none` });
  });

  it('takes `version` for If-Match', async () => {
    const { id, meta } = await createUser(tenant.scim, 21);
    const path = `/Users/${id}`;
    const results = await runBulk(tenant.scim, [
      { method: 'PATCH', path, version: 'W/"99"', data: title('No') },
      { method: 'PATCH', path, version: meta.version, data: title('Yes') },
      { method: 'DELETE', path, version: meta.version },
    ]);
    expect(statuses(results)).toEqual(['412', '200', '412']);
    expect(await readUser(tenant.scim, id)).toMatchObject({ title: 'Yes' });
  });

  it('does things in their order where it matters', async () => {
    const { id } = await createUser(tenant.scim, 22);
    const swapped = await createUser(tenant.scim, 23);
    const freed = person(22).email;
    const rename = patchBody({ op: 'replace', path: 'userName', value: 'moved@example.com' });
    const take = patchBody({ op: 'replace', path: 'userName', value: freed });
    const results = await runBulk(tenant.scim, [
      { method: 'PATCH', path: `/Users/${id}`, data: rename },
      { method: 'PATCH', path: `/Users/${swapped.id}`, data: take },
      post('/Users', 'taken', userBody(22)),
      { method: 'DELETE', path: `/Users/${swapped.id}` },
      post('/Users', 'free', userBody(22)),
    ]);
    expect(statuses(results)).toEqual(['200', '200', '409', '204', '201']);
  });

  it('lets no creation overtake what refers to one before it', async () => {
    const path = `/Users/${ref('a')}`;
    const gone = await runBulk(tenant.scim, [
      post('/Users', 'a', userBody(26)),
      { method: 'DELETE', path },
      post('/Users', 'b', userBody(26)),
    ]);
    expect(statuses(gone)).toEqual(['201', '204', '201']);
    const bad = { method: 'PATCH', path, data: patchBody({ op: 'add', path: 'no such[' }) };
    const ended = await runBulk(
      tenant.scim,
      [post('/Users', 'a', userBody(27)), bad, bad, post('/Users', 'b', userBody(28))],
      2,
    );
    expect(statuses(ended)).toEqual(['201', '400', '400']);
    expectList(await tenant.scim.get(filtered('Users', `userName eq "${person(28).email}"`)), 0);
  });

  it('sees what an earlier operation wrote', async () => {
    const results = await runBulk(tenant.scim, [
      post('/Users', 'u', userBody(24)),
      post('/Groups', 'g', groupBody('Emptied again', [ref('u')])),
      { method: 'PUT', path: `/Groups/${ref('g')}`, data: groupBody('Emptied again', []) },
    ]);
    expect(statuses(results)).toEqual(['201', '201', '200']);
    expect(memberIds(await readGroup(tenant.scim, idOf(results[1])))).toEqual([]);
  });

  it('lets the first of two equal creations win', async () => {
    const results = await runBulk(tenant.scim, [
      post('/Users', 'first', userBody(25)),
      post('/Users', 'second', userBody(25)),
    ]);
    expect(statuses(results)).toEqual(['201', '409']);
    const more = await runBulk(tenant.scim, [
      post('/Users', 'first', userBody(29, { externalId: 'also claimed' })),
      post('/Users', 'second', userBody(29)),
    ]);
    expect(statuses(more)).toEqual(['201', '409']);
  });
});

describe('references', () => {
  it('lead from bodies and paths to what was created, also later', async () => {
    const results = await runBulk(tenant.scim, [
      { method: 'PATCH', path: `/Groups/${ref('g')}`, data: patchBody(addMembers(ref('b'))) },
      post('/Groups', 'g', groupBody('Forward', [ref('a')])),
      post('/Users', 'a', userBody(30)),
      post('/Users', 'b', userBody(31, { [ENTERPRISE_USER]: { manager: { value: ref('a') } } })),
    ]);
    expect(statuses(results)).toEqual(['204', '201', '201', '201']);
    const [, g, a, b] = results.map(idOf);
    expect(memberIds(await readGroup(tenant.scim, g!))).toEqual([a!, b!].toSorted());
    const manager = (await readUser(tenant.scim, b!)) as unknown as Record<string, unknown>;
    expect(manager[ENTERPRISE_USER]).toMatchObject({ manager: { value: a } });
  });

  it('lead out of the filter of a path', async () => {
    const [user, group] = await runBulk(tenant.scim, [
      post('/Users', 'u', userBody(32)),
      post('/Groups', 'g', groupBody('Filtered', [ref('u')])),
      {
        method: 'PATCH',
        path: `/Groups/${ref('g')}`,
        data: patchBody({ op: 'remove', path: `members[value eq "${ref('u')}"]` }),
      },
    ]);
    expect([user?.status, group?.status]).toEqual(['201', '201']);
    expect(memberIds(await readGroup(tenant.scim, idOf(group)))).toEqual([]);
  });

  it('may go round in a circle', async () => {
    const managed = (n: number, by: string) =>
      userBody(n, { [ENTERPRISE_USER]: { department: 'Round', manager: { value: ref(by) } } });
    const results = await runBulk(tenant.scim, [
      post('/Users', 'x', managed(33, 'y')),
      post('/Users', 'y', managed(34, 'x')),
      post('/Users', 'self', managed(35, 'self')),
    ]);
    expect(statuses(results)).toEqual(['201', '201', '201']);
    const [x, y, self] = results.map(idOf);
    for (const [id, managerId] of [
      [x, y],
      [y, x],
      [self, self],
    ]) {
      const user = await readUser(tenant.scim, id!);
      expect(user).toMatchObject({
        [ENTERPRISE_USER]: { department: 'Round', manager: { value: managerId } },
      });
      expect(results.find((result) => idOf(result) === id)?.version).toBe(user.meta.version);
    }
  });

  it('may go round between a group and its members', async () => {
    const keeper = await rollbook.tenant();
    for (const scim of [tenant.scim, keeper.scim]) {
      const results = await runBulk(scim, [
        post('/Users', 'u', userBody(36, { groups: [{ value: ref('g') }] })),
        post('/Groups', 'g', groupBody('Circle', [ref('u')])),
      ]);
      expect(statuses(results)).toEqual(['201', '201']);
      const [u, g] = results.map(idOf);
      expect(memberIds(await readGroup(scim, g!))).toEqual([u]);
    }
  });

  it('fail with what they refer to, and leave nothing', async () => {
    const results = await runBulk(tenant.scim, [
      post('/Users', 'bad', {}),
      post('/Groups', 'g', groupBody('Never', [ref('bad')])),
      post('/Groups', 'h', groupBody('Nobody knows', [ref('nowhere')])),
      { method: 'DELETE', path: `/Users/${ref('bad')}` },
    ]);
    expect(statuses(results)).toEqual(['400', '409', '409', '409']);
    for (const name of ['Never', 'Nobody knows']) {
      expectList(await tenant.scim.get(filtered('Groups', `displayName eq "${name}"`)), 0);
    }
  });
});
