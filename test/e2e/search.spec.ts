import { beforeAll, describe, expect, it } from '@jest/globals';
import { expectError, expectList, expectStatus, type Resource } from '../support/expectations.js';
import { createGroup, createUser } from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const COUNT = 7;
const rollbook = useRollbook();
let tenant: Tenant;
let users: Resource[];
let group: Resource;

beforeAll(async () => {
  tenant = await rollbook.tenant({ profile: 'keeper' });
  users = [];
  for (let n = 0; n < COUNT; n += 1) {
    users.push(await createUser(tenant.scim, n, { title: `T${(n * 3) % COUNT}` }));
  }
  group = await createGroup(tenant.scim, 'Some', [users[1]!.id, users[2]!.id]);
});

const titleOf = ({ title }: Resource & { title?: unknown }) => String(title);
const ids = (resources: readonly Resource[]) => resources.map(({ id }) => id);
const search = (path: string, body: object) =>
  tenant.scim.post(path, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
    ...body,
  });

describe('a page by cursor', () => {
  it('leads to the next, and back, and together they hold everybody once', async () => {
    const seen: string[] = [];
    let cursor = '';
    let before: string[] = [];
    for (;;) {
      const answer = await tenant.scim.get(`/Users?cursor=${cursor}&count=3`);
      const page = ids(expectList(answer, COUNT));
      expect(answer.body).not.toHaveProperty('startIndex');
      const { nextCursor, previousCursor } = answer.body as Partial<Record<string, string>>;
      if (cursor === '') expect(previousCursor).toBeUndefined();
      else {
        const back = await tenant.scim.get(`/Users?cursor=${previousCursor}&count=3`);
        expect(ids(expectList(back, COUNT))).toEqual(before);
      }
      seen.push(...page);
      before = page;
      if (nextCursor === undefined) break;
      cursor = nextCursor;
    }
    expect(seen).toEqual(ids(users));
  });

  it('is refused for another list, when it was changed, and with a count that is none', async () => {
    const answer = await tenant.scim.get('/Users?cursor&count=2');
    const { nextCursor } = answer.body as { nextCursor: string };
    const other = nextCursor.startsWith('A') ? 'B' : 'A';
    for (const query of [
      `/Users?cursor=${nextCursor}&filter=${encodeURIComponent('title pr')}`,
      `/Users?cursor=${nextCursor}&sortBy=title`,
      `/Groups?cursor=${nextCursor}`,
      `/Users?cursor=${other}${nextCursor.slice(1)}`,
      '/Users?cursor=x',
    ]) {
      expectError(await tenant.scim.get(query), 400, 'invalidCursor');
    }
    const stranger = await rollbook.tenant({ profile: 'keeper' });
    expectError(await stranger.scim.get(`/Users?cursor=${nextCursor}`), 400, 'invalidCursor');
    expectError(await tenant.scim.get('/Users?cursor&count=1001'), 400, 'invalidCount');
    expectError(await tenant.scim.get('/Users?cursor=x&count=0'), 400, 'invalidCursor');
  });

  it('is announced', async () => {
    const { body } = await tenant.scim.get('/ServiceProviderConfig');
    expect(body).toMatchObject({
      sort: { supported: true },
      pagination: { cursor: true, index: true, cursorTimeout: 3600 },
    });
  });
});

describe('a sorted list', () => {
  it('is in the order asked for', async () => {
    const byTitle = [...users].sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1));
    const up = await tenant.scim.get('/Users?sortBy=title');
    expect(ids(expectList(up, COUNT))).toEqual(ids(byTitle));
    const down = await tenant.scim.get('/Users?sortBy=title&sortOrder=descending&count=2');
    expect(ids(expectList(down, COUNT))).toEqual(ids(byTitle.reverse().slice(0, 2)));
  });

  it.each(['sortBy=colour', 'sortBy=name', 'sortBy=title&sortOrder=up'])(
    'is refused: %s',
    async (query) => {
      expectError(await tenant.scim.get(`/Users?${query}`), 400, 'invalidValue');
    },
  );
});

describe('a search', () => {
  it('by POST answers as the query would', async () => {
    const body = {
      filter: 'title pr',
      sortBy: 'title',
      startIndex: 2,
      count: 3,
      attributes: ['title'],
    };
    const posted = await search('/Users/.search', body);
    const query = 'filter=title%20pr&sortBy=title&startIndex=2&count=3&attributes=title';
    expectStatus(posted, 200);
    expect(posted.body).toEqual((await tenant.scim.get(`/Users?${query}`)).body);
    expect(ids(expectList(await search('/Groups/.search', {}), 1))).toEqual([group.id]);
  });

  it('at the root finds both types, by query and by POST', async () => {
    expect(ids(expectList(await tenant.scim.get('/'), COUNT + 1))).toEqual([
      ...ids(users),
      group.id,
    ]);
    expect(ids(expectList(await search('/.search', { startIndex: COUNT }), COUNT + 1))).toEqual([
      users[COUNT - 1]!.id,
      group.id,
    ]);
    const filter = `displayName eq "some" or userName eq "${String(users[3]!.userName)}"`;
    expect(ids(expectList(await search('/.search', { filter }), 2))).toEqual([
      users[3]!.id,
      group.id,
    ]);
    const typed = { filter: 'meta.resourceType eq "Group"', attributes: ['displayName'] };
    expect(expectList(await search('/.search', typed), 1)[0]).not.toHaveProperty('members');
  });

  it('that is refused is no failed write', async () => {
    expectError(await search('/.search', { filter: 'colour eq "x"' }), 400, 'invalidFilter');
    expectError(await search('/Users/.search', { count: 'many' }), 400, 'invalidValue');
    expectError(await tenant.scim.post('/.search', []), 400, 'invalidSyntax');
    expectError(
      await search('/.search', { attributes: ['id'], excludedAttributes: ['id'] }),
      400,
      'invalidValue',
    );
  });

  it('by links and versions finds what has them', async () => {
    const { meta, id } = users[4] as Resource & { meta: { location: string; version: string } };
    for (const filter of [
      `meta.location eq "${meta.location}"`,
      `meta.version eq ${JSON.stringify(meta.version)} and id eq "${id}"`,
    ]) {
      expect(ids(expectList(await search('/Users/.search', { filter }), 1))).toEqual([id]);
    }
  });

  it('does not show the members of groups whose members are left out', async () => {
    for (const query of ['excludedAttributes=members', 'attributes=displayName']) {
      const answer = await tenant.scim.get(`/Groups/${group.id}?${query}`);
      expectStatus(answer, 200);
      expect(JSON.stringify(answer.body)).not.toContain(users[1]!.id);
    }
  });
});
