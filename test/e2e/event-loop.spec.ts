import { beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer } from '#testing';
import { idOf, runBulk } from '../support/bulk.js';
import { expectList, expectStatus } from '../support/expectations.js';
import {
  addMembers,
  createGroup,
  createUser,
  groupBody,
  type Operation,
  patchBody,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const loopWatch = new URL('../support/loop-watch.js', import.meta.url).href;
const rollbook = useRollbook({ NODE_OPTIONS: `--import=${loopWatch}` });

/** Milliseconds of processor time in one turn. The target is 50; what changes nothing takes less. */
const LONGEST = 40;
const LONGEST_WITHOUT_CHANGE = 30;
const ATTEMPTS = 3;
const MEMBERS = 10_000;

type Request = () => Promise<Pick<HttpAnswer<unknown>, 'status'>>;

/** Tells the server to begin, or to end, looking at its event loop. */
async function toggleWatch(): Promise<number> {
  const { server } = rollbook;
  const answers = () =>
    server
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{"event":"loop-watch"'));
  const before = answers().length;
  process.kill(server.pid, 'SIGUSR2');
  while (answers().length === before) await new Promise((resolve) => setImmediate(resolve));
  return (JSON.parse(answers().at(-1) ?? '') as { longest: number }).longest;
}

/**
 * How long the event loop is held at the most by one request and by what follows from it: the least of some attempts,
 * since the first ones run before the code is compiled.
 */
async function longestTurn(prepare: () => Promise<Request>, status: number): Promise<number> {
  const turns: number[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const request = await prepare();
    await rollbook.admin.usage(tenant.nodeId);
    await toggleWatch();
    const answer = await request();
    // Asked for it, the server waits until everything has been projected.
    await rollbook.admin.usage(tenant.nodeId);
    turns.push(await toggleWatch());
    expect(answer.status).toBe(status);
  }
  return Math.min(...turns);
}

let tenant: Tenant;
let memberIds: readonly string[];
let made = 0;
const nameOf = () => `Group ${(made += 1)}`;

beforeAll(async () => {
  tenant = await rollbook.tenant({ profile: 'standard' });
  const ids: string[] = [];
  for (let n = 0; n < MEMBERS / 1_000; n += 1) {
    const results = await runBulk(
      tenant.scim,
      Array.from({ length: 1_000 }, (_, index) => ({
        method: 'POST',
        path: '/Users',
        bulkId: `${index}`,
        data: { userName: `member${n}.${index}@example.com` },
      })),
    );
    ids.push(...results.map(idOf));
  }
  memberIds = ids;
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
      const body = JSON.stringify({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: Array.from({ length: 1_000 }, (_, n) => creation(n)),
      });
      return () => tenant.scim.post('/Bulk', body);
    };
    expect(await longestTurn(prepare, 200)).toBeLessThan(LONGEST);
  });
});

describe('members, as many as one request may name', () => {
  const full = async () => {
    const answer = await tenant.scim.post('/Groups?attributes=id', groupBody(nameOf(), memberIds));
    expectStatus(answer, 201);
    return `/Groups/${answer.body.id ?? ''}`;
  };
  const patching = (path: string, operation: Operation): Request => {
    const body = JSON.stringify(patchBody(operation));
    return () => tenant.scim.patch(path, body);
  };

  it('are put into a new group', async () => {
    const prepare = async () => {
      const body = JSON.stringify(groupBody(nameOf(), memberIds));
      return () => tenant.scim.post('/Groups', body);
    };
    expect(await longestTurn(prepare, 201)).toBeLessThan(LONGEST);
  });

  it('are added to a group', async () => {
    const prepare = async () => {
      const { id } = await createGroup(tenant.scim, nameOf());
      return patching(`/Groups/${id}`, addMembers(...memberIds));
    };
    expect(await longestTurn(prepare, 204)).toBeLessThan(LONGEST);
  });

  it('are all removed', async () => {
    const prepare = async () => patching(await full(), { op: 'remove', path: 'members' });
    expect(await longestTurn(prepare, 204)).toBeLessThan(LONGEST);
  });

  it('are put again', async () => {
    const prepare = async () => {
      const path = await full();
      const body = JSON.stringify(groupBody(nameOf(), memberIds));
      return () => tenant.scim.put(path, body);
    };
    expect(await longestTurn(prepare, 200)).toBeLessThan(LONGEST);
  });

  it('go with their group', async () => {
    const prepare = async () => {
      const path = await full();
      return () => tenant.scim.delete(path);
    };
    expect(await longestTurn(prepare, 204)).toBeLessThan(LONGEST_WITHOUT_CHANGE);
  });

  it.each(['', '?attributes=members'])('are read, with "%s"', async (query) => {
    const path = await full();
    const prepare = async () => () => tenant.scim.get(path + query);
    expect(await longestTurn(prepare, 200)).toBeLessThan(LONGEST_WITHOUT_CHANGE);
  });

  it('are read by the page', async () => {
    const paths = [await full(), await full(), await full()];
    const list = '/Groups?sortBy=meta.created&sortOrder=descending&count=3';
    const prepare = async () => () => tenant.scim.get(list);
    expect(await longestTurn(prepare, 200)).toBeLessThan(LONGEST_WITHOUT_CHANGE);
    const groups = expectList(await tenant.scim.get(list));
    expect(groups.map(({ id }) => `/Groups/${id}`).sort()).toEqual([...paths].sort());
    for (const { members } of groups) {
      expect(members?.map(({ value }) => value).sort()).toEqual([...memberIds].sort());
    }
  });

  it('are no more', async () => {
    const body = groupBody(nameOf(), [...memberIds, 'one']);
    expectStatus({ ...(await tenant.scim.post('/Groups', body)), text: '' }, 413);
  });
});

