import { expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { START } from '#event-store';
import { openSqliteEventStore } from '#event-store/sqlite';
import { event } from './events.js';
import { useTemporaryFolder } from './support.js';

const path = useTemporaryFolder();

it('a tail that reads the disk does not run ahead of what has been acknowledged', async () => {
  const file = path('events.db');
  const before = await openSqliteEventStore({ file });
  await before.append('user-1', [event('first')], 'none');
  await before.close();

  // Opened again, the log has nothing in memory: the tail begins on the disk, in a turn of the event loop of its own. In the
  // same one, just before, the append is sent, and the loop stands still until the thread has written it, so that the
  // thread's answer comes after the look at the disk.
  const store = await openSqliteEventStore({ file });
  const appended = store.append('user-2', [event('second')], 'none');
  setImmediate(() => {
    const disk = new Database(file, { readonly: true });
    const written = disk.prepare('SELECT count(*) FROM events').pluck();
    const until = Date.now() + 10_000;
    while (written.get() !== 2 && Date.now() < until);
    disk.close();
  });
  const tail = store.tail(START)[Symbol.asyncIterator]();
  const batches = [await tail.next(), await tail.next()];
  await appended;
  expect(batches).toMatchObject([
    { value: { events: [{ id: 'first' }], position: 1, live: true } },
    { value: { events: [{ id: 'second' }], position: 2, live: true } },
  ]);
  await tail.return?.();
  await store.close();
});
