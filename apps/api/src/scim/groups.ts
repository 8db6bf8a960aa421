import { PROFILES } from '#domain';
import { refuse, RefusedError } from '#kernel';
import { type AttributeSelection, ROLLBOOK_GROUP, wants } from '#scim';
import type { ScimContext } from './scim-request.js';

/** @throws RefusedError where the profile knows no groups */
export function requireGroups({ access }: ScimContext): void {
  if (PROFILES[access.profile].teams === 'none') {
    throw new RefusedError(refuse('teams-not-supported', 'there are no groups here'));
  }
}

/**
 * Whether an answer about groups shows members, which are read only then. Who leaves them out does not want the list of
 * the pending ones either, unless she asks for it.
 */
export function wantsMembers(selection: AttributeSelection | undefined): boolean {
  const wantsPending = selection?.kind === 'only' && wants(selection, ROLLBOOK_GROUP);
  return wants(selection, 'members') || wantsPending;
}
