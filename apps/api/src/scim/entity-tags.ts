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

/**
 * The conditions of a write: the revisions of the resource's own stream that its tags stand for. What a version has behind
 * the revision tells of other streams, and so it is compared here, ahead of the write; the revision is at the append.
 *
 * @param versionSuffix what the resource's version has behind the revision now; asked for only where a tag is given
 */
export async function preconditionsOf(
  headers: ConditionalHeaders,
  versionSuffix: () => Promise<string>,
): Promise<Preconditions> {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  const given = [ifMatch, ifNoneMatch].some((header) => header !== undefined && !isStar(header));
  const suffix = given ? await versionSuffix() : '';
  return {
    ...(ifMatch === undefined ? {} : { ifMatch: revisionsIn(ifMatch, suffix) }),
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch: revisionsIn(ifNoneMatch, suffix) }),
  };
}

function lists(header: string, version: string): boolean {
  return isStar(header) || tagsOf(header).includes(version.replace(/^W\//, ''));
}

function revisionsIn(header: string, versionSuffix: string): Revisions {
  if (isStar(header)) return 'any';
  return tagsOf(header).flatMap((tag) => {
    const [, revision, suffix] = /^"(0|[1-9]\d*)((?:\.[\da-f]+)?)"$/.exec(tag) ?? [];
    return suffix === versionSuffix ? Number(revision) : [];
  });
}

function isStar(header: string): boolean {
  return header.trim() === '*';
}

/** The opaque tags of a list of entity tags, with their quotes. */
function tagsOf(header: string): string[] {
  return [...header.matchAll(/(?:W\/)?("[^"]*")/gi)].map(([, tag]) => tag ?? '');
}
