import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { teams, users } from '#application';
import { PROFILES } from '#domain';
import {
  type ListRequest,
  migrations,
  type Place,
  type ReadDatabase,
  ResourceLists,
  type ResourcePage,
  TeamQueries,
  UserQueries,
} from '#read-model';
import { bindSort, ENTERPRISE_USER, GROUP, parseFilter, UNCOUNTED, USER } from '#scim';
import { History } from './histories.js';
import { ENGINES, logIn, project, useDatabases } from './support.js';

const NODE = 'n1';
const lists = new ResourceLists();
const policy = PROFILES.standard;

describe.each(ENGINES)('on %s', (engine) => {
  const open = useDatabases(engine);
  let history: History;
  let database: ReadDatabase;

  const provision = (userId: string, title?: string, others: object = {}) => {
    const displayName = `Of ${title ?? '-'}`;
    const attributes = { ...(title !== undefined && { title }), displayName, ...others };
    const target = { userName: `${userId}@x.example`, active: true, attributes };
    history.decide(
      users,
      userId,
      { type: 'ProvisionUser', userId, policy, target },
      { nodeId: NODE },
    );
  };
  const TITLES = ['b', 'A', 'a', undefined, 'C', 'c', '\u{1f600}', '\uffee'];

  beforeEach(async () => {
    history = new History();
    for (let n = 0; n < 24; n++) provision(`u${n}`, TITLES[n % TITLES.length]);
    for (let n = 0; n < 5; n++) {
      const create = { type: 'CreateTeam', policy, displayName: `Team ${n}`, members: [] } as const;
      history.decide(teams, `t${n}`, { ...create, teamId: `t${n}` }, { nodeId: NODE });
    }
    database = await open();
    await project(database, logIn(history.events));
  });

  /** A list of users and groups, or of users alone. */
  function listOf(
    filter: string | undefined,
    sortBy: string | undefined,
    descending = false,
    types = [USER, GROUP],
  ): ListRequest {
    const rows = {
      User: new UserQueries(database).rows,
      Group: new TeamQueries(database, false).rows,
    };
    const parts = types.map((type) => ({
      rows: rows[type.name],
      ...(filter !== undefined && { filter: parseFilter(filter, type, undefined, [USER, GROUP]) }),
      ...(sortBy !== undefined && { sortBy: bindSort(sortBy, type, UNCOUNTED, [USER, GROUP]) }),
    }));
    const order = descending ? 'descending' : 'ascending';
    return { nodeId: NODE, baseUrl: '', parts, order: sortBy === undefined ? undefined : order };
  }

  const idsOf = ({ resources }: ResourcePage) => resources.map(({ id }) => id);
  const all = async (list: ListRequest) =>
    idsOf(await lists.page(list, { kind: 'index', offset: 0, limit: 100 }));

  const byCursor = (list: ListRequest, limit: number, place?: Place, back = false) =>
    lists.page(list, {
      kind: 'cursor',
      limit,
      ...(place !== undefined && { from: { place, back, total: 7 } }),
    });

  const filter = fc.constantFrom(
    ...[
      undefined,
      'title pr',
      'userName co "1"',
      'displayName sw "team"',
      'id eq "u3" or id eq "t2"',
    ],
    ...[
      'meta.resourceType eq "Group"',
      'meta.version eq "W/\\"0\\"" or title eq "a"',
      'id eq "none"',
    ],
  );
  const sortBy = fc.constantFrom(
    undefined,
    'title',
    'userName',
    'displayName',
    'meta.created',
    'emails',
  );

  describe('pages by cursor', () => {
    it('hold everything once, to and fro, in the order of pages by index', async () => {
      await fc.assert(
        fc.asyncProperty(
          filter,
          sortBy,
          fc.boolean(),
          fc.integer({ min: 1, max: 9 }),
          async (text, by, descending, size) => {
            const list = listOf(text, by, descending);
            const expected = await all(list);
            const pages: ResourcePage[] = [await byCursor(list, size)];
            while (pages.at(-1)!.next !== undefined) {
              pages.push(await byCursor(list, size, pages.at(-1)!.next));
            }
            expect(pages.flatMap(idsOf)).toEqual(expected);
            expect(pages[0]!.totalResults).toBe(expected.length);
            expect(pages[0]!.previous).toBeUndefined();
            for (const [index, page] of pages.entries()) {
              if (index === 0) continue;
              const before = await byCursor(list, size, page.previous, true);
              expect(idsOf(before)).toEqual(idsOf(pages[index - 1]!));
              expect(before.previous === undefined).toBe(index === 1);
            }
          },
        ),
        { numRuns: engine === 'sqlite' ? 120 : 40 },
      );
    });

    it('neither miss nor repeat what is there throughout, while others come and go', async () => {
      for (const by of [undefined, 'title', 'userName']) {
        const list = listOf(undefined, by, false, [USER]);
        const throughout = (await all(list)).filter((id) => !['u2', 'u20'].includes(id));
        const seen: string[] = [];
        let page = await byCursor(list, 5);
        for (let turn = 0; ; turn++) {
          seen.push(...idsOf(page));
          if (page.next === undefined) break;
          if (turn === 1) {
            provision(`new-${by}`, 'A');
            for (const id of ['u2', 'u20']) {
              history.decide(users, id, { type: 'DeleteUser', policy }, { nodeId: NODE });
            }
            await project(database, logIn(history.events));
          }
          page = await byCursor(list, 5, page.next);
        }
        expect(seen).toHaveLength(new Set(seen).size);
        expect(throughout.filter((id) => !seen.includes(id))).toEqual([]);
      }
    });
  });

  describe('a sorted list', () => {
    const titles = async (descending: boolean) => {
      const list = listOf(undefined, 'title', descending, [USER]);
      const at = (id: string) => TITLES[Number(id.slice(1)) % TITLES.length]?.toLowerCase() ?? null;
      return [(await all(list)).map(at), await all(list)] as const;
    };

    it('has equal keys in the order of age, and what has no value last', async () => {
      const [keys, ids] = await titles(false);
      const each = (key: string | null) => [key, key, key];
      expect(keys).toEqual(['a', 'a', 'b', 'c', 'c', '\uffee', '\u{1f600}', null].flatMap(each));
      expect(ids.slice(0, 6)).toEqual(['u1', 'u2', 'u9', 'u10', 'u17', 'u18']);
    });

    it('in descending order has it first', async () => {
      const [keys] = await titles(true);
      expect(keys.slice(0, 4)).toEqual([null, null, null, '\u{1f600}']);
    });

    it.each([
      ['emails', ['3', '1', '2', '4']],
      ['emails.type', ['2', '1', '3', '4']],
      ['name.familyName', ['4', '2', '1', '3']],
      ['active', ['1', '2', '3', '4']],
      [`${ENTERPRISE_USER}:department`, ['2', '1', '3', '4']],
    ])('has by %s the primary of several values, or else the first', async (by, order) => {
      const [work, home] = [{ type: 'Work' }, { type: 'home' }];
      const people = [
        {
          emails: [
            { value: 'd@x', ...home },
            { value: 'b@x', ...work, primary: true },
          ],
          name: { givenName: '0' },
        },
        { emails: [{ value: 'c@x', ...home }, { value: 'A@x' }], name: { familyName: 'b' } },
        {
          emails: [
            { ...work, value: 'a@x' },
            { value: '0@x', ...home },
          ],
        },
        { name: { familyName: 'A' } },
      ];
      const departments = ['z', 'A'];
      for (const [n, others] of people.entries()) {
        const extension = { [ENTERPRISE_USER]: { department: departments[n] } };
        provision(`sorted${n + 1}`, 'sorted', n < 2 ? { ...others, ...extension } : others);
      }
      await project(database, logIn(history.events));
      const sorted = await all(listOf('title eq "sorted"', by, false, [USER]));
      expect(sorted.map((id) => id.slice(-1))).toEqual(order);
    });

    it('is refused by index where it is too deep, and empty where there is nothing so deep', async () => {
      const shallow = new ResourceLists(undefined, 10);
      const list = listOf(undefined, 'title', false, [USER]);
      const at = (offset: number, limit: number) =>
        shallow.page(list, { kind: 'index', offset, limit });
      expect((await at(0, 10)).resources).toHaveLength(10);
      const tooDeep = { status: 400, scimType: 'tooMany' };
      await expect(at(10, 1)).rejects.toMatchObject(tooDeep);
      await expect(at(5, 6)).rejects.toMatchObject(tooDeep);
      expect(await at(24, 10)).toEqual({ totalResults: 24, resources: [] });
    });

    it('is in order by the beginnings of long values, and a cursor holds no more of them', async () => {
      const long = 'x'.repeat(256);
      for (const [n, title] of [`${long}b`, `${long}a`, 'w', 'y'].entries()) {
        provision(`long${n + 1}`, title, { displayName: 'Long' });
      }
      await project(database, logIn(history.events));
      const list = listOf('displayName eq "Long"', 'title', false, [USER]);
      expect((await all(list)).map((id) => id.slice(-1))).toEqual(['3', '1', '2', '4']);
      const { next } = await byCursor(list, 2);
      expect(next).toMatchObject({ key: long });
      expect(idsOf(await byCursor(list, 2, next)).map((id) => id.slice(-1))).toEqual(['2', '4']);
    });

    it('leads back from a page that is empty by now', async () => {
      const list = listOf('title eq "gone"', 'title', false, [USER]);
      const place = { part: 0, ordinal: 5, key: 'gone' };
      expect(await byCursor(list, 2, place)).toMatchObject({
        resources: [],
        previous: { ...place, ordinal: 6 },
      });
      expect(await byCursor(list, 2, place, true)).toMatchObject({
        resources: [],
        next: { ...place, ordinal: 4 },
      });
    });
  });

  describe('the place of a page', () => {
    const ordinals = [
      1,
      2,
      2 ** 10,
      2 ** 10 + 1,
      2 ** 14 + 2,
      2 ** 18 + 3,
      2 ** 22 + 5,
      2 ** 32 + 7,
      2 ** 32 + 2 ** 24,
      2 ** 40,
    ];
    let spread: ReadDatabase;
    beforeEach(async () => {
      spread = await open();
      const events = ordinals.flatMap((position, n) => {
        history = new History();
        provision(`u${n}`);
        return history.events.slice(0, 1).map((event) => ({ ...event, position }));
      });
      await project(spread, logIn(events));
    });

    it('is found by counts, however far apart the ordinals are', async () => {
      const { rows } = new UserQueries(spread);
      for (let offset = 0; offset < ordinals.length; offset++) {
        const place = await rows.milestoneAt(NODE, offset);
        const found = await rows.from(NODE, place.ordinal, 10, place.offset);
        expect(found.map(({ ordinal }) => ordinal)).toEqual(ordinals.slice(offset));
        expect(place.total).toBe(ordinals.length);
      }
    });

    it('is found by the same counts when a migration has counted what was there', async () => {
      const counts = () => spread.all('SELECT * FROM listed_counts ORDER BY 1, 2, 3, 4');
      const expected = await counts();
      const FinerCounts = migrations.find(({ name }) => name.startsWith('FinerCounts'));
      const migration = new FinerCounts!();
      const runner = spread.dataSource.createQueryRunner();
      await migration.down(runner);
      expect(await counts()).not.toEqual(expected);
      await migration.up(runner);
      await runner.release();
      expect(await counts()).toEqual(expected);
    });
  });
});
