import type { JsonValue } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { parseInstant } from './date-time.js';
import { foldCase } from './fold-case.js';

/** A value in the form in which it compares: text folded unless it is case-exact, a dateTime as its instant. */
export type Comparable = boolean | number | string;

/** The form in which a simple value compares; undefined for none, and for one that is not of the attribute's kind. */
export function comparableOf(
  definition: AttributeDefinition,
  value: JsonValue | undefined,
): Comparable | undefined {
  if (typeof value === 'string') {
    if (definition.type === 'dateTime') return parseInstant(value);
    return definition.caseExact ? value : foldCase(value);
  }
  return typeof value === 'boolean' || typeof value === 'number' ? value : undefined;
}

/**
 * The order of texts: by code point, as databases that compare UTF-8 by its bytes have it. JavaScript's own order of
 * UTF-16 code units differs where a character beyond U+FFFF meets one from U+E000 on.
 */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for characters beyond all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
