import { describe, expect, it } from '@jest/globals';
import {
  type EncodedEvent,
  EventStoreUnavailableError,
  AppendTooLargeError,
  type ExpectedRevision,
  WrongExpectedRevisionError,
} from '../event-store.js';
import {
  type CurrentSubject,
  event,
  events,
  idsOf,
  newStream,
  readAll,
  tailUntil,
} from './support.js';

/** Appending to one stream: revisions, conflicts, races, sizes. */
export function appendContract(subject: CurrentSubject): void {
  describe('append', () => {
    it('answers the place of the last event', async () => {
      const { store } = subject();
      const stream = newStream();
      const first = await store.append(stream, events(3), 'none');
      const second = await store.append(stream, events(2), 2);
      expect(first.revision).toBe(2);
      expect(second.revision).toBe(4);
      expect(second.position).toBeGreaterThan(first.position);
      expect(await readAll(store, stream, 4)).toEqual([expect.objectContaining(second)]);
      expect(await store.head()).toBe(second.position);
    });

    it('takes "any" with and without events in the stream', async () => {
      const { store } = subject();
      const stream = newStream();
      expect((await store.append(stream, events(2), 'any')).revision).toBe(1);
      expect((await store.append(stream, events(1), 'any')).revision).toBe(2);
    });

    it.each<[string, number, ExpectedRevision, number | 'none']>([
      ['"none" on a stream with events', 2, 'none', 1],
      ['a revision that is past', 3, 1, 2],
      ['a revision that is to come', 1, 1, 0],
      ['a revision of a stream without events', 0, 0, 'none'],
    ])(
      'refuses %s, tells the actual revision and writes nothing',
      async (_, count, expected, actual) => {
        const { store } = subject();
        const stream = newStream();
        const before = events(count);
        if (count > 0) await store.append(stream, before, 'none');
        const head = await store.head();

        const error = await store.append(stream, events(2), expected).catch((e: unknown) => e);
        expect(error).toBeInstanceOf(WrongExpectedRevisionError);
        expect(error).toMatchObject({ stream, expected, actual });
        expect(idsOf(await readAll(store, stream))).toEqual(idsOf(before));
        expect(await store.head()).toBe(head);
      },
    );

    it.each<[string, EncodedEvent[], ExpectedRevision]>([
      ['no events', [], 'any'],
      ['a negative revision', [event()], -1],
      ['half a revision', [event()], 0.5],
      ['NaN', [event()], Number.NaN],
    ])('refuses %s', async (_, list, expected) => {
      const { store } = subject();
      await expect(store.append(newStream(), list, expected)).rejects.toThrow(RangeError);
    });

    it.each<[ExpectedRevision, number]>([
      ['none', 0],
      [4, 5],
    ])('lets one of 64 racing appends at %s win', async (expected, before) => {
      const { store } = subject();
      const stream = newStream();
      if (before > 0) await store.append(stream, events(before), 'none');
      const racers = Array.from({ length: 64 }, () => events(2));
      const outcomes = await Promise.allSettled(
        racers.map((racer) => store.append(stream, racer, expected)),
      );

      const winners = outcomes.flatMap(({ status }, index) =>
        status === 'fulfilled' ? [index] : [],
      );
      expect(winners).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') continue;
        expect(outcome.reason).toBeInstanceOf(WrongExpectedRevisionError);
        expect(outcome.reason).toMatchObject({ stream, expected, actual: before + 1 });
      }
      const won = racers[winners[0] ?? -1] ?? [];
      expect(idsOf(await readAll(store, stream, before))).toEqual(idsOf(won));
    });

    it('takes 64 appends of "any" to one stream at once, each in one piece', async () => {
      const { store } = subject();
      const stream = newStream();
      const racers = Array.from({ length: 64 }, () => events(3));
      const results = await Promise.all(racers.map((racer) => store.append(stream, racer, 'any')));
      const stored = await readAll(store, stream);
      expect(stored.map(({ revision }) => revision)).toEqual([...Array(192).keys()]);
      for (const [index, { revision }] of results.entries()) {
        expect(idsOf(stored.slice(revision - 2, revision + 1))).toEqual(idsOf(racers[index] ?? []));
      }
    });

    it('fails an append for its own conflict only', async () => {
      const { store } = subject();
      const taken = newStream();
      await store.append(taken, events(1), 'none');
      const outcomes = await Promise.allSettled(
        Array.from({ length: 64 }, (_, index) =>
          store.append(index % 8 === 3 ? taken : newStream(), events(1), 'none'),
        ),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(
        Array.from({ length: 64 }, (_, index) => (index % 8 === 3 ? 'rejected' : 'fulfilled')),
      );
      expect(await readAll(store, taken)).toHaveLength(1);
    });

    it('keeps text of every kind as it is', async () => {
      const { store } = subject();
      const stream = newStream('team');
      const texts = [
        'Zo\u00eb \u4f50\u85e4 \u0639\u0628\u062f',
        '\u{1f512}',
        '\u0000',
        '\ud800',
        '\u2028"\\',
        '',
      ];
      const list = texts.map((text) => event({ text }));
      await store.append(stream, list, 'none');
      const stored = await readAll(store, stream);
      expect(stored).toEqual(list.map((encoded) => expect.objectContaining({ ...encoded })));
      expect(stored.map(({ data }): unknown => JSON.parse(data))).toEqual(
        texts.map((text) => ({ text })),
      );
    });

    it('takes events of 1 MB, several at once', async () => {
      const { store } = subject();
      const stream = newStream();
      const large = Array.from({ length: 4 }, (_, index) =>
        event({ text: String(index).repeat(1_000_000) }),
      );
      // One an append: an engine may limit the size of an append to little more.
      await store.append(stream, large.slice(0, 1), 'none');
      await Promise.all(large.slice(1).map((one) => store.append(stream, [one], 'any')));
      const stored = await readAll(store, stream);
      expect(new Set(idsOf(stored))).toEqual(new Set(idsOf(large)));
      // Compared outside the matcher, which would print a megabyte.
      const sent = new Map(large.map(({ id, data }) => [id, data]));
      expect(stored.every(({ id, data }) => data === sent.get(id))).toBe(true);
    });

    it('refuses an event of 10 MB and goes on', async () => {
      const { store } = subject();
      const stream = newStream();
      const large = event({ text: 'x'.repeat(10_000_000) });
      const error = await store.append(stream, [event(), large], 'none').catch((e: unknown) => e);
      expect(error).toBeInstanceOf(AppendTooLargeError);
      expect(error).toMatchObject({ stream });
      expect((await store.append(stream, events(1), 'none')).revision).toBe(0);
    });

    it('of thousands of events reaches a tail whole, and so does what goes with it', async () => {
      const { store } = subject();
      const lists = [events(3), events(5_000), events(3)];
      const tail = tailUntil(store, await store.head(), (_, seen) => seen.length >= 5_006);
      await Promise.all(lists.map((list) => store.append(newStream(), list, 'none')));
      const { seen } = await tail;
      const positions = seen.map(({ position }) => position);
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
      expect(idsOf(seen).toSorted()).toEqual(idsOf(lists.flat()).toSorted());
    });

    it('can be read as soon as it has returned', async () => {
      const { store } = subject();
      const stream = newStream();
      for (let revision = 0; revision < 50; revision++) {
        await store.append(stream, events(1), revision === 0 ? 'none' : revision - 1);
        expect(await readAll(store, stream, revision)).toHaveLength(1);
      }
    });
  });

  describe('close', () => {
    it('finishes the appends in flight', async () => {
      const { store, reopen } = subject();
      const streams = Array.from({ length: 64 }, () => newStream());
      const appends = streams.map((stream) => store.append(stream, events(2), 'none'));
      await store.close();
      const results = await Promise.all(appends);
      const reopened = await reopen();
      expect(await reopened.head()).toBe(Math.max(...results.map(({ position }) => position)));
      for (const stream of streams) expect(await readAll(reopened, stream)).toHaveLength(2);
    });

    it('refuses everything afterwards, and may be repeated', async () => {
      const { store } = subject();
      await store.close();
      await store.close();
      await expect(store.append(newStream(), events(1), 'none')).rejects.toThrow(
        EventStoreUnavailableError,
      );
      await expect(readAll(store, newStream())).rejects.toThrow(EventStoreUnavailableError);
      await expect(store.head()).rejects.toThrow(EventStoreUnavailableError);
    });
  });
}
