import type { AdminClient, Idp, Profile, ScimClient } from '#testing';
import type { Step } from '../step.js';

/** What a scene is played on: a node with an active provisioning method. */
export interface Stage {
  readonly admin: AdminClient;
  readonly scim: ScimClient;
}

/** A node, who provisions it, and what happens there. */
export interface Scene {
  readonly node: string;
  readonly idp: Idp;
  readonly idpName: string;
  readonly profile: Profile;
  readonly play: (stage: Stage) => readonly Step[];
}
