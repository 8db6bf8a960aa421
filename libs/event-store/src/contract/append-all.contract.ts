import { describe, expect, it } from '@jest/globals';
import {
  type AppendResult,
  EventIdReusedError,
  type EventStore,
  type StreamAppend,
  WrongExpectedRevisionError,
} from '../event-store.js';
import { type CurrentSubject, events, idsOf, newStream, readAll, tailTo } from './support.js';

/** Appending to several streams: all or nothing. */
export function appendAllContract(subject: CurrentSubject): void {
  const appendAll = (
    store: EventStore,
    appends: StreamAppend[],
  ): Promise<readonly AppendResult[]> => {
    if (store.appendAll === undefined) throw new Error('this adapter has no appendAll');
    return store.appendAll(appends);
  };

  describe('appendAll', () => {
    it('appends to several streams in the order given', async () => {
      const { store } = subject();
      const [claim, user] = [newStream('claim'), newStream()];
      const [claimed, provisioned] = [events(1), events(2)];
      const start = await store.head();
      const results = await appendAll(store, [
        { stream: claim, events: claimed, expected: 'none' },
        { stream: user, events: provisioned, expected: 'none' },
      ]);
      expect(results.map(({ revision }) => revision)).toEqual([0, 1]);
      const tailed = await tailTo(store, start, await store.head());
      expect(idsOf(tailed)).toEqual(idsOf([...claimed, ...provisioned]));
      expect(results.map(({ position }) => position)).toEqual([
        tailed[0]?.position,
        tailed[2]?.position,
      ]);
    });

    it('takes a stream twice, with the revision that the first entry leads to', async () => {
      const { store } = subject();
      const [one, two] = [newStream(), newStream()];
      const results = await appendAll(store, [
        { stream: one, events: events(2), expected: 'none' },
        { stream: two, events: events(1), expected: 'any' },
        { stream: one, events: events(1), expected: 1 },
      ]);
      expect(results.map(({ revision }) => revision)).toEqual([1, 0, 2]);
      await expect(
        appendAll(store, [
          { stream: one, events: events(1), expected: 2 },
          { stream: one, events: events(1), expected: 2 },
        ]),
      ).rejects.toMatchObject({ stream: one, expected: 2, actual: 3 });
      expect(await readAll(store, one)).toHaveLength(3);
    });

    it.each([0, 1, 2])('writes nothing when entry %i conflicts', async (conflicting) => {
      const { store } = subject();
      const streams = [newStream(), newStream(), newStream()];
      const taken = streams[conflicting] ?? '';
      await store.append(taken, events(1), 'none');
      const head = await store.head();
      const attempt = appendAll(
        store,
        streams.map((stream) => ({ stream, events: events(2), expected: 'none' })),
      );
      await expect(attempt).rejects.toThrow(WrongExpectedRevisionError);
      await expect(attempt).rejects.toMatchObject({ stream: taken, expected: 'none', actual: 0 });
      expect(await store.head()).toBe(head);
      for (const stream of streams) {
        expect(await readAll(store, stream)).toHaveLength(stream === taken ? 1 : 0);
      }
    });

    it('lets one of 64 racing for a claim win, and leaves nothing of the others', async () => {
      const { store } = subject();
      const claim = newStream('claim');
      const users = Array.from({ length: 64 }, () => newStream());
      const outcomes = await Promise.allSettled(
        users.map((user) =>
          appendAll(store, [
            { stream: user, events: events(1), expected: 'none' },
            { stream: claim, events: events(1), expected: 'none' },
          ]),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const [index, { status }] of outcomes.entries()) {
        const found = await readAll(store, users[index] ?? '');
        expect(found).toHaveLength(status === 'fulfilled' ? 1 : 0);
      }
    });

    it('is one write when the same ids are sent again', async () => {
      const { store, reopen } = subject();
      const [one, two] = [newStream(), newStream()];
      const appends: StreamAppend[] = [
        { stream: one, events: events(1), expected: 'none' },
        { stream: two, events: events(2), expected: 'none' },
        { stream: one, events: events(1), expected: 0 },
      ];
      const first = await appendAll(store, appends);
      await store.append(one, events(1), 1);
      expect(await appendAll(store, appends)).toEqual(first);
      const reopened = await reopen();
      expect(await appendAll(reopened, appends)).toEqual(first);
      expect(await readAll(reopened, one)).toHaveLength(3);
      expect(await readAll(reopened, two)).toHaveLength(2);
    });

    it('is refused when one of its streams was written before and another not', async () => {
      const { store } = subject();
      const [one, two] = [newStream(), newStream()];
      const list = events(1);
      await store.append(one, list, 'none');
      await expect(
        appendAll(store, [
          { stream: two, events: events(1), expected: 'none' },
          { stream: one, events: list, expected: 'none' },
        ]),
      ).rejects.toThrow(EventIdReusedError);
      expect(await readAll(store, two)).toEqual([]);
    });

    it('refuses no entries, and an entry without events', async () => {
      const { store } = subject();
      const [one, two] = [newStream(), newStream()];
      await expect(appendAll(store, [])).rejects.toThrow(RangeError);
      await expect(
        appendAll(store, [
          { stream: one, events: events(1), expected: 'none' },
          { stream: two, events: [], expected: 'none' },
        ]),
      ).rejects.toThrow(RangeError);
      expect(await readAll(store, one)).toEqual([]);
    });
  });
}
