import { once } from 'node:events';
import { afterEach } from '@jest/globals';
import { fillGaps, groupsText, groupTexts, membersText, memberTexts } from '#application';
import type { EventStore, Position, StoredEvent } from '#event-store';
import {
  auditProjection,
  CheckpointRow,
  directoryProjection,
  type Projection,
  ProjectionRunner,
  openPostgresReadDatabase,
  openSqliteReadDatabase,
  type ReadDatabase,
  groupsVersion,
  type StoredResource,
} from '#read-model';
import { useTemporaryFolder } from '../event-store/support.js';
import { usePostgres } from '../support/postgres.js';
import { codec } from './histories.js';

/** A finished log in memory, which is tailed in batches of a size. */
export function logIn(events: readonly StoredEvent[], batchSize = 500): EventStore {
  const head = events.at(-1)?.position ?? 0;
  return {
    soleWriter: true,
    append: () => Promise.reject(new Error('the log is finished')),
    async *read(stream, from = 0) {
      yield* events.filter((event) => event.stream === stream && event.revision >= from);
    },
    async *tail(after, { streamPrefixes = [''], signal } = {}) {
      for (let at = after; at < head;) {
        const batch = events.filter(({ position }) => position > at).slice(0, batchSize);
        at = batch.at(-1)?.position ?? head;
        const wanted = batch.filter(({ stream }) =>
          streamPrefixes.some((prefix) => stream.startsWith(prefix)),
        );
        yield { events: wanted, position: at, live: at === head };
      }
      if (signal !== undefined && !signal.aborted) await once(signal, 'abort');
    },
    head: () => Promise.resolve(head),
    close: () => Promise.resolve(),
  };
}

export const ENGINES = ['sqlite', 'postgres'] as const;
export type Engine = (typeof ENGINES)[number];

/** Gives empty read databases of an engine, closed after each test. */
export function useDatabases(engine: Engine = 'sqlite'): () => Promise<ReadDatabase> {
  let opened: ReadDatabase[] = [];
  afterEach(async () => {
    await Promise.all(opened.map((database) => database.close()));
    opened = [];
  });
  const openEmpty = engine === 'sqlite' ? useSqliteDatabases() : usePostgresDatabases();
  return async () => {
    const database = await openEmpty();
    opened.push(database);
    return database;
  };
}

function useSqliteDatabases(): () => Promise<ReadDatabase> {
  const path = useTemporaryFolder();
  let opened = 0;
  return () => openSqliteReadDatabase(path(`${(opened += 1)}.sqlite`));
}

function usePostgresDatabases(): () => Promise<ReadDatabase> {
  const server = usePostgres();
  return async () => openPostgresReadDatabase(await server().createDatabase());
}

/** A resource as it is sent: a user with her groups, a group with its members. */
export async function wholeText(resource: StoredResource, baseUrl: string): Promise<string> {
  const { text } = resource;
  const groups = await resource.groups?.();
  if (groups === undefined) {
    const additions = membersText([memberTexts((await resource.members?.()) ?? [], baseUrl)]);
    return fillGaps(text, { baseUrl, versionSuffix: '', additions }).join('');
  }
  const versionSuffix = await groupsVersion(groups);
  const additions = groupsText([groupTexts(groups, baseUrl)]);
  return fillGaps(text, { baseUrl, versionSuffix, additions }).join('');
}

/** Why projections have stopped, by name. */
export type Stops = Map<string, unknown>;

/** Runs projections over a log until they have passed it or stopped. */
export async function project(
  database: ReadDatabase,
  log: EventStore,
  projections: readonly Projection[] = [directoryProjection, auditProjection],
): Promise<Stops> {
  const stops: Stops = new Map();
  const head: Position = await log.head();
  for (const projection of projections) {
    const runner = new ProjectionRunner(log, codec, database, projection, (name, error) => {
      stops.set(name, error);
    });
    await runner.start();
    await runner.passed(head, 20_000);
    await runner.stop();
  }
  return stops;
}

/** Every row of every table, but for what no log tells. */
export async function rowsOf(database: ReadDatabase): Promise<Record<string, unknown[]>> {
  const tables = database.dataSource.entityMetadatas
    .map(({ tableName }) => tableName)
    .filter((table) => table !== 'method_activity');
  const rows = tables.map(async (table) => {
    const all = await database.all<object>(`SELECT * FROM ${table}`);
    return [table, all.map((row) => JSON.stringify(row)).sort()] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}

/** How far a projection has come. */
export async function checkpointOf(database: ReadDatabase, name: string): Promise<unknown> {
  return (await database.rows(CheckpointRow, [[name]]))[0]?.position;
}
