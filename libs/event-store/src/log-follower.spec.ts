import { afterEach, describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import {
  type EventStore,
  EventStoreUnavailableError,
  type Position,
  type StoredEvent,
} from './event-store.js';
import { LogFollower, type LogFollowerOptions } from './log-follower.js';

/** A log in memory that grows by hand and can be unavailable for some tails. */
class GrowingLog {
  private readonly events: StoredEvent[] = [];
  private readonly changes = new EventEmitter();
  unavailable = 0;

  readonly store: EventStore = {
    soleWriter: true,
    append: () => Promise.reject(new Error('grows by hand')),
    read: () => this.tail(0) as never,
    tail: (after, options) => this.tail(after, options?.signal),
    head: () => Promise.resolve(this.events.length),
    close: () => Promise.resolve(),
  };

  grow(...types: readonly string[]): Position {
    for (const type of types) {
      const position = this.events.length + 1;
      const revision = position - 1;
      this.events.push({
        id: type,
        type,
        data: '{}',
        metadata: '{}',
        stream: 's',
        revision,
        position,
      });
    }
    this.changes.emit('grown');
    return this.events.length;
  }

  private async *tail(after: Position, signal = new AbortController().signal) {
    for (let at = after; !signal.aborted;) {
      if (this.unavailable > 0) {
        this.unavailable--;
        throw new EventStoreUnavailableError('not now');
      }
      const events = this.events.slice(at);
      at = this.events.length;
      yield { events, position: at, live: true };
      if (at === this.events.length) {
        await once(this.changes, 'grown', { signal }).catch(() => undefined);
      }
    }
  }
}

const followers: LogFollower[] = [];
afterEach(async () => {
  await Promise.all(followers.splice(0).map((follower) => follower.stop()));
});

function follow(log: GrowingLog, over: Partial<LogFollowerOptions> = {}, after: Position = 0) {
  const handled: string[] = [];
  const stops: unknown[] = [];
  const follower = new LogFollower(log.store, {
    name: 'test',
    handle: ({ events }) => {
      handled.push(...events.map(({ type }) => type));
    },
    onStopped: (error) => {
      stops.push(error);
    },
    ...over,
  });
  follower.start(after);
  followers.push(follower);
  return { follower, handled, stops };
}

describe('LogFollower', () => {
  it('handles what there is and then what comes, in order, and says how far it is', async () => {
    const log = new GrowingLog();
    log.grow('a', 'b');
    const { follower, handled } = follow(log);
    expect(await follower.passed(2, 5_000)).toBe(true);
    expect(await follower.passed(log.grow('c'), 5_000)).toBe(true);
    expect(handled).toEqual(['a', 'b', 'c']);
    expect(follower.position).toBe(3);
  });

  it('begins behind the position that it is given', async () => {
    const log = new GrowingLog();
    log.grow('a', 'b', 'c');
    const { follower, handled } = follow(log, {}, 2);
    expect(await follower.passed(3, 5_000)).toBe(true);
    expect(handled).toEqual(['c']);
  });

  it('waits no longer than it is told', async () => {
    const { follower } = follow(new GrowingLog());
    expect(await follower.passed(1, 1)).toBe(false);
  });

  it('lets events gather, but not while somebody waits for them', async () => {
    const log = new GrowingLog();
    log.grow('a');
    const { follower } = follow(log, { gatherMs: 3_600_000 });
    expect(await follower.passed(1, 5_000)).toBe(true);
    expect(await follower.passed(log.grow('b'), 5_000)).toBe(true);
  });

  it('tries again when the log is unavailable', async () => {
    const log = new GrowingLog();
    log.unavailable = 2;
    log.grow('a');
    const { follower, handled, stops } = follow(log);
    expect(await follower.passed(1, 20_000)).toBe(true);
    expect([handled, stops]).toEqual([['a'], []]);
  });

  it('tries a batch again whose failure passes by itself', async () => {
    const log = new GrowingLog();
    log.grow('a');
    let tries = 0;
    const interruptions: unknown[] = [];
    const { follower, stops } = follow(log, {
      onInterrupted: (error) => interruptions.push(error),
      handle: () => {
        if (++tries === 1) throw new Error('disk full');
      },
      isTemporary: (error) => String(error).includes('disk full'),
    });
    expect(await follower.passed(1, 20_000)).toBe(true);
    expect([tries, stops]).toEqual([2, []]);
    expect(interruptions).toEqual([new Error('disk full')]);
  });

  it('stops for good at what does not pass, says so once, and lets nobody wait', async () => {
    const log = new GrowingLog();
    const failure = new Error('cannot be applied');
    const { follower, stops } = follow(log, {
      handle: ({ events }) => {
        if (events.some(({ type }) => type === 'b')) throw failure;
      },
    });
    expect(await follower.passed(log.grow('a'), 5_000)).toBe(true);
    const waiting = follower.passed(9, 60_000);
    log.grow('b');
    expect(await waiting).toBe(false);
    expect(await follower.passed(2, 60_000)).toBe(false);
    expect(follower.position).toBe(1);
    expect(follower.stoppedBy).toBe(failure);
    expect(stops).toEqual([failure]);
  });

  it('finishes the batch in hand when it is stopped, and lets nobody wait', async () => {
    const log = new GrowingLog();
    let finish: () => void = () => undefined;
    const begun = new EventEmitter();
    const { follower } = follow(log, {
      handle: async ({ events }) => {
        if (events.length === 0) return;
        begun.emit('begun');
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
      },
    });
    const inHand = once(begun, 'begun');
    log.grow('a');
    await inHand;
    const waiting = follower.passed(2, 60_000);
    const stopping = follower.stop();
    finish();
    await stopping;
    expect(await waiting).toBe(false);
    expect(follower.position).toBe(1);
    expect(follower.stoppedBy).toBeUndefined();
  });
});
