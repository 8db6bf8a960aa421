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

/** Whether members are to be read, which costs as much as a group is large. */
export function wantsMembers(selection: AttributeSelection | undefined): boolean {
  return wants(selection, 'members') || wants(selection, ROLLBOOK_GROUP);
}
