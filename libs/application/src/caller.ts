import type { Profile } from '#domain';
import type { CommandContext } from '#event-store';
import { PROFILES, type ProfilePolicy } from '#domain';
import type { NameScope } from './claims/claims.js';

/** An authenticated IdP: the provisioning method that its token belongs to, and the request it makes. */
export interface ScimCaller extends NameScope {
  readonly profile: Profile;
  readonly context: CommandContext & { readonly nodeId: string };
}

/** What the caller's profile decides. */
export function policyOf({ profile }: ScimCaller): ProfilePolicy {
  return PROFILES[profile];
}
