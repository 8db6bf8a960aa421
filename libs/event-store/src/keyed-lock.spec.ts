import { describe, expect, it } from '@jest/globals';
import { KeyedLock } from './keyed-lock.js';

/** Something under way that the test ends when it likes. */
function task() {
  let end: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { done, end, fail };
}

describe('KeyedLock', () => {
  it('lets those of one key go in the order they came, one at a time', async () => {
    const lock = new KeyedLock();
    const tasks = [task(), task(), task()];
    const begun: number[] = [];
    const runs = tasks.map(({ done }, n) =>
      lock.run('a', () => {
        begun.push(n);
        return done;
      }),
    );
    tasks[1]?.end();
    tasks[2]?.end();
    expect(begun).toEqual([0]);
    tasks[0]?.end();
    await Promise.all(runs);
    expect(begun).toEqual([0, 1, 2]);
  });

  it('does not let those of different keys wait for each other', async () => {
    const lock = new KeyedLock();
    const first = task();
    const held = lock.run('a', () => first.done);
    expect(await lock.run('b', () => Promise.resolve('b'))).toBe('b');
    first.end();
    await held;
  });

  it('goes on after one that failed, which tells its own caller alone', async () => {
    const lock = new KeyedLock();
    const first = task();
    const held = lock.run('a', () => first.done);
    const next = lock.run('a', () => Promise.resolve('next'));
    first.fail(new Error('failed'));
    await expect(held).rejects.toThrow('failed');
    expect(await next).toBe('next');
  });

  it('forgets a key that nobody waits for: the next begins at once', async () => {
    const lock = new KeyedLock();
    await lock.run('a', () => Promise.resolve());
    let begun = false;
    const run = lock.run('a', () => {
      begun = true;
      return Promise.resolve();
    });
    expect(begun).toBe(true);
    await run;
  });

  it('lets the event loop turn between those who wait', async () => {
    const lock = new KeyedLock();
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 0);
    const seen: number[] = [];
    const note = () => {
      const until = performance.now() + 2;
      while (performance.now() < until);
      seen.push(turns);
      return Promise.resolve();
    };
    await Promise.all([1, 2, 3, 4].map(() => lock.run('a', note)));
    clearInterval(turning);
    expect(seen.at(-1)).toBeGreaterThan(0);
  });
});
