import { ownTurn, turnLasted } from '#event-store';

/** How many rows are read first, before it is known how long they take. */
const FIRST_PORTION = 8;
/** How long a portion of them shall take, and how long others wait for several, in milliseconds. */
const PORTION_MS = 5;

/**
 * A limit that is bound. It is an expression, since SQLite plans a statement anew for each value that is bound to a plain
 * one, which takes longer than to look one row up.
 */
export const BOUND_LIMIT = 'LIMIT ? + 0';

/** How large the next portion is to be, after one that took so long, in milliseconds, and should have taken another time. */
export function nextPortion(count: number, tookMs: number, portionMs: number): number {
  return Math.ceil(count * Math.min(4, portionMs / tookMs));
}

/**
 * Reads rows a portion after the other, each sized by how long the one before it took: how much a row holds, and how much
 * hangs on it, nobody knows ahead.
 *
 * @param read so many as asked for, behind the last one
 * @param isOver whether there are no more, or enough, by how many were asked for and what was read
 */
export async function inPortions<Row>(
  limit: number,
  read: (count: number, last: Row | undefined) => Promise<readonly Row[]>,
  isOver = (asked: number, rows: readonly Row[]) => rows.length < asked,
): Promise<Row[]> {
  const found: Row[] = [];
  turnLasted();
  for (let left = limit, count = FIRST_PORTION; left > 0;) {
    const begun = performance.now();
    const asked = Math.min(count, left);
    const rows = await read(asked, found.at(-1));
    for (const row of rows) found.push(row);
    left = isOver(asked, rows) ? 0 : left - asked;
    count = nextPortion(count, performance.now() - begun, PORTION_MS);
    if (left > 0 && turnLasted() > PORTION_MS) await ownTurn();
  }
  return found;
}

/** As much as a page for administrators holds, in characters; it is shorter than was asked for then. */
const LARGEST_PAGE = 1024 * 1024;

/** A page for administrators. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Whether nothing comes behind it. */
  readonly isLast: boolean;
}

/** Reads a page like {@link inPortions}, and ends it early where its rows hold much. */
export async function pageOf<Row>(
  limit: number,
  read: (count: number, last: Row | undefined) => Promise<readonly Row[]>,
  sizeOf: (row: Row) => number,
): Promise<Page<Row>> {
  let isLast = false;
  let size = 0;
  const rows = await inPortions(limit, read, (asked, some) => {
    for (const row of some) size += sizeOf(row);
    isLast = some.length < asked;
    return isLast || size >= LARGEST_PAGE;
  });
  return { rows, isLast };
}
