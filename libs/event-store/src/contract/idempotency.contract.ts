import { describe, expect, it } from '@jest/globals';
import { type EncodedEvent, EventIdReusedError, type ExpectedRevision } from '../event-store.js';
import { type CurrentSubject, event, events, idsOf, newStream, readAll } from './support.js';

/** Sending the same event ids again: an append whose outcome is unknown may be repeated. */
export function idempotencyContract(subject: CurrentSubject): void {
  describe('the same event ids again', () => {
    it.each<[ExpectedRevision]>([['none'], ['any'], [0], [2], [7]])(
      'is one write and answers the same, whatever is expected: %s',
      async (expected) => {
        const { store } = subject();
        const stream = newStream();
        await store.append(stream, events(1), 'none');
        const list = events(2);
        const first = await store.append(stream, list, 0);
        await store.append(stream, events(3), 2);
        const head = await store.head();

        expect(await store.append(stream, list, expected)).toEqual(first);
        expect(await readAll(store, stream)).toHaveLength(6);
        expect(await store.head()).toBe(head);
      },
    );

    it('is one write when 64 are sent at once', async () => {
      const { store } = subject();
      const stream = newStream();
      const list = events(3);
      const results = await Promise.all(
        Array.from({ length: 64 }, () => store.append(stream, list, 'none')),
      );
      expect(new Set(results.map(({ position }) => position)).size).toBe(1);
      expect(results[0]?.revision).toBe(2);
      expect(idsOf(await readAll(store, stream))).toEqual(idsOf(list));
    });

    it('is one write after a restart', async () => {
      const { store, reopen } = subject();
      const stream = newStream();
      const list = events(2);
      const first = await store.append(stream, list, 'none');
      const reopened = await reopen();
      expect(await reopened.append(stream, list, 'none')).toEqual(first);
      expect(await readAll(reopened, stream)).toHaveLength(2);
    });
  });

  describe('an event id of another append', () => {
    it.each<[string, (first: EncodedEvent, second: EncodedEvent) => EncodedEvent[]]>([
      ['with a new one after it', (first) => [first, event()]],
      ['with a new one before it', (first) => [event(), first]],
      ['in another order', (first, second) => [second, first]],
    ])('is refused %s, and nothing is written', async (_, mix) => {
      const { store } = subject();
      const stream = newStream();
      const [first, second] = [event(), event()];
      await store.append(stream, [first, second], 'none');
      const mixed = mix(first, second);
      await expect(store.append(stream, mixed, 1)).rejects.toThrow(EventIdReusedError);
      await expect(store.append(stream, mixed, 'any')).rejects.toThrow(EventIdReusedError);
      expect(await readAll(store, stream)).toHaveLength(2);
    });

    it('is refused in another stream', async () => {
      const { store } = subject();
      const [one, two] = [newStream(), newStream()];
      const list = events(2);
      await store.append(one, list, 'none');
      await expect(store.append(two, list, 'none')).rejects.toThrow(EventIdReusedError);
      expect(await readAll(store, two)).toEqual([]);
    });

    it('is refused twice within one append', async () => {
      const { store } = subject();
      const stream = newStream();
      const twice = event();
      await expect(store.append(stream, [twice, twice], 'none')).rejects.toThrow(
        EventIdReusedError,
      );
      expect(await readAll(store, stream)).toEqual([]);
    });

    it('fails only the append that reuses it', async () => {
      const { store } = subject();
      const stream = newStream();
      const list = events(2);
      await store.append(stream, list, 'none');
      const outcomes = await Promise.allSettled([
        store.append(newStream(), events(1), 'none'),
        store.append(newStream(), list, 'none'),
        store.append(newStream(), events(1), 'none'),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    });
  });
}
