import { invalidValue, ScimError, type ScimType } from '../errors.js';

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

/** In which order a list is sorted: what has no value comes last in ascending order, and first in descending order. */
export type SortOrder = 'ascending' | 'descending';

/** By which attribute a list is to be sorted, as it was named. */
export interface SortRequest {
  readonly by: string;
  readonly order: SortOrder;
}

const INTEGER = /^[+-]?\d+$/;

/**
 * Reads the parameters of a list, from a query or from a search request. Errors: 400 `invalidValue` for a number that
 * is none, an unknown order and a repeated parameter; `invalidCount` for such a count of a page by cursor.
 */
export function readListQuery(query: Readonly<Record<string, unknown>>): ListQuery {
  const filter = readParameter(query, 'filter');
  const cursor = readParameter(query, 'cursor');
  const count = readInteger(query, 'count', cursor === undefined ? 'invalidValue' : 'invalidCount');
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
  const given = readParameter(query, 'sortOrder')?.trim().toLowerCase() ?? '';
  const order = given === '' ? 'ascending' : given;
  if (order !== 'ascending' && order !== 'descending') {
    throw invalidValue('sortOrder must be ascending or descending');
  }
  return by === '' ? undefined : { by, order };
}

function readInteger(
  query: Readonly<Record<string, unknown>>,
  name: string,
  otherwise: ScimType = 'invalidValue',
): number | undefined {
  const text = readParameter(query, name)?.trim();
  if (text === undefined || text === '') return undefined;
  if (!INTEGER.test(text)) throw new ScimError(400, otherwise, `${name} must be an integer`);
  const limit = Number.MAX_SAFE_INTEGER;
  return Math.min(limit, Math.max(-limit, Number(text)));
}
