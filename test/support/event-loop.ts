import { beforeAll, expect } from '@jest/globals';
import type { HttpAnswer } from '#testing';
import { type Rollbook, type Tenant, useRollbook } from './rollbook.js';

/** Milliseconds of processor time in one turn. The target is 50; what changes nothing takes less. */
export const LONGEST = 40;
export const LONGEST_WITHOUT_CHANGE = 30;
const ATTEMPTS = 8;

const loopWatch = new URL('./loop-watch.js', import.meta.url).href;

export type Request = () => Promise<Pick<HttpAnswer<unknown>, 'status'>>;

/** A server whose event loop is watched, with a node that provisions as the RFC says. */
export interface WatchedRollbook {
  readonly rollbook: Rollbook;
  readonly tenant: Tenant;
  /**
   * Expects that one request, and what follows from it, holds the event loop for less than a limit in each turn. One of some
   * attempts has to: the first ones run before the code is compiled, and other work on the machine makes any of them longer.
   *
   * @param limit in milliseconds
   * @param prepare gives the request of each attempt
   * @param status that it is to be answered with
   */
  expectTurnsBelow(limit: number, prepare: () => Promise<Request>, status: number): Promise<void>;
}

export function useWatchedRollbook(): WatchedRollbook {
  const rollbook = useRollbook({ NODE_OPTIONS: `--import=${loopWatch}` });
  let tenant: Tenant | undefined;
  beforeAll(async () => {
    tenant = await rollbook.tenant({ profile: 'standard' });
  });

  /** Tells the server to begin, or to end, looking at its event loop. */
  async function toggleWatch(): Promise<number> {
    const { server } = rollbook;
    const answers = () =>
      server
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{"event":"loop-watch"'));
    const before = answers().length;
    process.kill(server.pid, 'SIGUSR2');
    while (answers().length === before) await new Promise((resolve) => setImmediate(resolve));
    return (JSON.parse(answers().at(-1) ?? '') as { longest: number }).longest;
  }

  return {
    rollbook,
    get tenant() {
      return tenant!;
    },
    async expectTurnsBelow(limit, prepare, status) {
      // Asked for usage, the server waits until everything has been projected.
      const projected = () => rollbook.admin.usage(tenant!.nodeId);
      let least = Infinity;
      for (let attempt = 0; attempt < ATTEMPTS && least >= limit; attempt += 1) {
        const request = await prepare();
        await projected();
        await toggleWatch();
        const answer = await request();
        await projected();
        least = Math.min(least, await toggleWatch());
        expect(answer.status).toBe(status);
      }
      expect(least).toBeLessThan(limit);
    },
  };
}
