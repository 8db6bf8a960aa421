import { describe, expect, it } from '@jest/globals';
import { teams } from '#application';
import { PROFILES } from '#domain';
import type { StoredEvent } from '#event-store';
import {
  auditProjection,
  directoryProjection,
  OrganisationRow,
  ProcessCheckpoints,
  type Projection,
  ProjectionStoppedError,
} from '#read-model';
import { History, setUp } from './histories.js';
import { ENGINES, checkpointOf, logIn, project, rowsOf, useDatabases } from './support.js';

describe.each(ENGINES)('on %s', (engine) => {
  const open = useDatabases(engine);

  function setUpEvents(): readonly StoredEvent[] {
    const history = new History();
    setUp(history);
    return history.events;
  }

  /** The directory, but for an event that it cannot take. */
  function failingAt(failing: (event: { type: string; position: number }) => boolean): Projection {
    return {
      ...directoryProjection,
      apply(event, rows) {
        if (failing(event)) throw new Error('cannot be applied');
        directoryProjection.apply(event, rows);
      },
    };
  }

  /** Lets no checkpoint come further than the start. */
  const REFUSE_CHECKPOINTS = {
    sqlite: [
      `CREATE TRIGGER no_checkpoint BEFORE UPDATE ON checkpoints WHEN NEW.position > 0
     BEGIN SELECT RAISE(ABORT, 'no checkpoint'); END`,
    ],
    postgres: ['ALTER TABLE checkpoints ADD CHECK (position <= 0)'],
  };

  const checkpoints = (rows: Record<string, unknown[]>) => rows['checkpoints'];

  describe('a projection', () => {
    it('that cannot take an event leaves rows and checkpoint as they were before its batch, and stops', async () => {
      const events = setUpEvents();
      const database = await open();
      const size = 3;
      const fine = await open();
      await project(fine, logIn(events.slice(0, 2 * size), size), [directoryProjection]);

      const projection = failingAt(({ position }) => position === 2 * size + 2);
      const stops = await project(database, logIn(events, size), [projection, auditProjection]);
      expect([...stops.keys()]).toEqual(['directory']);
      const {
        audit_entries: _,
        usage_counts: __,
        checkpoints: after,
        ...rows
      } = await rowsOf(database);
      expect(await rowsOf(fine)).toMatchObject(rows);
      expect(after).toContain(
        `{"name":"directory","version":${directoryProjection.version},"position":${2 * size}}`,
      );
    });

    it('takes back what it has written of the batch already', async () => {
      const database = await open();
      const projection: Projection = {
        ...directoryProjection,
        apply(event, rows) {
          if (event.type === 'NodeCreated') throw new Error('cannot be applied');
          directoryProjection.apply(event, rows);
          // Rows are written ahead of a removal by another column than the key.
          rows.deleteWhere(OrganisationRow, 'name', 'nobody');
        },
      };
      expect((await project(database, logIn(setUpEvents()), [projection])).size).toBe(1);
      expect(await database.all('SELECT 1 FROM organisations')).toEqual([]);
      expect(await checkpointOf(database, 'directory')).toBe(0);
    });

    it('keeps no rows without the checkpoint that belongs to them', async () => {
      const database = await open();
      for (const statement of REFUSE_CHECKPOINTS[engine]) await database.run(statement);
      const stops = await project(database, logIn(setUpEvents()));
      expect([...stops.keys()]).toEqual(['directory', 'audit']);
      const { checkpoints: _, ...rows } = await rowsOf(database);
      expect(Object.values(rows).flat()).toEqual([]);
    });

    it('lets all members of a large team go with it, and nobody else', async () => {
      const history = new History();
      setUp(history);
      const at = { nodeId: 'n-standard' };
      const policy = PROFILES.standard;
      const members = Array.from({ length: 2_500 }, (_, n) => ({
        userId: `u${n}`,
        userName: `u${n}@x.example`,
      }));
      for (const teamId of ['large', 'other']) {
        const command = {
          type: 'CreateTeam',
          policy,
          teamId,
          displayName: teamId,
          members,
        } as const;
        history.decide(teams, teamId, command, at);
      }
      history.decide(teams, 'large', { type: 'DeleteTeam' }, at);
      const database = await open();
      await project(database, logIn(history.events), [directoryProjection]);
      const left = await database.all<{ team_id: string }>('SELECT team_id FROM memberships');
      expect(left).toHaveLength(members.length);
      expect(new Set(left.map(({ team_id }) => team_id))).toEqual(new Set(['other']));
    });

    it('goes on where it stopped once it can take the event', async () => {
      const events = setUpEvents();
      const database = await open();
      await project(database, logIn(events, 3), [failingAt(({ position }) => position === 8)]);
      await project(database, logIn(events, 3));
      const expected = await open();
      await project(expected, logIn(events));
      expect(await rowsOf(database)).toEqual(await rowsOf(expected));
    });

    it('does not keep the others from going on', async () => {
      const events = setUpEvents();
      const database = await open();
      const broken = failingAt(() => true);
      expect([
        ...(await project(database, logIn(events), [broken, auditProjection])).keys(),
      ]).toEqual(['directory']);
      expect(checkpoints(await rowsOf(database))).toContain(
        `{"name":"audit","version":${auditProjection.version},"position":${events.length}}`,
      );
      expect((await database.all('SELECT 1 FROM audit_entries')).length).toBeGreaterThan(0);
      expect(await database.all('SELECT 1 FROM nodes')).toEqual([]);
    });

    it('names the event that stopped it, and not what is in it', async () => {
      const events = setUpEvents();
      const stops = await project(await open(), logIn(events), [
        failingAt(({ type }) => type === 'NodeCreated'),
      ]);
      const error = stops.get('directory');
      expect(error).toBeInstanceOf(ProjectionStoppedError);
      expect(String(error)).toMatch(
        /projection directory stopped at event event-3 \(NodeCreated, position 3\)/,
      );
    });

    it.each([
      ['of a type that nobody knows', { type: 'UserTeleported' }, /UserTeleported/],
      ['that is broken', { data: '{' }, /NodeCreated, position 3/],
      ['of a version of tomorrow', { metadata: '{"schemaVersion":99}' }, /NodeCreated, position 3/],
    ])('stops at an event %s', async (_, over, named) => {
      const events = setUpEvents().map((event) =>
        event.position === 3 ? { ...event, ...over } : event,
      );
      const database = await open();
      const stops = await project(database, logIn(events, 1));
      expect([...stops.keys()].sort()).toEqual(['audit', 'directory']);
      expect(String(stops.get('directory'))).toMatch(named);
      expect(await checkpointOf(database, 'directory')).toBe(2);
    });

    it('takes no notice of streams that are not its own', async () => {
      const [first, ...events] = setUpEvents();
      const foreign = { ...first!, stream: 'elsewhere-1', type: 'SomethingElse' };
      const database = await open();
      expect(await project(database, logIn([foreign, ...events]))).toEqual(new Map());
      expect(await database.all('SELECT 1 FROM api_keys')).toEqual([]);
    });

    it('makes its rows anew, and no others, when its version is another one', async () => {
      const events = setUpEvents();
      const database = await open();
      await project(database, logIn(events));
      await database.run("UPDATE organisations SET name = 'wrong'");
      await database.run("UPDATE audit_entries SET reason = 'kept'");
      await project(database, logIn(events), [
        { ...directoryProjection, version: directoryProjection.version + 1 },
        auditProjection,
      ]);
      expect(await database.rows(OrganisationRow, [['o1']])).toMatchObject([{ name: 'Acme' }]);
      expect(await database.all("SELECT 1 FROM audit_entries WHERE reason <> 'kept'")).toEqual([]);
    });
  });

  describe('the checkpoints of processes', () => {
    it('begin at the start, and are kept', async () => {
      const database = await open();
      expect(await new ProcessCheckpoints(database).load('process')).toBe(0);
      await new ProcessCheckpoints(database).save('process', 7, true);
      expect(await new ProcessCheckpoints(database).load('process')).toBe(7);
    });
  });
});
