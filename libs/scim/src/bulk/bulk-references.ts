import { invalidSyntax } from '../errors.js';
import { isObject } from '../json.js';

const PREFIX = 'bulkId:';

/** Within a longer text: a literal of a PATCH path's filter, or the last segment of an address. */
const EMBEDDED = /(["/])bulkId:([^"/]+)(?=$|["/])/g;

/** Deeper than any attribute lies, and well within what a recursion takes. */
const MAX_DEPTH = 100;

/** The bulkIds that a JSON value refers to anywhere (RFC 7644 section 3.7.2). Errors: 400 for a value too deep. */
export function bulkIdsIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  visit(value, found, 0);
  return found;
}

/** A copy of the value with every reference replaced by the id. */
export function withIds(value: unknown, idOf: (bulkId: string) => string): unknown {
  if (typeof value === 'string') return textWithIds(value, idOf);
  if (Array.isArray(value)) return value.map((element: unknown) => withIds(element, idOf));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withIds(inner, idOf)]),
  );
}

/** A text with every reference replaced by the id. */
export function textWithIds(text: string, idOf: (bulkId: string) => string): string {
  if (!text.includes(PREFIX)) return text;
  if (text.startsWith(PREFIX)) return idOf(text.slice(PREFIX.length));
  return text.replace(EMBEDDED, (_, before: string, bulkId: string) => `${before}${idOf(bulkId)}`);
}

/** How a bulkId is referred to. */
export function referenceTo(bulkId: string): string {
  return PREFIX + bulkId;
}

function visit(value: unknown, found: Set<string>, depth: number): void {
  if (typeof value === 'string') {
    textWithIds(value, (bulkId) => {
      found.add(bulkId);
      return '';
    });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_DEPTH) throw invalidSyntax(`data is nested deeper than ${MAX_DEPTH}`);
  for (const inner of Object.values(value)) visit(inner, found, depth + 1);
}
