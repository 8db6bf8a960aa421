import { BadRequestException } from '@nestjs/common';

/** Where the next page begins, as an opaque text; null at the end. */
export function cursorAfter<Item>(
  items: readonly Item[],
  isLast: boolean,
  placeOf: (item: Item) => number,
): string | null {
  const last = items.at(-1);
  if (last === undefined || isLast) return null;
  return Buffer.from(String(placeOf(last))).toString('base64url');
}

/** The place that a cursor names; undefined for the first page. */
export function placeIn(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{1,16}$/.test(text)) throw new BadRequestException('cursor: not one of this list');
  return Number(text);
}
