import type { Preconditions, Revisions } from '#application';

/** The conditional headers of a request, as they came. */
export interface ConditionalHeaders {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}

/** What a request's conditions (RFC 9110 section 13) mean for the version that a resource has. */
export type Outcome = 'met' | 'failed' | 'not-modified';

/**
 * Judges the conditions of a read. If-Match goes first (RFC 9110 section 13.2.2). Tags are compared weakly, as weak
 * ones are all that SCIM has (RFC 7644 section 3.14). What is no entity tag matches nothing.
 */
export function judgeRead(headers: ConditionalHeaders, version: string): Outcome {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch !== undefined && !lists(ifMatch, version)) return 'failed';
  return ifNoneMatch !== undefined && lists(ifNoneMatch, version) ? 'not-modified' : 'met';
}

/** The conditions of a write, as revisions of the resource's own stream. */
export function preconditionsOf(headers: ConditionalHeaders): Preconditions {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  return {
    ...(ifMatch === undefined ? {} : { ifMatch: revisionsIn(ifMatch) }),
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch: revisionsIn(ifNoneMatch) }),
  };
}

function lists(header: string, version: string): boolean {
  return header.trim() === '*' || tagsOf(header).includes(version.replace(/^W\//, ''));
}

function revisionsIn(header: string): Revisions {
  if (header.trim() === '*') return 'any';
  // What stands behind the revision tells of other aggregates; a write of this one can't lose any of it.
  return tagsOf(header).map((tag) => Number(/^"(\d+)(?:\.[\da-f]+)?"$/.exec(tag)?.[1] ?? NaN));
}

/** The opaque tags of a list of entity tags, with their quotes. */
function tagsOf(header: string): string[] {
  return [...header.matchAll(/(?:W\/)?("[^"]*")/gi)].map(([, tag]) => tag ?? '');
}
