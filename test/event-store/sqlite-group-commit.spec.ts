import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '#event-store/sqlite';
import { event } from './events.js';
import { useTemporaryFolder } from './support.js';

const path = useTemporaryFolder();

describe('group commit', () => {
  it('shares one flush among the appends that come together', async () => {
    const batches: number[][] = [];
    const onBatch = (...batch: [number, number, number]): number => batches.push(batch);
    const store = await openSqliteEventStore({ file: path('events.db'), onBatch });
    const together = (round: number): Promise<unknown>[] =>
      Array.from({ length: 64 }, (_, index) =>
        store.append(`user-${round}_${index}`, [event(`${round}-${index}`)], 'none'),
      );
    await Promise.all(together(0));
    expect(batches).toEqual([[64, 64, expect.any(Number)]]);

    // Where several came together, those who come again a turn later are waited for.
    const earlier = store.append('user-1_earlier', [event('earlier')], 'none');
    await nextTurn();
    await Promise.all([earlier, ...together(1)]);
    expect(batches.slice(1)).toEqual([[65, 65, expect.any(Number)]]);

    // One that is under way takes no more; all that come meanwhile share the next one.
    await store.append('team-0', [event('alone')], 'none');
    const underWay = store.append('team-1', [event('first')], 'none');
    await nextTurn();
    await nextTurn();
    await Promise.all([underWay, ...together(2), ...together(3)]);
    expect(batches.slice(-2)).toEqual([
      [1, 1, expect.any(Number)],
      [128, 128, expect.any(Number)],
    ]);
    await store.close();
  });

  it('cuts a batch that would grow without bound', async () => {
    const batches: number[] = [];
    const store = await openSqliteEventStore({
      file: path('events.db'),
      onBatch: (_, events) => batches.push(events),
    });
    await Promise.all(
      Array.from({ length: 30 }, (_, append) =>
        store.append(
          `user-${append}`,
          Array.from({ length: 100 }, (_, n) => event(`${append}-${n}`)),
          'none',
        ),
      ),
    );
    expect(batches).toEqual([1_000, 1_000, 1_000]);
    await store.close();
  });
});
