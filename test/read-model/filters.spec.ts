import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { teams, users } from '#application';
import { PROFILES } from '#domain';
import {
  type ListPart,
  type ReadDatabase,
  ResourceLists,
  type ResourceRows,
  TeamQueries,
  UserQueries,
} from '#read-model';
import { GROUP, type JsonObject, matches, parseFilter, type ResourceType, USER } from '#scim';
import { groupFilter, userFilter } from './filter-texts.js';
import { History, target } from './histories.js';
import { ENGINES, logIn, project, useDatabases, wholeText } from './support.js';

const NODE = 'n1';
const BASE = 'https://x.example/scim/v2/n1';
const lists = new ResourceLists();

/** The same people each time: what differs from run to run are the filters. */
const people = fc.sample(target, { seed: 7, numRuns: 40 });
const teamNames = ['Finance', 'FINANCE', 'Audit', 'ünï'];

describe.each(ENGINES)('on %s', (engine) => {
  const open = useDatabases(engine);
  let database: ReadDatabase;

  beforeEach(async () => {
    const history = new History();
    const policy = PROFILES.standard;
    people.forEach((wanted, n) => {
      // Every fifth is of another node, whom nothing may find.
      const at = { nodeId: n % 5 === 4 ? 'n2' : NODE };
      const userId = `u${n}`;
      const lock = n % 6 === 1 ? { active: false } : {};
      const full = { ...wanted, ...lock };
      history.decide(users, userId, { type: 'ProvisionUser', userId, policy, target: full }, at);
      const { keeper } = PROFILES;
      if (n % 7 === 6) history.decide(users, userId, { type: 'DeleteUser', policy: keeper }, at);
    });
    teamNames.forEach((displayName, n) => {
      const persons = [0, 1, 6, 13].map((m) => ({ userId: `u${m + 5 * n}`, userName: `${m}` }));
      // The second and the last team hold each other, the last one also one that is not there.
      const inside = [[], ['t3'], [], ['t0', 't1', 't3', 't9']][n] ?? [];
      const nested = inside.map((nestedTeamId) => ({ nestedTeamId, nestedTeamName: 'Nested' }));
      const members = [...persons, ...nested];
      const pending = n % 2 === 0 ? PROFILES.keeper : policy;
      const team = { teamId: `t${n}`, displayName, externalId: `x${n % 2}`, members };
      const create = { type: 'CreateTeam', policy: pending, ...team } as const;
      history.decide(teams, `t${n}`, create, { nodeId: NODE });
    });
    database = await open();
    expect(await project(database, logIn(history.events))).toEqual(new Map());
  });

  /** The ids that a look at every resource finds. */
  async function scanned(rows: ResourceRows, type: ResourceType, text: string): Promise<string[]> {
    const filter = parseFilter(text, type);
    const ids: string[] = [];
    for (const resource of await rows.from(NODE, 0, 1_000)) {
      const document = JSON.parse(await wholeText(resource, BASE)) as JsonObject;
      if (matches(filter, document)) ids.push(resource.id);
    }
    return ids;
  }

  const byIndex = (offset: number, limit: number) => ({ kind: 'index', offset, limit }) as const;

  const page = (parts: readonly ListPart[], offset: number, limit: number) =>
    lists.page({ nodeId: NODE, baseUrl: BASE, parts }, byIndex(offset, limit));

  describe.each([
    ['users', USER, userFilter, () => new UserQueries(database).rows],
    ['groups', GROUP, groupFilter, () => new TeamQueries(database, true).rows],
  ] as const)('a filter on %s', (_, type, filterText, rowsOf) => {
    it('means in SQL what it means in memory, in the same order', async () => {
      const rows = rowsOf();
      await fc.assert(
        fc.asyncProperty(filterText, async (text) => {
          const { resources } = await page([{ rows, filter: parseFilter(text, type) }], 0, 1_000);
          expect(resources.map(({ id }) => id)).toEqual(await scanned(rows, type, text));
        }),
        { numRuns: engine === 'sqlite' ? 600 : 250 },
      );
    });

    it('is cut into pages that together are the whole, by index and by cursor', async () => {
      const rows = rowsOf();
      await fc.assert(
        fc.asyncProperty(filterText, fc.integer({ min: 1, max: 5 }), async (text, size) => {
          const parts = [{ rows, filter: parseFilter(text, type) }];
          const expected = await scanned(rows, type, text);
          const found: string[] = [];
          for (let offset = 0; offset <= expected.length; offset += size) {
            const { totalResults, resources } = await page(parts, offset, size);
            expect(totalResults).toBe(expected.length);
            found.push(...resources.map(({ id }) => id));
          }
          expect(found).toEqual(expected);
          expect((await page(parts, 0, 0)).resources).toEqual([]);
          expect((await page(parts, 0, 0)).totalResults).toBe(expected.length);
        }),
        { numRuns: engine === 'sqlite' ? 60 : 20 },
      );
    });

    it('finds everything of the node when there is none', async () => {
      const rows = rowsOf();
      const { resources, totalResults } = await page([{ rows }], 0, 1_000);
      expect(resources.map(({ id }) => id)).toEqual(await scanned(rows, type, 'id pr'));
      expect(totalResults).toBe(resources.length);
      expect(totalResults).toBeGreaterThan(0);
    });
  });

  describe('what cannot be found by an index', () => {
    it('is refused when it takes too long', async () => {
      const parts = [
        { rows: new UserQueries(database).rows, filter: parseFilter('title pr', USER) },
      ];
      const hurried = new ResourceLists(-1);
      await expect(
        hurried.page({ nodeId: NODE, baseUrl: BASE, parts }, byIndex(0, 10)),
      ).rejects.toMatchObject({ status: 400, scimType: 'tooMany' });
    });
  });
});
