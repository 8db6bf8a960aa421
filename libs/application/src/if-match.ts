import type { Loaded } from '#event-store';
import { refuse, RefusedError } from '#kernel';

/** The revisions that an If-Match header accepts; `any` for `*`. Absent without the header. */
export type IfMatch = 'any' | readonly number[];

/**
 * Refuses when the aggregate is not at an accepted revision. It is checked where the facts are decided, and they are
 * appended at that very revision: no other write can come between (RFC 7644 section 3.14).
 */
export function requireMatch({ revision }: Loaded<unknown>, ifMatch: IfMatch | undefined): void {
  if (ifMatch === undefined || ifMatch === 'any') return;
  if (!ifMatch.some((accepted) => accepted === revision)) {
    throw new RefusedError(
      refuse('revision-mismatch', 'the resource has another version than If-Match asks for'),
    );
  }
}
