import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EncodedEvent, type EventStore, START, type TailBatch } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { systemIds } from '#platform';
import { EventStoreDbDouble } from '../support/eventstoredb-double/index.js';

// What a real server does not do on demand, on a wire double.
let double: EventStoreDbDouble;
let store: EventStore;

beforeEach(async () => {
  double = await EventStoreDbDouble.start();
  store = await openEventStoreDb({
    connectionString: double.connectionString,
    attemptMs: 300,
    patienceMs: 30_000,
  });
});
afterEach(async () => {
  await store.close();
  double.stop();
});

const newStream = () => `user-${systemIds.next()}`;
const event = (data: object = {}): EncodedEvent => ({
  id: systemIds.next(),
  type: 'SomethingHappened',
  data: JSON.stringify(data),
  metadata: '{"schemaVersion":1}',
});
const idsInLog = () => double.log.events.map(({ id }) => id);

/** Many appends at once, each to a stream of its own. */
async function appendMany(count: number): Promise<string[]> {
  const list = Array.from({ length: count }, () => event());
  const results = await Promise.all(list.map((one) => store.append(newStream(), [one], 'none')));
  expect(results.map(({ revision }) => revision)).toEqual(list.map(() => 0));
  return list.map(({ id }) => id);
}

async function tailFor(count: number, list: (batch: TailBatch) => void = () => undefined) {
  const ids: string[] = [];
  for await (const batch of store.tail(START, { streamPrefixes: ['user-'] })) {
    ids.push(...batch.events.map(({ id }) => id));
    list(batch);
    if (ids.length >= count) break;
  }
  return ids;
}

async function untilOpen(subscriptions: number): Promise<void> {
  const until = Date.now() + 5_000;
  while (double.openSubscriptions !== subscriptions && Date.now() < until) await setImmediate();
  expect(double.openSubscriptions).toBe(subscriptions);
}

describe('an append', () => {
  it('is one write when its acknowledgement is lost', async () => {
    const stream = newStream();
    const own = event();
    double.faults.loseAcknowledgements = 1;
    expect((await store.append(stream, [own], 'none')).revision).toBe(0);
    expect(idsInLog()).toEqual([own.id]);
  });

  it('of "any" is one write when its acknowledgement is lost', async () => {
    const stream = newStream();
    await store.append(stream, [event()], 'any');
    const own = event();
    double.faults.loseAcknowledgements = 1;
    expect((await store.append(stream, [own], 'any')).revision).toBe(1);
    expect(idsInLog().filter((id) => id === own.id)).toHaveLength(1);
  });

  it.each(['loseAcknowledgements', 'cutAppends'] as const)(
    'that fails takes no other with it, though all in flight are rejected: %s',
    async (fault) => {
      double.faults[fault] = 3;
      const ids = await appendMany(200);
      expect(idsInLog().sort()).toEqual(ids.sort());
    },
  );

  it('waits while the server drops it as a repetition of one in flight', async () => {
    double.faults.sayTimeout = 2;
    const [id] = await appendMany(1);
    expect(idsInLog()).toEqual([id]);
  });

  it('that conflicts with a stream without events says so', async () => {
    await expect(store.append(newStream(), [event()], 3)).rejects.toMatchObject({
      name: 'WrongExpectedRevisionError',
      actual: 'none',
    });
  });

  it('is answered when a server that fell silent speaks again', async () => {
    double.freeze();
    const appended = appendMany(100);
    // Long enough for the connection to be given up.
    await expect(
      openEventStoreDb({ connectionString: double.connectionString, patienceMs: 500 }),
    ).rejects.toMatchObject({ name: 'EventStoreUnavailableError' });
    double.thaw();
    const ids = await appended;
    expect(idsInLog().sort()).toEqual(ids.sort());
  });

  it('is one write in whatever case its id is sent again, since the engine gives ids back in lower case', async () => {
    const stream = newStream();
    const own = event();
    const first = await store.append(stream, [{ ...own, id: own.id.toUpperCase() }], 'none');
    expect(await store.append(stream, [own], 'none')).toEqual(first);
    expect(double.log.events).toHaveLength(1);
  });

  it('goes to the new leader', async () => {
    await appendMany(1);
    await double.changeLeader();
    await appendMany(50);
    expect(double.log.events).toHaveLength(51);
  });

  it('goes on over restarts', async () => {
    const appending = appendMany(500);
    await double.restart();
    await double.restart();
    const ids = await appending;
    expect(idsInLog().sort()).toEqual(ids.sort());
  });

  it('is refused with the limit when the server finds it too large, by one event or all together', async () => {
    const limit = 64 * 1024;
    double.maxAppendSize = limit;
    const stream = newStream();
    const large = event({ text: 'x'.repeat(limit) });
    await expect(store.append(stream, [large], 'none')).rejects.toMatchObject({
      name: 'AppendTooLargeError',
      stream,
      limit,
    });
    const metadata = JSON.stringify({ schemaVersion: 1, text: 'x'.repeat(600) });
    const many = Array.from({ length: 110 }, () => ({ ...event(), metadata }));
    await expect(store.append(stream, many, 'none')).rejects.toMatchObject({
      name: 'AppendTooLargeError',
      stream,
      bytes: many.length * (metadata.length + '{}'.length),
      limit,
    });
    expect(double.log.events).toEqual([]);
  });
});

