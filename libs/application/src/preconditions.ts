import type { Loaded } from '#event-store';
import { refuse, RefusedError } from '#kernel';

/** The revisions that a condition names; `any` for `*`. */
export type Revisions = 'any' | readonly number[];

/** What must be true of a resource for a write to be carried out (RFC 9110 section 13.1). */
export interface Preconditions {
  readonly ifMatch?: Revisions;
  readonly ifNoneMatch?: Revisions;
}

/**
 * Refuses when the aggregate is not at a revision that the conditions accept. It is checked where the facts are decided,
 * and they are appended at that very revision: no other write can come between (RFC 7644 section 3.14).
 *
 * @throws RefusedError `revision-mismatch`
 */
export function requireMatch(
  { revision }: Loaded<unknown>,
  { ifMatch, ifNoneMatch }: Preconditions = {},
): void {
  const names = (revisions: Revisions) =>
    revisions === 'any' || revisions.some((accepted) => accepted === revision);
  if (ifMatch !== undefined && !names(ifMatch)) {
    throw new RefusedError(
      refuse('revision-mismatch', 'the resource has another version than If-Match asks for'),
    );
  }
  if (ifNoneMatch !== undefined && names(ifNoneMatch)) {
    throw new RefusedError(
      refuse('revision-mismatch', 'the resource has a version that If-None-Match excludes'),
    );
  }
}
