import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  auditProjection,
  CheckpointWatch,
  directoryProjection,
  type LeasedWork,
  Leases,
  openPostgresReadDatabase,
  openSqliteReadDatabase,
  type PostgresReadDatabase,
  ProjectionRunner,
} from '#read-model';
import { usePostgres } from '../support/postgres.js';
import { codec, histories } from './histories.js';
import { logIn, project } from './support.js';

const server = usePostgres();
let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

/** A process of its own, as far as the database can tell. */
async function connect(url: string): Promise<PostgresReadDatabase> {
  const database = await openPostgresReadDatabase(url);
  closing.push(() => database.close());
  return database;
}

const [history] = fc.sample(histories, { seed: 11, numRuns: 1 });
const events = history!.events;

const failed = (error: unknown) => {
  throw error;
};

describe('the schema on Postgres', () => {
  it('compares every text by its code points, also in columns of later migrations', async () => {
    const database = await connect(await server().createDatabase());
    const texts = await database.all<{ name: string; collation: string | null }>(
      `SELECT table_name || '.' || column_name AS name, collation_name AS collation
       FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'`,
    );
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.filter(({ collation }) => collation !== 'C')).toEqual([]);
  });
});

describe('two instances that run one projection at once', () => {
  it('apply each event once', async () => {
    const url = await server().createDatabase();
    const head = events.length;
    const projections = [directoryProjection, auditProjection];
    const runners = await Promise.all(
      [1, 2, 3].map(async (batch) => {
        const database = await connect(url);
        return projections.map(
          (projection) =>
            new ProjectionRunner(logIn(events, batch), codec, database, projection, failed),
        );
      }),
    );
    for (const instance of runners)
      await Promise.allSettled(instance.map((runner) => runner.start()));
    await Promise.all(runners.flat().map((runner) => runner.passed(head, 30_000)));
    await Promise.all(runners.flat().map((runner) => runner.stop()));

    const alone = await openSqliteReadDatabase(':memory:');
    closing.push(() => alone.close());
    await project(alone, logIn(events));
    const sorted = (rows: object[]) =>
      rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();
    const database = await connect(url);
    for (const table of [
      'users',
      'teams',
      'memberships',
      'nested_teams',
      'user_emails',
      'audit_entries',
      'usage_counts',
      'listed_counts',
    ]) {
      const sql = `SELECT * FROM ${table}`;
      expect([table, sorted(await database.all(sql))]).toEqual([
        table,
        sorted(await alone.all(sql)),
      ]);
    }
  });
});

/** A work that says who does it. */
class Work implements LeasedWork {
  readonly name = 'directory';
  static working: string[] = [];

  constructor(private readonly holder: string) {}

  start(): Promise<void> {
    Work.working.push(this.holder);
    return Promise.resolve();
  }

  stop(): Promise<void> {
    Work.working = Work.working.filter((holder) => holder !== this.holder);
    return Promise.resolve();
  }
}

describe('leases', () => {
  const until = async (condition: () => boolean | Promise<boolean>) => {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  async function instance(url: string, holder: string): Promise<Leases> {
    const leases = new Leases(
      await connect(url),
      holder,
      [new Work(holder)],
      () => undefined,
      failed,
    );
    await leases.start();
    return leases;
  }

  it('are held by one, and go to another at once when that one ends', async () => {
    const url = await server().createDatabase();
    const [a, b] = [await instance(url, 'a'), await instance(url, 'b')];
    closing.push(() => b.stop());
    expect(Work.working).toEqual(['a']);
    const ended = performance.now();
    await a.stop();
    await until(() => Work.working.length > 0);
    expect(Work.working).toEqual(['b']);
    expect(performance.now() - ended).toBeLessThan(2_500);
  });

  it('go to another within seconds when their holder dies', async () => {
    const url = await server().createDatabase();
    const database = await connect(url);
    // Somebody took it, and was never heard of again.
    await database.run(
      `INSERT INTO leases (name, holder, expires_at)
       VALUES ('directory', 'dead', CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) + 3000)`,
    );
    const heir = await instance(url, 'heir');
    closing.push(() => heir.stop());
    expect(Work.working).toEqual([]);
    const from = performance.now();
    await until(() => Work.working.includes('heir'));
    expect(performance.now() - from).toBeLessThan(8_000);
  });
});

describe('a replica that projects nothing', () => {
  it('hears how far the others are, also after its connection was cut', async () => {
    const url = await server().createDatabase();
    const [database, replica] = [await connect(url), await connect(url)];
    const lost: unknown[] = [];
    const heard: string[] = [];
    const watch = new CheckpointWatch(replica, (error) => lost.push(error));
    watch.start((kinds) => heard.push(...kinds));
    closing.push(() => watch.stop());
    const half = Math.floor(events.length / 2);
    await project(database, logIn(events.slice(0, half)), [directoryProjection]);
    expect(await watch.passed('directory', half, 10_000)).toBe(true);
    expect(heard).toContain('method-');
    expect(watch.current).toBe(true);

    await server().cutConnections();
    const again = await connect(url);
    await project(again, logIn(events), [directoryProjection]);
    expect(await watch.passed('directory', events.length, 10_000)).toBe(true);
    expect(await watch.passed('audit', 1, 100)).toBe(false);
    expect(lost.length).toBeGreaterThan(0);
  });
});