describe('a tail', () => {
  it('has neither gap nor duplicate when it is cut between history and live', async () => {
    const ids = await appendMany(300);
    double.faults.cutBeforeLive = 3;
    const tailed = tailFor(400);
    ids.push(...(await appendMany(100)));
    expect(await tailed).toEqual(idsInLog());
    expect(idsInLog().sort()).toEqual(ids.sort());
  });

  it('goes on over a change of the leader and restarts', async () => {
    await appendMany(50);
    const tailed = tailFor(200);
    await double.changeLeader();
    await appendMany(50);
    await double.restart();
    await appendMany(100);
    expect(await tailed).toEqual(idsInLog());
  });

  it('that comes from history to a live one which lags behind gets nothing twice', async () => {
    await appendMany(2);
    const live = store.tail(await store.head())[Symbol.asyncIterator]();
    await live.next();
    await untilOpen(1);
    double.stall();
    await appendMany(3);
    const seen: string[] = [];
    let batches = 0;
    for await (const { events } of store.tail(START)) {
      seen.push(...events.map(({ id }) => id));
      batches += 1;
      // History first; then it is told at once that it is live, among the other's events.
      if (batches === 2) {
        expect(seen).toHaveLength(5);
        double.resume();
        await appendMany(1);
      }
      if (seen.includes(idsInLog()[5] ?? '')) break;
    }
    expect(seen).toEqual(idsInLog());
    await live.return?.(undefined);
  });

  it('that is slow does not slow the appends, and misses nothing', async () => {
    double.faults.slowTailMs = 2;
    const tailed = tailFor(300);
    await appendMany(300);
    expect(await tailed).toEqual(idsInLog());
  });

  it('that its consumer has left in the middle is ended by the end of the store', async () => {
    await appendMany(2);
    const tail = store.tail(START)[Symbol.asyncIterator]();
    await tail.next();
    await untilOpen(1);
    await store.close();
    await untilOpen(0);
  });

  it('has only handled positions behind it when it is interrupted', async () => {
    await appendMany(600);
    const seen: string[] = [];
    let resumed = START;
    // The consumer fails in the middle: what it had in hand comes again, and nothing else is missing.
    for await (const batch of store.tail(START)) {
      if (seen.length > 0) break;
      seen.push(...batch.events.map(({ id }) => id));
      resumed = batch.position;
    }
    for await (const batch of store.tail(resumed)) {
      seen.push(...batch.events.map(({ id }) => id));
      if (batch.live) break;
    }
    expect(seen).toEqual(idsInLog());
  });
});
