import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { teams, users } from '#application';
import {
  evolveUser,
  isListed,
  PROFILES,
  type RollbookEvent,
  type UserEvent,
  type UserState,
} from '#domain';
import { fold } from '#kernel';
import {
  auditProjection,
  directoryProjection,
  DirectoryQueries,
  type ReadDatabase,
  TeamQueries,
  UserQueries,
} from '#read-model';
import { codec, History, histories } from './histories.js';
import { ENGINES, logIn, project, rowsOf, useDatabases, wholeText } from './support.js';

describe.each(ENGINES)('on %s', (engine) => {
  const open = useDatabases(engine);
  const NODES = ['n-keeper', 'n-standard'];
  const RUNS = { numRuns: engine === 'sqlite' ? 25 : 4 };

  /** Everything that SCIM shows, as it is sent. */
  async function shownBy(database: ReadDatabase): Promise<string[]> {
    const sources = [new UserQueries(database), new TeamQueries(database, true)];
    const pages = sources.flatMap((source) =>
      NODES.map((node) => source.rows.from(node, 0, 1_000)),
    );
    const resources = (await Promise.all(pages)).flat();
    return Promise.all(resources.map((resource) => wholeText(resource, '')));
  }

  async function replayed(history: History, batchSize?: number): Promise<ReadDatabase> {
    const database = await open();
    expect(await project(database, logIn(history.events, batchSize))).toEqual(new Map());
    return database;
  }

  describe('a replay', () => {
    it('makes the same rows and shows the same, however the log is cut into batches', async () => {
      await fc.assert(
        fc.asyncProperty(histories, fc.integer({ min: 1, max: 7 }), async (history, size) => {
          const [whole, portioned] = [await replayed(history), await replayed(history, size)];
          expect(await rowsOf(portioned)).toEqual(await rowsOf(whole));
          expect(await shownBy(portioned)).toEqual(await shownBy(whole));
        }),
        RUNS,
      );
    });

    it('makes the same rows after a stop anywhere', async () => {
      await fc.assert(
        fc.asyncProperty(histories, fc.nat({ max: 100 }), async (history, percent) => {
          const cut = Math.floor((history.events.length * percent) / 100);
          const database = await open();
          await project(database, logIn(history.events.slice(0, cut), 3));
          await project(database, logIn(history.events));
          expect(await rowsOf(database)).toEqual(await rowsOf(await replayed(history)));
        }),
        RUNS,
      );
    });

    it('makes the same rows when another version of the projection throws away what there is', async () => {
      await fc.assert(
        fc.asyncProperty(histories, async (history) => {
          const database = await replayed(history);
          const expected = await rowsOf(database);
          const older = [directoryProjection, auditProjection].map((projection) => ({
            ...projection,
            version: projection.version + 1,
            apply: () => undefined,
          }));
          await project(database, logIn(history.events), older);
          expect(await database.all('SELECT 1 FROM users')).toEqual([]);
          await project(database, logIn(history.events));
          expect(await rowsOf(database)).toEqual(expected);
        }),
        RUNS,
      );
    });

    it('lists the groups of a user in the order in which she came into them', async () => {
      const history = new History();
      const at = { nodeId: 'n-keeper' };
      const policy = PROFILES.keeper;
      const ada = { userId: 'u1', userName: 'a@x.example' };
      const target = { userName: ada.userName, active: true, attributes: {} };
      history.decide(users, 'u1', { type: 'ProvisionUser', userId: 'u1', policy, target }, at);
      for (const teamId of ['t1', 't2']) {
        const create = { teamId, policy, displayName: teamId, members: [ada] } as const;
        history.decide(teams, teamId, { type: 'CreateTeam', ...create }, at);
      }
      const change = { type: 'ChangeTeam', policy, displayName: 't1' } as const;
      history.decide(teams, 't1', { ...change, added: [], removed: ['u1'] }, at);
      history.decide(teams, 't1', { ...change, added: [ada], removed: [] }, at);
      for (const size of [1, 500]) {
        const database = await replayed(history, size);
        const queries = new UserQueries(database);
        expect((await queries.groupsOf('u1')).map(({ teamId }) => teamId)).toEqual(['t2', 't1']);
        expect(await new DirectoryQueries(database).teamsOf('u1')).toEqual(['t2', 't1']);
      }
    });

    it('shows exactly the users that their streams list', async () => {
      await fc.assert(
        fc.asyncProperty(histories, async (history) => {
          const queries = new UserQueries(await replayed(history));
          const pages = await Promise.all(NODES.map((node) => queries.rows.from(node, 0, 1_000)));
          const shown = pages.flat().map(({ id }) => id);
          const folded = [...streamsOf(history)].filter(([, state]) => isListed(state));
          expect(shown.sort()).toEqual(
            folded.map(([stream]) => stream.slice('user-'.length)).sort(),
          );
          for (const [index, node] of NODES.entries()) {
            expect(await queries.rows.total(node)).toBe(pages[index]!.length);
          }
        }),
        RUNS,
      );
    });
  });

  /** Every user as her stream folds. */
  function streamsOf(history: History): ReadonlyMap<string, UserState> {
    const events = new Map<string, UserEvent[]>();
    for (const stored of history.events.filter(({ stream }) => stream.startsWith('user-'))) {
      const event = codec.decode(stored) as unknown as RollbookEvent & UserEvent;
      events.set(stored.stream, [...(events.get(stored.stream) ?? []), event]);
    }
    return new Map(
      [...events].map(([stream, list]) => [
        stream,
        fold<UserState, UserEvent>(evolveUser, { status: 'absent' }, list, ''),
      ]),
    );
  }
});
