import { beforeAll, describe, expect, it } from '@jest/globals';
import { bulkBody, createMany } from '../../support/bulk.js';
import { expectList } from '../../support/expectations.js';
import { LONGEST, LONGEST_WITHOUT_CHANGE, useWatchedRollbook } from '../../support/event-loop.js';
import {
  createGroup,
  createUser,
  groupBody,
  patchBody,
  userBody,
} from '../../support/resources.js';
import type { Tenant } from '../../support/rollbook.js';

const watched = useWatchedRollbook();
let made = 0;
const nameOf = () => `Group ${(made += 1)}`;

/** A page of users, the first of the node. */
let first: readonly string[];
beforeAll(async () => {
  first = await createMany(watched.tenant.scim, '/Users', 1_000, (n) => ({
    userName: `first${n}@example.com`,
  }));
});

describe('users, as many as one bulk request may make', () => {
  it('are small ones, and some with many addresses', async () => {
    const creation = (n: number) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `${n}`,
      data: {
        userName: `bulk${(made += 1)}@example.com`,
        ...(n % 10 === 0 && {
          emails: Array.from({ length: 90 }, (_, index) => ({
            value: `${'long'.repeat(20)}${index}@example.com`,
          })),
        }),
      },
    });
    const prepare = async () => {
      const operations = Array.from({ length: 1_000 }, (_, n) => creation(n));
      const body = JSON.stringify(bulkBody(operations));
      return () => watched.tenant.scim.post('/Bulk', body);
    };
    await watched.expectTurnsBelow(LONGEST, prepare, 200);
  });
});

describe('values, as many as a user may have', () => {
  const withMany = async (email: (n: number) => object) => {
    const emails = Array.from({ length: 499 }, (_, n) => email(n));
    const { id } = await createUser(watched.tenant.scim, (made += 1), { emails });
    return `/Users/${id}`;
  };
  const short = (n: number) => ({ value: `e${n}@x.org`, type: 'work' });
  const relabelling = (count: number) =>
    patchBody(
      ...Array.from({ length: count }, (_, n) => ({
        op: 'replace',
        path: `emails[value eq "e${n % 499}@x.org"].type`,
        value: 'home',
      })),
    );

  it('are changed one by one, again and again, in one bulk request', async () => {
    const prepare = async () => {
      const operation = { method: 'PATCH', path: await withMany(short), data: relabelling(240) };
      const body = JSON.stringify(bulkBody(Array.from({ length: 50 }, () => operation)));
      return () => watched.tenant.scim.post('/Bulk', body);
    };
    await watched.expectTurnsBelow(LONGEST, prepare, 200);
  });

  it('are too many to be changed by a thousand filters', async () => {
    const prepare = async () => {
      const path = await withMany(short);
      const body = JSON.stringify(relabelling(1_000));
      return () => watched.tenant.scim.patch(path, body);
    };
    await watched.expectTurnsBelow(LONGEST_WITHOUT_CHANGE, prepare, 413);
  });

  it('are too long to be looked through again and again', async () => {
    const display = 'ａb'.repeat(2_000);
    const operation = { op: 'replace', path: 'emails[not (display co "x")].type', value: 'home' };
    const prepare = async () => {
      const path = await withMany((n) => (n < 50 ? { ...short(n), display } : short(n)));
      const body = JSON.stringify(patchBody(...Array.from({ length: 20 }, () => operation)));
      return () => watched.tenant.scim.patch(path, body);
    };
    await watched.expectTurnsBelow(LONGEST, prepare, 413);
  });
});

