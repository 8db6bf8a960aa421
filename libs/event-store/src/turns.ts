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

let began: number | undefined;

/**
 * How long the event loop has been held in this turn, by all who work in it, since one of them first asked: in milliseconds.
 * Many who each do little hold it as long as one who does much.
 */
export function turnLasted(): number {
  const now = performance.now();
  if (began === undefined) {
    began = now;
    setImmediate(() => (began = undefined));
  }
  return now - began;
}

/** Items in portions, each but the first in a turn of its own: few are given at once. */
export async function* inTurns<Item>(
  items: Iterable<Item>,
  portion = PORTION,
): AsyncGenerator<readonly Item[], void, undefined> {
  let some: Item[] = [];
  for (const item of items) {
    if (some.length === portion) {
      yield some;
      some = [];
      await ownTurn();
    }
    some.push(item);
  }
  if (some.length > 0) yield some;
}

/**
 * What a function makes of each portion of a list, each but the first in a turn of its own. For what most often is one
 * portion, or none, again and again: {@link inTurns} makes a generator each time.
 */
export async function mapInTurns<Item, Result>(
  items: readonly Item[],
  map: (some: readonly Item[]) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += PORTION) {
    if (at > 0) await ownTurn();
    results.push(map(items.slice(at, at + PORTION)));
  }
  return results;
}
