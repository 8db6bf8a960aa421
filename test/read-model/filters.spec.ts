import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { teams, users } from '#application';
import { PROFILES } from '#domain';
import {
  findPage,
  type ReadDatabase,
  type ResourceSource,
  resourceText,
  TeamQueries,
  UserQueries,
} from '#read-model';
import { GROUP, type JsonObject, matches, parseFilter, USER } from '#scim';
import { History, target } from './histories.js';
import { ENGINES, logIn, project, useDatabases } from './support.js';

describe.each(ENGINES)('on %s', (engine) => {
  const open = useDatabases(engine);
  const NODE = 'n1';
  let database: ReadDatabase;

  /** The same people each time: what differs from run to run are the filters. */
  const people = fc.sample(target, { seed: 7, numRuns: 40 });
  const teamNames = ['Finance', 'FINANCE', 'Audit', 'ünï'];

  beforeEach(async () => {
    const history = new History();
    const policy = PROFILES.standard;
    people.forEach((wanted, n) => {
      // Every fifth is of another node, whom nothing may find.
      const at = { nodeId: n % 5 === 4 ? 'n2' : NODE };
      const userId = `u${n}`;
      history.decide(users, userId, { type: 'ProvisionUser', userId, policy, target: wanted }, at);
      const { keeper } = PROFILES;
      if (n % 7 === 6) history.decide(users, userId, { type: 'DeleteUser', policy: keeper }, at);
    });
    teamNames.forEach((displayName, n) => {
      const members = [0, 1, 6, 13].map((m) => ({ userId: `u${m + 5 * n}`, userName: `${m}` }));
      const create = { teamId: `t${n}`, policy, displayName, externalId: `x${n % 2}`, members };
      history.decide(teams, `t${n}`, { type: 'CreateTeam', ...create }, { nodeId: NODE });
    });
    database = await open();
    expect(await project(database, logIn(history.events))).toEqual(new Map());
  });

  const address = fc.constantFrom(
    ...['a@x.example', 'A@x.EXAMPLE', 'Ü@x.example', 'u\u0308@x.example', 'nobody@x.example'],
  );
  const teamName = fc.constantFrom('finance', 'FINANCE', 'ÜNÏ', 'u\u0308ni\u0308', 'nothing');
  const key = fc.constantFrom('x', 'X', 'y', 'x1');
  const userId = fc.constantFrom('u1', 'U1', 'u6', 'u4', 'u99');
  const comparison = (values: fc.Arbitrary<string>, ...paths: readonly string[]) =>
    fc
      .tuple(fc.constantFrom(...paths), fc.constantFrom('eq', 'eq', 'eq', 'ne', 'co', 'sw'), values)
      .map(([path, operator, value]) => `${path} ${operator} "${value}"`);

  const userLeaf = fc.oneof(
    comparison(address, 'userName', 'USERNAME', 'emails.value', 'emails'),
    comparison(key, 'externalId'),
    comparison(userId, 'id'),
    comparison(fc.constantFrom('Ada', 'ADA', 'Bo'), 'displayName'),
    address.map((value) => `emails[type eq "work" and value eq "${value}"]`),
    address.map((value) => `emails[type eq "work"].value eq "${value}"`),
    address.map((value) => `emails[value eq "${value}" or type eq "home"]`),
    address.map((value) => `emails[not (value eq "${value}")]`),
    fc.constantFrom('active eq true', 'title pr', 'emails pr', 'groups pr'),
  );
  const groupLeaf = fc.oneof(
    comparison(teamName, 'displayName'),
    comparison(key, 'externalId'),
    comparison(userId, 'members', 'members.value'),
    comparison(fc.constantFrom('t1', 'T1', 't9'), 'id'),
    userId.map((value) => `members[value eq "${value}" and type eq "User"]`),
    fc.constantFrom('members pr', 'externalId pr'),
  );

  /** Any combination of leaves with and, or and not. */
  function filters(leaf: fc.Arbitrary<string>): fc.Arbitrary<string> {
    return fc.letrec<{ filter: string }>((tie) => ({
      filter: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        leaf,
        fc
          .array(tie('filter'), { minLength: 2, maxLength: 3 })
          .map((all) => `(${all.join(' and ')})`),
        fc
          .array(tie('filter'), { minLength: 2, maxLength: 3 })
          .map((all) => `(${all.join(' or ')})`),
        tie('filter').map((filter) => `not (${filter})`),
      ),
    })).filter;
  }

  /** The ids that a look at every resource finds. */
  async function scanned(
    source: ResourceSource,
    type: typeof USER,
    text: string,
  ): Promise<string[]> {
    const filter = parseFilter(text, type);
    return (await source.page(NODE, 0, 1_000))
      .filter((resource) => matches(filter, JSON.parse(resourceText(resource, '')) as JsonObject))
      .map(({ id }) => id);
  }

  describe.each([
    ['users', USER, userLeaf, () => new UserQueries(database)],
    ['groups', GROUP, groupLeaf, () => new TeamQueries(database, true)],
  ] as const)('a filter on %s', (_, type, leaf, sourceOf) => {
    it('finds by an index what a look at everything finds, in the same order', async () => {
      const source = sourceOf();
      await fc.assert(
        fc.asyncProperty(filters(leaf), async (text) => {
          const { resources } = await findPage(source, NODE, parseFilter(text, type), 0, 1_000);
          expect(resources.map(({ id }) => id)).toEqual(await scanned(source, type, text));
        }),
        { numRuns: 400 },
      );
    });

    it('is cut into pages that together are the whole', async () => {
      const source = sourceOf();
      await fc.assert(
        fc.asyncProperty(filters(leaf), fc.integer({ min: 1, max: 5 }), async (text, size) => {
          const filter = parseFilter(text, type);
          const expected = await scanned(source, type, text);
          const found: string[] = [];
          for (let offset = 0; offset <= expected.length; offset += size) {
            const page = await findPage(source, NODE, filter, offset, size);
            expect(page.totalResults).toBe(expected.length);
            found.push(...page.resources.map(({ id }) => id));
          }
          expect(found).toEqual(expected);
          expect((await findPage(source, NODE, filter, 0, 0)).resources).toEqual([]);
        }),
      );
    });

    it('finds everything of the node when there is none', async () => {
      const { resources, totalResults } = await findPage(sourceOf(), NODE, undefined, 0, 1_000);
      expect(resources.map(({ id }) => id)).toEqual(await scanned(sourceOf(), type, 'id pr'));
      expect(totalResults).toBe(resources.length);
      expect(totalResults).toBeGreaterThan(0);
    });
  });
});
