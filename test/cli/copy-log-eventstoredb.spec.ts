import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { openSqliteEventStore } from '#event-store/sqlite';
import type { EventStore } from '#event-store';
import { event } from '../event-store/events.js';
import { readLog, useTemporaryFolder } from '../event-store/support.js';
import { EventStoreDbDouble } from '../support/eventstoredb-double/index.js';
import { rollbook } from './rollbook.js';

const path = useTemporaryFolder();
let double: EventStoreDbDouble;
beforeEach(async () => {
  double = await EventStoreDbDouble.start();
});
afterEach(() => {
  double.stop();
});

async function append(file: string, events: number): Promise<void> {
  const store = await openSqliteEventStore({ file: path(file) });
  for (let n = 0; n < events; n += 1) {
    await store.append(`user-${n % 5}`, [event(randomUUID(), `ü ${n}`)], 'any');
  }
  await store.close();
}

async function logOf(opening: Promise<EventStore>): Promise<object[]> {
  const store = await opening;
  const log = await readLog(store);
  await store.close();
  return log.map(({ position: _, ...rest }) => rest);
}

const copy = (from: string, to: string) => rollbook(['copy-log', '--from', from, '--to', to]);

it('moves a log from SQLite to EventStoreDB, goes on with it, and brings it back', async () => {
  await append('from.db', 40);
  const there = await copy(path('from.db'), double.connectionString);
  expect(there.stdout).toMatch(/^40 events copied, 0 were there already/);
  await append('from.db', 7);
  const rest = await copy(path('from.db'), double.connectionString);
  expect(rest.stdout).toMatch(/^7 events copied, 40 were there already/);
  const back = await copy(double.connectionString, path('back.db'));
  expect(back.stdout).toMatch(/^47 events copied, 0 were there already/);

  const source = await logOf(openSqliteEventStore({ file: path('from.db') }));
  const { connectionString } = double;
  expect(await logOf(openEventStoreDb({ connectionString }))).toEqual(source);
  expect(await logOf(openSqliteEventStore({ file: path('back.db') }))).toEqual(source);
});

it('refuses an EventStoreDB that has other events, and ends', async () => {
  await append('from.db', 5);
  await append('other.db', 1_000);
  await copy(path('other.db'), double.connectionString);
  const { code, stderr } = await copy(path('from.db'), double.connectionString);
  expect(code).toBe(1);
  expect(stderr).toContain('the target has event');
});

it('copies into the configured log, whose password is then on no command line', async () => {
  await append('from.db', 5);
  const { code, stdout } = await rollbook(['copy-log', '--from', path('from.db')], {
    ROLLBOOK_EVENT_STORE: 'eventstoredb',
    ROLLBOOK_EVENTSTOREDB_URL: double.connectionString,
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^5 events copied/);
});