describe('values, as many as a user may have', () => {
  const withMany = async (email: (n: number) => object) => {
    const emails = Array.from({ length: 499 }, (_, n) => email(n));
    const { id } = await createUser(tenant.scim, (made += 1), { emails });
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
      const body = JSON.stringify({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: Array.from({ length: 50 }, () => operation),
      });
      return () => tenant.scim.post('/Bulk', body);
    };
    expect(await longestTurn(prepare, 200)).toBeLessThan(LONGEST);
  });

  it('are too many to be changed by a thousand filters', async () => {
    const prepare = async () => {
      const path = await withMany(short);
      const body = JSON.stringify(relabelling(1_000));
      return () => tenant.scim.patch(path, body);
    };
    expect(await longestTurn(prepare, 413)).toBeLessThan(LONGEST_WITHOUT_CHANGE);
  });

  it('are too long to be looked through again and again', async () => {
    const display = 'ａb'.repeat(2_000);
    const operation = { op: 'replace', path: 'emails[not (display co "x")].type', value: 'home' };
    const prepare = async () => {
      const path = await withMany((n) => (n < 50 ? { ...short(n), display } : short(n)));
      const body = JSON.stringify(patchBody(...Array.from({ length: 20 }, () => operation)));
      return () => tenant.scim.patch(path, body);
    };
    expect(await longestTurn(prepare, 413)).toBeLessThan(LONGEST);
  });
});

describe('filters that look at everything', () => {
  const terms = (count: number, attribute: string) =>
    Array.from({ length: count }, (_, n) => `${attribute} co "never${n}"`).join(' or ');

  it.each([
    ['Users', terms(200, 'name.familyName')],
    ['Users', terms(50, 'emails.type')],
    ['Groups', terms(20, 'members.display')],
  ])('find nothing among %s', async (type, filter) => {
    await createGroup(tenant.scim, nameOf(), memberIds);
    const path = `/${type}?count=10&filter=${encodeURIComponent(filter)}`;
    const prepare = async () => () => tenant.scim.get(path);
    expect(await longestTurn(prepare, 200)).toBeLessThan(LONGEST_WITHOUT_CHANGE);
  });
});

describe('a page of users, as many as there may be', () => {
  const page = (query: string) => async () => () => tenant.scim.get(`/Users?${query}`);

  it('is of such as are in many groups', async () => {
    const some = memberIds.slice(0, 1_000);
    for (let n = 0; n < 60; n += 1) await createGroup(tenant.scim, nameOf(), some);
    expect(await longestTurn(page('count=1000'), 200)).toBeLessThan(LONGEST_WITHOUT_CHANGE);
    const users = expectList(await tenant.scim.get('/Users?count=1000'));
    expect(users.map(({ id }) => id)).toEqual(some);
    for (const { groups } of users) expect(groups?.length).toBeGreaterThanOrEqual(60);
  });

  it('is of such as have very much to say', async () => {
    const display = 'long'.repeat(1_000);
    const emails = Array.from({ length: 60 }, (_, n) => ({ value: `e${n}@x.org`, display }));
    for (let n = 0; n < 200; n += 1) await createUser(tenant.scim, (made += 1), { emails });
    const largest = page('count=200&sortBy=meta.created&sortOrder=descending');
    expect(await longestTurn(largest, 200)).toBeLessThan(LONGEST_WITHOUT_CHANGE);
  });
});

describe('a page for administrators', () => {
  it.each([
    ['teams', () => `/nodes/${tenant.nodeId}/teams?limit=1000`],
    ['users', () => `/nodes/${tenant.nodeId}/users?limit=1000`],
    ['audit entries', () => `/audit?nodeId=${tenant.nodeId}&limit=1000`],
  ])('is of %s', async (_, path) => {
    const { url, ownerKey } = rollbook.server;
    const headers = { authorization: `Bearer ${ownerKey}` };
    const request = () => fetch(`${url}/admin/v1${path()}`, { headers });
    expect(await longestTurn(async () => request, 200)).toBeLessThan(LONGEST_WITHOUT_CHANGE);
  });
});
