import { describe, expect, it } from '@jest/globals';
import { type CurrentSubject, event, events, idsOf, newStream, readAll } from './support.js';

/** Reading one stream. */
export function readContract(subject: CurrentSubject): void {
  describe('read', () => {
    it('gives the events of one stream with their places, in order', async () => {
      const { store } = subject();
      const [stream, other] = [newStream(), newStream()];
      const list = events(4);
      for (const [revision, one] of list.entries()) {
        await store.append(stream, [one], revision === 0 ? 'none' : revision - 1);
        await store.append(other, events(1), 'any');
      }
      const stored = await readAll(store, stream);
      expect(stored).toEqual(
        list.map((one, revision) => ({ ...one, stream, revision, position: expect.any(Number) })),
      );
      const positions = stored.map(({ position }) => position);
      expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
      expect(positions.every((position) => Number.isSafeInteger(position) && position >= 1)).toBe(
        true,
      );
    });

    it.each([
      [0, 3],
      [2, 1],
      [3, 0],
      [99, 0],
    ])('from revision %i of 3 events gives %i', async (from, count) => {
      const { store } = subject();
      const stream = newStream();
      const list = events(3);
      await store.append(stream, list, 'none');
      const stored = await readAll(store, stream, from);
      expect(stored).toHaveLength(count);
      expect(idsOf(stored)).toEqual(idsOf(list.slice(from)));
    });

    it('gives nothing for an unknown stream, nor for one whose name begins alike', async () => {
      const { store } = subject();
      const stream = newStream();
      await store.append(`${stream}0`, events(1), 'none');
      expect(await readAll(store, stream)).toEqual([]);
    });

    it('gives a stream of 10,000 events whole and in order', async () => {
      const { store } = subject();
      const stream = newStream('team');
      const list = events(10_000);
      for (let from = 0; from < list.length; from += 500) {
        await store.append(stream, list.slice(from, from + 500), from === 0 ? 'none' : from - 1);
      }
      const stored = await readAll(store, stream);
      expect(idsOf(stored)).toEqual(idsOf(list));
      expect(stored.map(({ revision }) => revision)).toEqual([...list.keys()]);
      expect(idsOf(await readAll(store, stream, 9_998))).toEqual(idsOf(list.slice(9_998)));
    });

    it('can be left early, and the store goes on', async () => {
      const { store } = subject();
      const stream = newStream();
      await store.append(stream, events(1_000), 'none');
      for await (const { revision } of store.read(stream)) {
        if (revision === 700) break;
      }
      expect((await store.append(stream, [event()], 999)).revision).toBe(1_000);
    });
  });
}
