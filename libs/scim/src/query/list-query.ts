/** What a list is asked for (RFC 7644 section 3.4.2). Sorting is not supported, and so ignored as the RFC says. */
export interface ListQuery {
  /** From 1. */
  readonly startIndex: number;
  /** Never negative; undefined when the client leaves it to the server. */
  readonly count: number | undefined;
  readonly filter?: string;
}

/** Reads the query parameters of a list. */
export function readListQuery(_query: Readonly<Record<string, unknown>>): ListQuery {
  throw new Error('to come');
}
