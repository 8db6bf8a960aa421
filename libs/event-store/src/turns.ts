import { setImmediate as nextTurn } from 'node:timers/promises';

/** How many members, events or rows are looked at in one turn of the event loop: some milliseconds. */
export const PORTION = 1_000;

let last = Promise.resolve();

/**
 * Waits for a turn of the event loop that nobody else is given: whoever has much to do does a portion in each, and other
 * requests are served in between. All who work so take turns, since what three do in the same turn takes three times as
 * long.
 */
export function ownTurn(): Promise<void> {
  last = last.then(() => nextTurn());
  return last;
}

/** A list in portions, each but the first in a turn of its own: a short list is given at once. */
export async function* inTurns<Item>(
  items: readonly Item[],
  portion = PORTION,
): AsyncGenerator<readonly Item[], void, undefined> {
  if (items.length <= portion) {
    yield items;
    return;
  }
  for (let at = 0; at < items.length; at += portion) {
    if (at > 0) await ownTurn();
    yield items.slice(at, at + portion);
  }
}
