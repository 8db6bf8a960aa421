/** How a service provider behaves towards the IdP. */
export type Profile = 'keeper' | 'keepabl' | 'standard';

/** What a profile decides. Deciders ask the policy, never the profile's name. */
export interface ProfilePolicy {
  /**
   * `email`: the user name is the person's e-mail address, and the two are one value;
   * `work-email`: any user name, and a work e-mail address besides; `any`: as RFC 7643 says.
   */
  readonly identity: 'email' | 'work-email' | 'any';
  /** `deprovision`: lock and unlist, so that the account can come back; `remove`: the account is gone. */
  readonly deletion: 'deprovision' | 'remove';
  /** Whether a new user must register before she is active. */
  readonly newUser: 'invited' | 'active';
  /** Whether a group's membership waits for approval, holds at once, or does not exist. */
  readonly teams: 'approval' | 'immediate' | 'none';
  /** Whether a team can be a member of a team. */
  readonly nestedTeams: boolean;
}

/** The profiles, each a row of the table in docs/profiles.md. */
export const PROFILES: Readonly<Record<Profile, ProfilePolicy>> = {
  keeper: {
    identity: 'email',
    deletion: 'deprovision',
    newUser: 'invited',
    teams: 'approval',
    nestedTeams: false,
  },
  keepabl: {
    identity: 'work-email',
    deletion: 'remove',
    newUser: 'invited',
    teams: 'none',
    nestedTeams: false,
  },
  standard: {
    identity: 'any',
    deletion: 'remove',
    newUser: 'active',
    teams: 'immediate',
    nestedTeams: true,
  },
};
