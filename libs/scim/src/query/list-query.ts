import { invalidValue } from '../errors.js';

/** What a list is asked for (RFC 7644 section 3.4.2, RFC 9865). */
export interface ListQuery {
  /** From 1. */
  readonly startIndex: number;
  /** Never negative; undefined when the client leaves it to the server. */
  readonly count: number | undefined;
  /** As it was sent: an empty one is not the same as none. */
  readonly filter?: string;
  readonly sort?: SortRequest;
  /** Present when the client pages by cursor; empty for the first page. `startIndex` then says nothing. */
  readonly cursor?: string;
}

/** By which attribute a list is to be sorted, as it was named. */
export interface SortRequest {
  readonly by: string;
  readonly descending: boolean;
}

const INTEGER = /^[+-]?\d+$/;

/**
 * Reads the parameters of a list, from a query or from a search request. Errors: 400 `invalidValue` for a number that
 * is none, an unknown order and a repeated parameter.
 */
export function readListQuery(query: Readonly<Record<string, unknown>>): ListQuery {
  const count = readInteger(query, 'count');
  const filter = readParameter(query, 'filter');
  const cursor = readParameter(query, 'cursor');
  const sort = readSort(query);
  return {
    startIndex: Math.max(1, readInteger(query, 'startIndex') ?? 1),
    count: count === undefined ? undefined : Math.max(0, count),
    ...(filter !== undefined && { filter }),
    ...(sort !== undefined && { sort }),
    ...(cursor !== undefined && { cursor: cursor.trim() }),
  };
}

/** The text of a query parameter. One given twice is refused: to follow either could return what was not asked for. */
export function readParameter(
  query: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalidValue(`${name} must be given once`);
}

function readSort(query: Readonly<Record<string, unknown>>): SortRequest | undefined {
  const by = readParameter(query, 'sortBy')?.trim() ?? '';
  const order = readParameter(query, 'sortOrder')?.trim().toLowerCase() ?? '';
  if (order !== '' && order !== 'ascending' && order !== 'descending') {
    throw invalidValue('sortOrder must be ascending or descending');
  }
  return by === '' ? undefined : { by, descending: order === 'descending' };
}

function readInteger(query: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const text = readParameter(query, name)?.trim();
  if (text === undefined || text === '') return undefined;
  if (!INTEGER.test(text)) throw invalidValue(`${name} must be an integer`);
  const limit = Number.MAX_SAFE_INTEGER;
  return Math.min(limit, Math.max(-limit, Number(text)));
}
