import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { describe, expect, it } from '@jest/globals';
import { type EventStore, EventStoreUnavailableError } from '#event-store';
import { openSqliteEventStore } from '#event-store/sqlite';
import { event } from './events.js';
import { readLog, startLogProcess, useTemporaryFolder } from './support.js';

const path = useTemporaryFolder();

describe('a full disk', () => {
  it('fails the batch that does not fit, whole, and takes the next one that does', async () => {
    const failures: object[] = [];
    const logger = { error: (fields: object) => failures.push(fields) };
    const store = await openSqliteEventStore({
      file: path('events.db'),
      maximumPages: 100,
      logger,
    });
    await store.append('user-1', [event('before')], 'none');

    const batch = (): Promise<PromiseSettledResult<unknown>[]> =>
      Promise.allSettled([
        store.append('user-2', [event('small')], 'none'),
        store.append('user-3', [event('large', 'x'.repeat(1_000_000))], 'none'),
        store.append('user-1', [event('more')], 0),
      ]);
    for (const outcome of await batch()) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: expect.any(EventStoreUnavailableError),
      });
    }
    expect(failures).toEqual([{ file: path('events.db'), reason: 'database or disk is full' }]);
    expect((await readLog(store)).map(({ id }) => id)).toEqual(['before']);

    await store.append('user-2', [event('small')], 'none');
    await store.append('user-1', [event('more')], 0);
    await store.close();
    await expectLog(path('events.db'), ['before', 'small', 'more']);
  });

  // Only who may mount can have a disk that is really full.
  const mayMount = spawnSync('unshare', ['--mount', 'true']).status === 0;
  (mayMount ? it : it.skip)('is over as soon as there is room again', async () => {
    const folder = path('small');
    await mkdir(folder);
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    try {
      const store = await openSqliteEventStore({ file: `${folder}/events.db` });
      await writeFile(`${folder}/ballast`, Buffer.alloc(600_000));
      const acknowledged: string[] = [];
      const refused = await appendUntilRefused(store, acknowledged);
      expect(refused).toBeInstanceOf(EventStoreUnavailableError);
      expect((await readLog(store)).map(({ id }) => id)).toEqual(acknowledged);

      await rm(`${folder}/ballast`);
      await store.append('user-1', [event(`id-${acknowledged.length}`)], 'any');
      acknowledged.push(`id-${acknowledged.length}`);
      await store.close();
      await expectLog(`${folder}/events.db`, acknowledged);
    } finally {
      spawnSync('umount', ['--lazy', folder]);
    }
  });

  async function appendUntilRefused(store: EventStore, acknowledged: string[]): Promise<unknown> {
    for (let number = 0; number < 1_000; number++) {
      try {
        await store.append('user-1', [event(`id-${number}`, 'x'.repeat(2_000))], 'any');
      } catch (error) {
        return error;
      }
      acknowledged.push(`id-${number}`);
    }
    return undefined;
  }
});

describe('an error that SQLite does not undo by itself', () => {
  it('fails its batch, whole, and the next one is taken', async () => {
    const file = path('events.db');
    const store = await openSqliteEventStore({ file });
    const db = new Database(file);
    db.exec(
      "CREATE TRIGGER broken BEFORE INSERT ON events WHEN NEW.stream = 'team-broken' BEGIN SELECT RAISE(ABORT, 'broken'); END",
    );
    db.close();
    const outcomes = await Promise.allSettled([
      store.append('user-1', [event('a')], 'none'),
      store.append('team-broken', [event('b')], 'none'),
    ]);
    expect(outcomes).toEqual([
      { status: 'rejected', reason: new EventStoreUnavailableError('broken') },
      { status: 'rejected', reason: new EventStoreUnavailableError('broken') },
    ]);
    await store.append('user-1', [event('a')], 'none');
    expect((await readLog(store)).map(({ id, position }) => [id, position])).toEqual([['a', 1]]);
    await store.close();
  });
});

