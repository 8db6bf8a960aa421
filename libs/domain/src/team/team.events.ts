import { defineEvent, type EventOf, type FieldDefinition } from '#kernel';

/** Which team a fact is about. */
export interface TeamIdentity {
  readonly teamId: string;
  readonly displayName: string;
  readonly externalId?: string;
}

/** Whose membership a fact is about, besides the team's. */
export interface MemberIdentity {
  readonly userId: string;
  /** As known when the membership was requested. */
  readonly userName: string;
}

/** Which team within the team a fact is about, besides the outer team's own identity. */
export interface NestedTeam {
  readonly nestedTeamId: string;
  /** As known when it was added. */
  readonly nestedTeamName: string;
}

/** Who shall be a member of a team. */
export type NewMember = MemberIdentity | NestedTeam;

/** Who approved or declined a membership; `userId` names the member who did. */
export interface Approver {
  readonly kind: 'administrator' | 'member';
  readonly userId?: string;
}

/** How far a membership is: an approved one is pending still, until the user has registered. */
export type MembershipStage = 'pending' | 'approved' | 'active';

const team = {
  teamId: { summary: 'the team' },
  displayName: { summary: 'its name, the new one where the name changes' },
  externalId: { summary: "the IdP's key for it, the new one where the key changes" },
} satisfies Record<string, FieldDefinition>;

const member = {
  userId: { summary: 'the member' },
  userName: { summary: 'her user name when the membership was requested', pii: true },
} satisfies Record<string, FieldDefinition>;

const from: FieldDefinition = {
  summary:
    'how far it was: `pending`, `approved` (pending until the user registers) or `active`; null in version 1, which did not tell',
};

/** Version 1 did not tell how far the membership was. */
const withoutStage = (data: object) => ({ ...data, from: null });

const nested = {
  nestedTeamId: { summary: 'the team within the team' },
  nestedTeamName: { summary: 'its name when it was added' },
} satisfies Record<string, FieldDefinition>;

export const teamCreated = defineEvent<TeamIdentity>()('TeamCreated', {
  version: 1,
  stream: 'team',
  summary: 'An IdP created the team from a group.',
  fields: team,
});

export const teamRenamed = defineEvent<
  TeamIdentity & { readonly from: string; readonly to: string }
>()('TeamRenamed', {
  version: 1,
  stream: 'team',
  summary: 'The team bears another name.',
  fields: { ...team, from: { summary: 'the old name' }, to: { summary: 'the new name' } },
});

export const teamExternalIdLinked = defineEvent<
  TeamIdentity & { readonly from?: string; readonly to?: string }
>()('TeamExternalIdLinked', {
  version: 1,
  stream: 'team',
  summary: "The IdP's key for the team was set, changed, or taken away (no `to`).",
  fields: { ...team, from: { summary: 'the old key' }, to: { summary: 'the new key' } },
});

export const teamMembershipRequested = defineEvent<TeamIdentity & MemberIdentity>()(
  'TeamMembershipRequested',
  {
    version: 1,
    stream: 'team',
    summary: 'The IdP put the user into the team; the membership is pending.',
    fields: { ...team, ...member },
  },
);

export const teamMembershipApproved = defineEvent<
  TeamIdentity & MemberIdentity & { readonly approvedBy: Approver }
>()('TeamMembershipApproved', {
  version: 1,
  stream: 'team',
  summary: 'The membership was approved; it is active once the user has registered.',
  fields: {
    ...team,
    ...member,
    approvedBy: { summary: 'an administrator, or which active member' },
  },
});

export const teamMembershipDeclined = defineEvent<
  TeamIdentity &
    MemberIdentity & {
      readonly declinedBy: Approver;
      readonly from: Exclude<MembershipStage, 'active'> | null;
    }
>()('TeamMembershipDeclined', {
  version: 2,
  stream: 'team',
  summary: 'The pending membership was declined and is gone, until the IdP requests it again.',
  fields: {
    ...team,
    ...member,
    declinedBy: { summary: 'an administrator, or which active member' },
    from,
  },
  upcasters: [withoutStage],
});

export const teamMembershipActivated = defineEvent<
  TeamIdentity & MemberIdentity & { readonly from: Exclude<MembershipStage, 'active'> | null }
>()('TeamMembershipActivated', {
  version: 2,
  stream: 'team',
  summary:
    'The membership is active: the user has registered and it is approved, or needs no approval.',
  fields: { ...team, ...member, from },
  upcasters: [withoutStage],
});

export const teamMembershipRemoved = defineEvent<
  TeamIdentity &
    MemberIdentity & {
      readonly reason: 'requested' | 'user-removed';
      readonly from: MembershipStage | null;
    }
>()('TeamMembershipRemoved', {
  version: 2,
  stream: 'team',
  summary: 'The user is not in the team any more.',
  fields: {
    ...team,
    ...member,
    reason: { summary: '`requested`: the IdP took her out; `user-removed`: her account is gone' },
    from,
  },
  upcasters: [withoutStage],
});

export const nestedTeamAdded = defineEvent<TeamIdentity & NestedTeam>()('NestedTeamAdded', {
  version: 1,
  stream: 'team',
  summary: 'The IdP put a team into the team.',
  fields: { ...team, ...nested },
});

export const nestedTeamRemoved = defineEvent<
  TeamIdentity & NestedTeam & { readonly reason: 'requested' | 'team-deleted' }
>()('NestedTeamRemoved', {
  version: 1,
  stream: 'team',
  summary: 'A team is not in the team any more.',
  fields: {
    ...team,
    ...nested,
    reason: { summary: '`requested`: the IdP took it out; `team-deleted`: it is gone' },
  },
});

export const teamDeleted = defineEvent<TeamIdentity>()('TeamDeleted', {
  version: 1,
  stream: 'team',
  summary: 'The team is gone, and its memberships with it; its name is free.',
  fields: team,
});

/** Every event of a `team-<id>` stream. */
export const teamEvents = {
  teamCreated,
  teamRenamed,
  teamExternalIdLinked,
  teamMembershipRequested,
  teamMembershipApproved,
  teamMembershipDeclined,
  teamMembershipActivated,
  teamMembershipRemoved,
  nestedTeamAdded,
  nestedTeamRemoved,
  teamDeleted,
} as const;

export type TeamEvent = EventOf<(typeof teamEvents)[keyof typeof teamEvents]>;
