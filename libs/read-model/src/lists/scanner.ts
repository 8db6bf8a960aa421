import { ScimError } from '#scim';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ResourceRows } from './resource-rows.js';

/** How long a look at a portion of rows shall take, in milliseconds: no other request waits much longer for it. */
const PORTION_MS = 8;
const FIRST_PORTION = 200;
const LARGEST_PORTION = 10_000;

/** Rows behind one ordinal, up to another. */
export interface Portion {
  readonly after: number;
  readonly upTo: number;
}

/**
 * Goes over all rows of a node in portions, so that other requests are served in between. However many requests do so
 * at once, one portion is looked at in each turn of the event loop.
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
  async scan(
    rows: ResourceRows,
    nodeId: string,
    { from, back }: { readonly from: number; readonly back: boolean },
    look: (portion: Portion) => Promise<boolean>,
  ): Promise<void> {
    const end = performance.now() + this.limitMs;
    let place = from;
    let size = FIRST_PORTION;
    for (;;) {
      const goesOn = await this.inTurn(async () => {
        const start = performance.now();
        if (start > end) throw tooMany();
        const bound = await rows.step(nodeId, place, size, back);
        const last = bound ?? (back ? -1 : Number.MAX_SAFE_INTEGER);
        const portion = back ? { after: last - 1, upTo: place - 1 } : { after: place, upTo: last };
        const wanted = await look(portion);
        place = last;
        const factor = PORTION_MS / (performance.now() - start);
        size = Math.ceil(Math.min(LARGEST_PORTION, Math.max(10, size * Math.min(4, factor))));
        return wanted && bound !== undefined;
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