describe('a log that is open', () => {
  it('refuses a second opening in this process, and harms nothing', async () => {
    const file = path('events.db');
    const store = await openSqliteEventStore({ file });
    await expect(openSqliteEventStore({ file })).rejects.toThrow(EventStoreUnavailableError);
    await store.append('user-1', [event('a')], 'none');
    await store.close();
    await expectLog(file, ['a']);
  });

  it('refuses another process, with a message that says so', async () => {
    const file = path('events.db');
    const store = await openSqliteEventStore({ file });
    const other = startLogProcess(file, 'hold');
    const value = (await other.lines.next()).value as unknown;
    expect(value).toBe(
      `refused EventStoreUnavailableError: ${file} is already in use by another process`,
    );
    await other.kill();
    await store.close();
  });

  it('can be opened again after its process was killed', async () => {
    const file = path('events.db');
    const holder = startLogProcess(file, 'hold');
    const value = (await holder.lines.next()).value as unknown;
    expect(value).toBe('open');
    await expect(openSqliteEventStore({ file })).rejects.toThrow(
      'already in use by another process',
    );
    await holder.kill();
    await (await openSqliteEventStore({ file })).close();
  });

  it('leaves no write-ahead log when it is closed', async () => {
    const store = await openSqliteEventStore({ file: path('events.db') });
    await store.append('user-1', [event('a')], 'none');
    await store.close();
    expect((await readdir(path('.'))).sort()).toEqual(['events.db', 'events.db.lock']);
  });
});

describe('a writer thread that dies', () => {
  it('fails the append under way and all later ones, and lets the process end', async () => {
    const child = startLogProcess(path('events.db'), 'lose-writer');
    const lines: string[] = [];
    for (let line = await child.lines.next(); line.done !== true; line = await child.lines.next()) {
      lines.push(line.value);
    }
    expect(lines).toEqual([
      'open',
      'written',
      expect.stringMatching(/^EventStoreUnavailableError: the writer thread has died/),
      expect.stringMatching(/^EventStoreUnavailableError: the writer thread has died/),
      'closed',
    ]);
  });
});

describe('a file that is not a log of ours', () => {
  it('is refused when it is no database', async () => {
    await writeFile(path('events.db'), 'position,stream\n'.repeat(500));
    await expectRefused(/not a database/);
  });

  it('is refused when it is another database', async () => {
    new Database(path('events.db')).exec('CREATE TABLE users (id)').close();
    await expectRefused(/is not an event log/);
  });

  it('is refused when a newer release wrote it', async () => {
    await (await openSqliteEventStore({ file: path('events.db') })).close();
    const db = new Database(path('events.db'));
    db.pragma('user_version = 2');
    db.close();
    await expectRefused(/schema version 2; this release knows versions up to 1/);
  });

  it('is refused when there is not even a folder', async () => {
    const opening = openSqliteEventStore({ file: path('nowhere/events.db') });
    await expect(opening).rejects.toThrow(EventStoreUnavailableError);
    await expect(opening).rejects.toThrow('directory does not exist');
  });

  async function expectRefused(message: RegExp): Promise<void> {
    for (let attempt = 0; attempt < 2; attempt++) {
      const opening = openSqliteEventStore({ file: path('events.db') });
      await expect(opening).rejects.toThrow(EventStoreUnavailableError);
      await expect(opening).rejects.toThrow(message);
    }
  }
});

describe('the log on disk', () => {
  it.each(["UPDATE events SET data = '{}'", 'DELETE FROM events'])(
    'refuses to be rewritten, whoever tries: %s',
    async (statement) => {
      const file = path('events.db');
      const store = await openSqliteEventStore({ file });
      await store.append('user-1', [event('a', 'as it was')], 'none');
      await store.close();
      const db = new Database(file);
      expect(() => db.exec(statement)).toThrow('events are never');
      db.close();
      await expectLog(file, ['a']);
    },
  );

  it('keeps no tail that begins beyond its end', async () => {
    const store = await openSqliteEventStore({ file: path('events.db') });
    await store.append('user-1', [event('a')], 'none');
    const tail = store.tail(2)[Symbol.asyncIterator]();
    await expect(tail.next()).rejects.toThrow('beyond the log');
    await store.close();
  });
});

async function expectLog(file: string, ids: readonly string[]): Promise<void> {
  const store = await openSqliteEventStore({ file });
  expect((await readLog(store)).map(({ id }) => id)).toEqual(ids);
  await store.close();
}
