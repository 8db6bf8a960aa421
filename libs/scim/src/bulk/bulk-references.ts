import { invalidSyntax } from '../errors.js';
import { FILTER_LIMITS } from '../filter/parse-filter.js';

const PREFIX = 'bulkId:';

/** Within a longer text: a literal of a PATCH path's filter, or the last segment of an address. */
const EMBEDDED = /(["/])bulkId:([^"/]+)(?=$|["/])/g;

/** Deeper than any attribute lies. */
const MAX_DEPTH = 100;

/** No path, and hence no address, bulkId or version, is longer; a longer text holds no reference. */
export const LONGEST_TEXT = FILTER_LIMITS.length;

/** So many values are looked at in one step. */
const VALUES_IN_A_STEP = 1_000;
/** A text of so many UTF-16 code units counts as one value more. */
const CHARACTERS_AS_A_VALUE = 64;

/** An object or an array that holds a text. */
export type Holder = Record<string | number, unknown>;

/** A text within data that refers to creations of the same request. */
export interface ReferencePlace {
  readonly holder: Holder;
  readonly key: string | number;
  readonly bulkIds: readonly string[];
  /** The key of the data itself under which it lies. */
  readonly attribute: string;
}

/** The bulkIds that a text refers to (RFC 7644 section 3.7.2). */
export function bulkIdsOf(text: string): readonly string[] {
  if (text.length > LONGEST_TEXT || !text.includes(PREFIX)) return [];
  if (text.startsWith(PREFIX)) return [text.slice(PREFIX.length)];
  return [...text.matchAll(EMBEDDED)].map(([, , bulkId = '']) => bulkId);
}

/** A text with every reference replaced by the id. */
export function textWithIds(text: string, idOf: (bulkId: string) => string): string {
  if (text.length > LONGEST_TEXT || !text.includes(PREFIX)) return text;
  if (text.startsWith(PREFIX)) return idOf(text.slice(PREFIX.length));
  return text.replace(EMBEDDED, (_, before: string, bulkId: string) => `${before}${idOf(bulkId)}`);
}

/** How a bulkId is referred to. */
export function referenceTo(bulkId: string): string {
  return PREFIX + bulkId;
}

/**
 * Finds the references in JSON data, however much it is: each yield is a step, between which others may have their turn.
 *
 * @param visit hears of every key and text
 * @throws ScimError 400 for data nested too deep
 */
export function* findReferences(
  data: unknown,
  visit: (text: string) => void,
): Generator<void, readonly ReferencePlace[], void> {
  const places: ReferencePlace[] = [];
  const waiting = [{ value: data, depth: 0, attribute: '' }];
  let looked = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_DEPTH) throw invalidSyntax(`data is nested deeper than ${MAX_DEPTH}`);
    const holder = value as Holder;
    for (const [key, inner] of Array.isArray(value) ? value.entries() : Object.entries(holder)) {
      looked += 1 + (typeof inner === 'string' ? inner.length / CHARACTERS_AS_A_VALUE : 0);
      if (looked >= VALUES_IN_A_STEP) {
        looked = 0;
        yield;
      }
      if (typeof key === 'string') visit(key);
      const attribute = depth === 0 ? String(key) : next.attribute;
      if (typeof inner === 'string') {
        visit(inner);
        const bulkIds = bulkIdsOf(inner);
        if (bulkIds.length > 0) places.push({ holder, key, bulkIds, attribute });
      } else {
        waiting.push({ value: inner, depth: depth + 1, attribute });
      }
    }
  }
  return places;
}
