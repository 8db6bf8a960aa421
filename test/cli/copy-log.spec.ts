import { mkdir } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import {
  copyLog,
  type EncodedEvent,
  type EventStore,
  EventStoreUnavailableError,
  LogsDifferError,
  type StoredEvent,
} from '#event-store';
import { openSqliteEventStore } from '#event-store/sqlite';
import { event } from '../event-store/events.js';
import { readLog, useTemporaryFolder } from '../event-store/support.js';
import { rollbook } from './rollbook.js';

const path = useTemporaryFolder();
const open = (name: string) => openSqliteEventStore({ file: path(name) });

const STREAMS = 7;

/** Streams interleaved, appends of one and of several events, text that needs care. */
async function fill(store: EventStore, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += 1) {
    const stream = `user-${n % STREAMS}`;
    const events = n % 3 === 0 ? [event(`${n}-a`), event(`${n}-b`, 'ü\u0000"')] : [event(`${n}`)];
    await store.append(stream, events, 'any');
  }
}

/** What of a log is to be the same in every engine. */
function withoutPositions(log: readonly StoredEvent[]): object[] {
  return log.map(({ position: _, ...rest }) => rest);
}

async function logOf(name: string): Promise<object[]> {
  const store = await open(name);
  const log = await readLog(store);
  await store.close();
  return withoutPositions(log);
}

async function source(events: number): Promise<void> {
  const store = await open('from.db');
  await fill(store, 0, events);
  await store.close();
}

/** An engine without `appendAll`, as a server is, which can be lost in the middle. */
function serverLike(store: EventStore, lostAfter = Infinity): EventStore {
  let appends = 0;
  return {
    soleWriter: false,
    append(stream: string, events: readonly EncodedEvent[], expected) {
      appends += 1;
      if (appends > lostAfter) throw new EventStoreUnavailableError('lost');
      return store.append(stream, events, expected);
    },
    read: (stream, from) => store.read(stream, from),
    tail: (after, options) => store.tail(after, options),
    head: () => store.head(),
    close: () => store.close(),
  };
}

describe('rollbook copy-log', () => {
  const copy = () => rollbook(['copy-log', '--from', path('from.db'), '--to', path('to.db')]);

  it('copies every event in the order of the log, at its revision', async () => {
    await source(100);
    const { code, stdout, stderr } = await copy();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^134 events copied, 0 were there already; read back and compared: 134 events in 7 streams, sha256 [0-9a-f]{64}\n$/,
    );
    expect(await logOf('to.db')).toEqual(await logOf('from.db'));
  });

  it('copies an empty log, and more than one batch', async () => {
    const from = await open('from.db');
    await from.close();
    expect((await copy()).stdout).toMatch(/^0 events copied, 0 were there already/);
    await source(1_200);
    expect((await copy()).stdout).toMatch(/^1600 events copied, 0 were there already/);
    expect(await logOf('to.db')).toEqual(await logOf('from.db'));
  });

  it('copies into the configured log when no other is named', async () => {
    await source(10);
    await mkdir(path('data'));
    const { code } = await rollbook(['copy-log', '--from', path('from.db')], {
      ROLLBOOK_DATA: path('data'),
    });
    expect(code).toBe(0);
    expect(await logOf('data/events.sqlite')).toEqual(await logOf('from.db'));
  });

  it('goes on with what is there, also when the source has grown', async () => {
    await source(50);
    await copy();
    const from = await open('from.db');
    await fill(from, 50, 80);
    await from.close();
    expect((await copy()).stdout).toMatch(/^40 events copied, 67 were there already/);
    expect((await copy()).stdout).toMatch(/^0 events copied, 107 were there already/);
    expect(await logOf('to.db')).toEqual(await logOf('from.db'));
  });

  it('refuses a target that has other events, and leaves it as it is', async () => {
    await source(10);
    const to = await open('to.db');
    await to.append('user-9', [event('of somebody else')], 'none');
    await to.close();
    const before = await logOf('to.db');
    const { code, stdout, stderr } = await copy();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('the target has event of somebody else (user-9, revision 0)');
    expect(await logOf('to.db')).toEqual(before);
  });

  it('refuses a target that goes on after the source', async () => {
    await source(10);
    await copy();
    const to = await open('to.db');
    await to.append('user-9', [event('later')], 'none');
    await to.close();
    const { code, stderr } = await copy();
    expect(code).toBe(1);
    expect(stderr).toContain('the target goes on with event later (user-9, revision 0)');
  });

  it('refuses a source that is not there, and a log that a server has open', async () => {
    const absent = await copy();
    expect(absent).toMatchObject({ code: 1, stdout: '' });
    expect(absent.stderr).toBe(`rollbook: there is no log ${path('from.db')}\n`);
    const from = await open('from.db');
    const taken = await copy();
    await from.close();
    expect(taken.code).toBe(1);
    expect(taken.stderr).toContain('in use by another process');
  });
});

describe('copyLog', () => {
  it('goes on after a target that was lost at any append', async () => {
    await source(60);
    const from = await open('from.db');
    for (const lostAfter of [0, 1, 7, 59]) {
      const to = await open(`to-${lostAfter}.db`);
      await expect(copyLog(from, serverLike(to, lostAfter))).rejects.toThrow('lost');
      expect((await readLog(to)).length).toBeGreaterThanOrEqual(lostAfter);
      const { present, copied } = await copyLog(from, serverLike(to));
      expect(present + copied).toBe(80);
      expect(withoutPositions(await readLog(to))).toEqual(withoutPositions(await readLog(from)));
      await to.close();
    }
    await from.close();
  });

  it('finds what the target lost or changed after it had taken it', async () => {
    await source(20);
    const from = await open('from.db');
    const to = await open('to.db');
    const faults: readonly ((events: readonly StoredEvent[]) => StoredEvent[])[] = [
      (events) => events.slice(0, -1),
      (events) => events.map((one) => (one.id === '4' ? { ...one, data: '{}' } : one)),
      (events) => [...events].reverse(),
    ];
    await copyLog(from, to);
    for (const fault of faults) {
      let reads = 0;
      const faulty: EventStore = {
        ...serverLike(to),
        // Sound while it is compared with the source, at fault when it is read back.
        async *tail(after, options) {
          reads += 1;
          for await (const batch of to.tail(after, options)) {
            yield reads === 1 ? batch : { ...batch, events: fault(batch.events) };
          }
        },
      };
      await expect(copyLog(from, faulty)).rejects.toThrow(LogsDifferError);
    }
    await from.close();
    await to.close();
  });

  it('leaves no tail open, also when it refuses the target', async () => {
    await source(20);
    const from = await open('from.db');
    const to = await open('to.db');
    let tails = 0;
    const watched = (store: EventStore): EventStore => ({
      ...serverLike(store),
      async *tail(after, options) {
        tails += 1;
        try {
          yield* store.tail(after, options);
        } finally {
          tails -= 1;
        }
      },
    });
    await copyLog(watched(from), watched(to));
    expect(tails).toBe(0);
    const other = await open('other.db');
    await other.append('user-9', [event('other'), event('another')], 'none');
    await expect(copyLog(watched(from), watched(other))).rejects.toThrow(LogsDifferError);
    expect(tails).toBe(0);
    for (const store of [from, to, other]) await store.close();
  });

  it('tells how far it is', async () => {
    await source(900);
    const from = await open('from.db');
    const to = await open('to.db');
    const told: number[] = [];
    await copyLog(from, to, (events) => told.push(events));
    expect(told).toEqual([500, 1_000, 1_200]);
    await from.close();
    await to.close();
  });
});