describe('a page of users, as many as there may be', () => {
  const page = (query: string) => async () => () => watched.tenant.scim.get(`/Users?${query}`);

  it('is of such as are in many groups', async () => {
    for (let n = 0; n < 60; n += 1) await createGroup(watched.tenant.scim, nameOf(), first);
    await watched.expectTurnsBelow(LONGEST_WITHOUT_CHANGE, page('count=1000'), 200);
    const users = expectList(await watched.tenant.scim.get('/Users?count=1000'));
    expect(users.map(({ id }) => id)).toEqual(first);
    for (const { groups } of users) expect(groups?.length).toBeGreaterThanOrEqual(60);
  });

  it('is changed by one bulk request', async () => {
    const prepare = async () => {
      const value = `${(made += 1)}`;
      const operation = (id: string) => ({
        method: 'PATCH',
        path: `/Users/${id}`,
        data: patchBody({ op: 'replace', path: 'title', value }),
      });
      const body = JSON.stringify(bulkBody(first.map(operation)));
      return () => watched.tenant.scim.post('/Bulk', body);
    };
    await watched.expectTurnsBelow(LONGEST, prepare, 200);
  });

  it('is of such as have very much to say', async () => {
    const display = 'long'.repeat(1_000);
    const emails = Array.from({ length: 60 }, (_, n) => ({ value: `e${n}@x.org`, display }));
    for (let n = 0; n < 200; n += 1) await createUser(watched.tenant.scim, (made += 1), { emails });
    const largest = page('count=200&sortBy=meta.created&sortOrder=descending');
    await watched.expectTurnsBelow(LONGEST_WITHOUT_CHANGE, largest, 200);
  });
});

describe('groups, as many as a user may be in', () => {
  const GROUPS = 6_000;
  let path: string;
  beforeAll(async () => {
    const { id } = await createUser(watched.tenant.scim, (made += 1));
    path = `/Users/${id}`;
    await createMany(watched.tenant.scim, '/Groups', GROUPS, () =>
      groupBody(`${nameOf()} ${'long'.repeat(90)}`, [id]),
    );
  }, 60_000);

  it.each([
    ['read', () => watched.tenant.scim.get(path)],
    ['selected from', () => watched.tenant.scim.get(`${path}?attributes=groups.value`)],
    [
      'listed',
      () => watched.tenant.scim.get('/Users?sortBy=meta.created&sortOrder=descending&count=1'),
    ],
    [
      'answered',
      () =>
        watched.tenant.scim.patch(
          path,
          patchBody({ op: 'replace', path: 'title', value: `${(made += 1)}` }),
        ),
    ],
  ])('are %s', async (_, request) => {
    await watched.expectTurnsBelow(LONGEST_WITHOUT_CHANGE, async () => request, 200);
    const { body } = await watched.tenant.scim.get(path);
    expect(new Set(body.groups?.map(({ value }) => value)).size).toBe(GROUPS);
  });
});

describe('groups, very many for one user at once', () => {
  const GROUPS = 3_000;
  let keeper: Tenant;
  let groups: readonly { readonly value: string }[];
  beforeAll(async () => {
    keeper = await watched.rollbook.tenant({ profile: 'keeper' });
    groups = (await createMany(keeper.scim, '/Groups', GROUPS, () => groupBody(nameOf()))).map(
      (value) => ({
        value,
      }),
    );
  }, 60_000);

  it('are asked for with her, and taken from her', async () => {
    const paths: string[] = [];
    const create = async () => {
      const body = JSON.stringify({ ...userBody((made += 1)), groups });
      return async () => {
        const answer = await keeper.scim.post('/Users', body);
        paths.push(`/Users/${answer.body.id}`);
        return answer;
      };
    };
    const remove = async () => {
      // It may take more attempts than the creation did.
      if (paths.length === 0) await (await create())();
      const path = paths.pop() ?? '';
      const body = JSON.stringify(patchBody({ op: 'remove', path: 'groups' }));
      return () => keeper.scim.patch(path, body);
    };
    await watched.expectTurnsBelow(LONGEST, create, 201);
    expect((await keeper.scim.get(paths[0] ?? '')).body.groups).toHaveLength(GROUPS);
    await watched.expectTurnsBelow(LONGEST, remove, 200);
  });
});

describe('a page for administrators', () => {
  it.each([
    ['teams', () => `/nodes/${watched.tenant.nodeId}/teams?limit=1000`],
    ['users', () => `/nodes/${watched.tenant.nodeId}/users?limit=1000`],
    ['audit entries', () => `/audit?nodeId=${watched.tenant.nodeId}&limit=1000`],
  ])('is of %s', async (_, path) => {
    const { url, ownerKey } = watched.rollbook.server;
    const headers = { authorization: `Bearer ${ownerKey}` };
    const request = () => fetch(`${url}/admin/v1${path()}`, { headers });
    await watched.expectTurnsBelow(LONGEST_WITHOUT_CHANGE, async () => request, 200);
  });
});
