import { ScimError } from '#scim';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { nextPortion } from '../portions.js';
import type { Extent, NextRows } from './resource-rows.js';

/** How long a look at a portion of rows shall take, in milliseconds: no other list waits much longer for it. */
const PORTION_MS = 20;
const FIRST_PORTION = 10;
const LARGEST_PORTION = 10_000;

/**
 * Goes over rows in portions. However many lists do so at once, one portion is looked at at a time, and each list has its
 * turn.
 */
export class Scanner {
  private queue: Promise<unknown> = Promise.resolve();

  /** @param limitMs how long one request may look, waiting for the others included */
  constructor(private readonly limitMs: number) {}

  /**
   * Looks at every portion, until there is none left or enough has been found.
   *
   * @param look tells whether to go on
   * @throws ScimError 400 `tooMany` when it takes too long
   */
  async scan(nextRows: NextRows, look: (rows: Extent) => Promise<boolean>): Promise<void> {
    const end = performance.now() + this.limitMs;
    let count = FIRST_PORTION;
    for (;;) {
      const goesOn = await this.inTurn(async () => {
        const start = performance.now();
        if (start > end) throw tooMany();
        const rows = await nextRows(count);
        const wanted = rows !== undefined && (await look(rows));
        const next = nextPortion(count, performance.now() - start, PORTION_MS);
        count = Math.min(LARGEST_PORTION, next);
        return wanted;
      });
      if (!goesOn) return;
    }
  }

  private inTurn<Result>(body: () => Promise<Result>): Promise<Result> {
    const result = this.queue.then(body);
    this.queue = result.catch(() => undefined).then(() => nextTurn());
    return result;
  }
}

function tooMany(): ScimError {
  const detail = 'this takes too long over so many resources: narrow it down, e.g. by userName';
  return new ScimError(400, 'tooMany', detail);
}
