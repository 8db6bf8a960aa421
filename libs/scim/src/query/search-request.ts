import { invalidSyntax, invalidValue, ScimError } from '../errors.js';
import { isObject } from '../json.js';
import type { Tolerated } from '../tolerances.js';
import { SEARCH_REQUEST } from '../urns.js';

/** The parameters of a list by their name in lower case: they are known in any (T11). */
const PARAMETERS: ReadonlyMap<string, string> = new Map(
  [
    'attributes',
    'excludedAttributes',
    'filter',
    'sortBy',
    'sortOrder',
    'startIndex',
    'count',
    'cursor',
  ].map((name) => [name.toLowerCase(), name]),
);

/**
 * Reads a search request (RFC 7644 section 3.4.3) as the query that would ask for the same. What is unknown or null is
 * ignored.
 *
 * Errors: 400 `invalidSyntax` for a body that is no object or no search request, or that says something twice;
 * `invalidValue`, or `invalidCursor`, for a value of another type.
 */
export function readSearchRequest(body: unknown, tolerated: Tolerated): Record<string, string> {
  if (!isObject(body)) throw invalidSyntax('the body must be a search request');
  const query: Record<string, string> = {};
  for (const [key, value] of Object.entries(body)) {
    const name = PARAMETERS.get(key.toLowerCase());
    if (name === undefined) {
      if (key.toLowerCase() === 'schemas') checkSchemas(value, tolerated);
      else tolerated.count('T10', key);
      continue;
    }
    if (value === null) continue;
    if (name in query) throw invalidSyntax(`${name} is given twice`);
    if (name !== key) tolerated.count('T11');
    query[name] = textOf(name, value, tolerated);
  }
  if (body['schemas'] === undefined) tolerated.count('T9');
  return query;
}

function textOf(name: string, value: unknown, tolerated: Tolerated): string {
  const takesNumber = name === 'startIndex' || name === 'count';
  const takesNames = name === 'attributes' || name === 'excludedAttributes';
  if (typeof value === 'string') {
    if (takesNumber) tolerated.count('T2', name);
    if (takesNames) tolerated.count('T14', name);
    return value;
  }
  if (takesNumber && Number.isSafeInteger(value)) return String(value);
  if (takesNames && Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    return value.join();
  }
  if (name === 'cursor') throw new ScimError(400, 'invalidCursor', 'cursor takes a string');
  throw invalidValue(`${name} takes ${takesNumber ? 'an integer' : 'a string'}`);
}

function checkSchemas(value: unknown, tolerated: Tolerated): void {
  const schemas: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!Array.isArray(value)) tolerated.count('T14', 'schemas');
  if (!schemas.includes(SEARCH_REQUEST)) tolerated.count('T9');
}
