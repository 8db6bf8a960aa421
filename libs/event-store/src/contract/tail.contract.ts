import { describe, expect, it } from '@jest/globals';
import {
  type AppendResult,
  type Position,
  START,
  type StoredEvent,
  type TailBatch,
} from '../event-store.js';
import {
  type CurrentSubject,
  event,
  events,
  idsOf,
  newStream,
  readAll,
  tailTo,
  tailUntil,
} from './support.js';

/** The log as a whole: history, then live. */
export function tailContract(subject: CurrentSubject): void {
  describe('tail', () => {
    it('gives what comes after the position, in the order of the log', async () => {
      const { store } = subject();
      const [one, two] = [newStream(), newStream()];
      const start = await store.append(one, events(3), 'none');
      const list = events(4);
      for (const [index, next] of list.entries()) {
        await store.append(index % 2 === 0 ? one : two, [next], 'any');
      }
      const tailed = await tailTo(store, start.position, await store.head());
      expect(idsOf(tailed)).toEqual(idsOf(list));
      expect(tailed).toEqual(
        expect.arrayContaining([...(await readAll(store, one, 3)), ...(await readAll(store, two))]),
      );
      expectRising(tailed);
    });

    it('says at once that it is live when there is no history', async () => {
      const { store } = subject();
      await store.append(newStream(), events(1), 'none');
      const head = await store.head();
      const { batches } = await tailUntil(store, head, () => true);
      expect(batches).toEqual([{ events: [], position: head, live: true }]);
    });

    it('gives an event at once when its append has returned', async () => {
      const { store } = subject();
      const start = await store.head();
      const own = event();
      await store.append(newStream(), [own], 'none');
      const { seen } = await tailUntil(store, start, ({ live }) => live);
      expect(idsOf(seen)).toEqual([own.id]);
    });

    it('goes from history to live with neither gap nor duplicate while appends go on', async () => {
      const { store } = subject();
      const start = await store.head();
      const streams = Array.from({ length: 8 }, () => newStream());
      const count = 150;
      const written: string[] = [];
      const write = async (stream: string, batches: number): Promise<void> => {
        for (let batch = 0; batch < batches; batch++) {
          const list = events(1 + (batch % 3));
          await store.append(stream, list, 'any');
          written.push(...idsOf(list));
        }
      };
      await Promise.all(streams.map((stream) => write(stream, count)));
      const writers = Promise.all(streams.map((stream) => write(stream, count)));
      const last = event();
      const finished = writers.then(() => store.append(newStream(), [last], 'none'));
      const untilLast = (_: TailBatch, seen: readonly StoredEvent[]): boolean =>
        seen.at(-1)?.id === last.id;
      const [tails] = await Promise.all([
        Promise.all([tailUntil(store, start, untilLast), tailUntil(store, start, untilLast)]),
        finished,
      ]);

      for (const { seen, batches } of tails) {
        expect(seen).toHaveLength(written.length + 1);
        expect(new Set(idsOf(seen))).toEqual(new Set([...written, last.id]));
        expectRising(seen);
        for (const stream of streams) {
          const revisions = seen.filter((one) => one.stream === stream).map((one) => one.revision);
          expect(revisions).toEqual([...revisions.keys()]);
        }
        expect(batches.at(-1)).toMatchObject({ live: true, position: seen.at(-1)?.position });
      }
    });

    it('resumes after a restart where it was', async () => {
      const { store, reopen } = subject();
      const start = await store.head();
      const stream = newStream();
      const list = events(1_200);
      await store.append(stream, list.slice(0, 700), 'none');
      const { seen, batches } = await tailUntil(store, start, (_, so) => so.length >= 100);
      const reopened = await reopen();
      await reopened.append(stream, list.slice(700), 699);
      const rest = await tailTo(reopened, batches.at(-1)?.position ?? 0, await reopened.head());
      expect(idsOf([...seen, ...rest])).toEqual(idsOf(list));
    });

    it('gives only the streams with one of the prefixes, and moves past the others', async () => {
      const { store } = subject();
      const start = await store.head();
      const [user, team, claim] = [newStream('user'), newStream('team'), newStream('claim')];
      const mine = [event(), event()];
      await store.append(user, mine.slice(0, 1), 'none');
      await store.append(claim, events(600), 'none');
      await store.append(team, mine.slice(1), 'none');
      const { position } = await store.append(claim, events(600), 599);

      const options = { streamPrefixes: ['user-', 'team-'] };
      const { seen, batches } = await tailUntil(store, start, ({ live }) => live, options);
      expect(idsOf(seen)).toEqual(idsOf(mine));
      expect(batches.at(-1)?.position).toBe(position);
      const nothing = await tailUntil(store, start, ({ live }) => live, {
        streamPrefixes: ['nobody-'],
      });
      expect(nothing.seen).toEqual([]);
      expect(nothing.batches.at(-1)?.position).toBe(position);
    });

    it.each([1, 2_000])(
      'comes by itself to the end of what its filter lets pass, with %i events after it',
      async (leftOut) => {
        const { store } = subject();
        const streamPrefixes = ['user-'];
        const own = event();
        const tail = store.tail(await store.head(), { streamPrefixes })[Symbol.asyncIterator]();
        await tail.next();
        await store.append(newStream(), [own], 'none');
        const { position } = await store.append(newStream('claim'), events(leftOut), 'none');
        const head = await store.head(streamPrefixes);
        expect(head).toBeLessThanOrEqual(position);
        const seen: StoredEvent[] = [];
        for (let reached = START; reached < head;) {
          const { value: batch } = (await tail.next()) as IteratorYieldResult<TailBatch>;
          seen.push(...batch.events);
          reached = batch.position;
        }
        await tail.return?.();
        expect(idsOf(seen)).toEqual([own.id]);
      },
    );

    it('is live at once where its filter leaves out the end of the log', async () => {
      const { store } = subject();
      const start = await store.head();
      const own = event();
      await store.append(newStream(), [own], 'none');
      await store.append(newStream('claim'), events(2_000), 'none');
      const first = await tailUntil(store, start, ({ live }) => live, {
        streamPrefixes: ['user-'],
      });
      expect(idsOf(first.seen)).toEqual([own.id]);
      // While another is there already, and again when none is.
      const open = store.tail(start, { streamPrefixes: ['user-'] })[Symbol.asyncIterator]();
      await open.next();
      const second = await tailUntil(store, start, ({ live }) => live, {
        streamPrefixes: ['user-', 'team-'],
      });
      expect(idsOf(second.seen)).toEqual([own.id]);
      await open.return?.();
    });

    it('gives the next batch only when it is asked for', async () => {
      const { store } = subject();
      const start = await store.head();
      const stream = newStream();
      const list = events(12_000);
      const tail = store.tail(start)[Symbol.asyncIterator]();
      await tail.next();
      for (let from = 0; from < list.length; from += 500) {
        await store.append(stream, list.slice(from, from + 500), 'any');
      }
      const seen: StoredEvent[] = [];
      while (seen.length < list.length) {
        const { value: batch } = (await tail.next()) as IteratorResult<TailBatch, undefined>;
        seen.push(...(batch?.events ?? []));
        expect(batch?.events.length).toBeLessThanOrEqual(list.length / 4);
      }
      await tail.return?.();
      expect(idsOf(seen)).toEqual(idsOf(list));
    });

    it('serves 10,000 streams', async () => {
      const { store } = subject();
      const start = await store.head();
      const list = events(10_000);
      const streams = list.map(() => newStream());
      await Promise.all(
        streams.map((stream, index) => store.append(stream, list.slice(index, index + 1), 'none')),
      );
      const seen = await tailTo(store, start, await store.head());
      expect(new Set(seen.map(({ stream }) => stream))).toEqual(new Set(streams));
      expect(new Set(idsOf(seen))).toEqual(new Set(idsOf(list)));
      expect(seen).toHaveLength(10_000);
    });
  });

  describe('the end of a tail', () => {
    it('comes when the signal aborts while it waits', async () => {
      const { store } = subject();
      const controller = new AbortController();
      const tail = store.tail(await store.head(), { signal: controller.signal });
      const iterator = tail[Symbol.asyncIterator]();
      expect(await iterator.next()).toMatchObject({ done: false });
      const waiting = iterator.next();
      controller.abort();
      expect(await waiting).toEqual({ done: true, value: undefined });
    });

    it('comes however soon after its beginning the signal aborts', async () => {
      const { store } = subject();
      await store.append(newStream(), events(1), 'none');
      for (let milliseconds = 0; milliseconds < 20; milliseconds++) {
        const signal = AbortSignal.timeout(milliseconds);
        for await (const batch of store.tail(START, { signal })) expect(batch.events).toBeDefined();
      }
    });

    it('comes when the signal aborts in the middle of history', async () => {
      const { store } = subject();
      const start = await store.head();
      await store.append(newStream(), events(5_000), 'none');
      const controller = new AbortController();
      const { batches } = await tailUntil(
        store,
        start,
        () => {
          controller.abort();
          return false;
        },
        { signal: controller.signal },
      );
      expect(batches).toHaveLength(1);
    });

    it('comes at once when the signal was aborted before', async () => {
      const { store } = subject();
      const { batches } = await tailUntil(store, 0, () => false, { signal: AbortSignal.abort() });
      expect(batches).toEqual([]);
    });

    it('comes for all tails when the store closes', async () => {
      const { store } = subject();
      const head = await store.head();
      const iterators = Array.from({ length: 5 }, () => store.tail(head)[Symbol.asyncIterator]());
      for (const iterator of iterators) await iterator.next();
      const waiting = iterators.map((iterator) => iterator.next());
      await store.close();
      for (const end of await Promise.all(waiting)) expect(end.done).toBe(true);
      expect((await tailUntil(store, head, () => false)).batches).toEqual([]);
    });

    it('leaves other tails and the store alone', async () => {
      const { store } = subject();
      const head = await store.head();
      await tailUntil(store, head, () => true);
      const own = event();
      const { batch } = await waitForLive(store.tail(head), () =>
        store.append(newStream(), [own], 'none'),
      );
      expect(idsOf(batch.events)).toEqual([own.id]);
    });
  });
}

/** Lets a tail come to wait, then appends, and gives the batch that the append brings. */
async function waitForLive(
  tail: AsyncIterable<TailBatch>,
  append: () => Promise<AppendResult>,
): Promise<{ batch: TailBatch; position: Position }> {
  const iterator = tail[Symbol.asyncIterator]();
  await iterator.next();
  const next = iterator.next();
  const { position } = await append();
  const { value: batch } = (await next) as IteratorYieldResult<TailBatch>;
  await iterator.return?.();
  return { batch, position };
}

function expectRising(list: readonly StoredEvent[]): void {
  const positions = list.map(({ position }) => position);
  expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
}
