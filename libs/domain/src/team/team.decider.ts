import { type Decider, type Decision, type Refusal, refuse, unreachable } from '#kernel';
import type { ProfilePolicy } from '../profile/profile.js';
import {
  type Approver,
  type NestedTeam,
  nestedTeamAdded,
  nestedTeamRemoved,
  type NewMember,
  teamCreated,
  teamDeleted,
  type TeamEvent,
  teamExternalIdLinked,
  type TeamIdentity,
  teamMembershipActivated,
  teamMembershipApproved,
  teamMembershipDeclined,
  teamMembershipRemoved,
  teamMembershipRequested,
  teamRenamed,
} from './team.events.js';
import {
  evolveTeam,
  type ExistingTeam,
  isIn,
  type Membership,
  teamIdentityOf,
  teamNamed,
  type TeamState,
  withNames,
} from './team.state.js';

export type TeamCommand =
  | {
      readonly type: 'CreateTeam';
      readonly teamId: string;
      readonly policy: ProfilePolicy;
      readonly displayName: string;
      readonly externalId?: string;
      readonly members: readonly NewMember[];
    }
  /** Makes the names what is given, and adds and removes members; nobody is in both lists. */
  | {
      readonly type: 'ChangeTeam';
      readonly policy: ProfilePolicy;
      readonly displayName: string;
      readonly externalId?: string;
      readonly added: readonly NewMember[];
      readonly removed: readonly string[];
    }
  | {
      readonly type: 'ApproveMembership' | 'DeclineMembership';
      readonly userId: string;
      readonly by: Approver;
    }
  /** The user has registered: what waited for that holds. */
  | { readonly type: 'ActivateMembership'; readonly userId: string }
  /** The user's account is gone. */
  | { readonly type: 'DropMembership'; readonly userId: string }
  /** The team within the team is gone. */
  | { readonly type: 'DropNestedTeam'; readonly nestedTeamId: string }
  | { readonly type: 'DeleteTeam' };

/**
 * Team
 * - a name is claimed before a team bears it (claim stream); the team only records it
 * - a membership change is a fact about one member; nobody's membership is written back
 * - adding who is in and removing who is not gives no event, but that a membership which waits from when the node had
 *   another profile becomes active where none waits now
 * - where memberships wait for approval, they are pending until approved and the user has registered,
 *   whichever comes first; elsewhere they are active at once
 * - an administrator approves or declines, or an active member of this team
 * - only a pending membership is declined
 * - a team within a team needs no approval; circles are allowed, and who is in which team is never followed here
 * - a deleted team is not found
 */
export const teamDecider: Decider<TeamState, TeamCommand, TeamEvent> = {
  initial: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'CreateTeam') return create(command, state);
    if (state.status !== 'present') return refuse('team-not-found', 'no such group');
    switch (command.type) {
      case 'ChangeTeam':
        return change(command, state);
      case 'ApproveMembership':
        return approve(command, state);
      case 'DeclineMembership':
        return decline(command, state);
      case 'ActivateMembership': {
        const membership = state.members.get(command.userId);
        return membership?.approved === true && !membership.active
          ? [
              teamMembershipActivated({
                ...about(state, command.userId, membership),
                from: 'approved',
              }),
            ]
          : [];
      }
      case 'DropMembership':
        return remove(state, [command.userId], 'user-removed');
      case 'DropNestedTeam':
        return unnest(state, [command.nestedTeamId], 'team-deleted');
      case 'DeleteTeam':
        return [teamDeleted(teamIdentityOf(state))];
      default:
        return unreachable(command);
    }
  },
  evolve: evolveTeam,
};

interface Answer {
  readonly userId: string;
  readonly by: Approver;
}

function create(
  { teamId, policy, displayName, externalId, members }: TeamCommand & { type: 'CreateTeam' },
  state: TeamState,
): Decision<TeamEvent> {
  if (policy.teams === 'none') return refuse('teams-not-supported', 'there are no groups here');
  if (state.status !== 'absent') return refuse('team-name-taken', 'displayName is taken');
  if (!policy.nestedTeams && members.some(isTeam)) return nestedTeamsRefused();
  const team = teamNamed(teamId, displayName, externalId);
  return [teamCreated(team), ...members.flatMap((member) => admit(team, member, policy))];
}

function change(
  { policy, displayName, externalId, added, removed }: TeamCommand & { type: 'ChangeTeam' },
  state: ExistingTeam,
): Decision<TeamEvent> {
  if (!policy.nestedTeams && added.some(isTeam)) return nestedTeamsRefused();
  const team = teamNamed(state.id, displayName, externalId);
  const events: TeamEvent[] = [];
  if (displayName !== state.displayName) {
    events.push(teamRenamed({ ...team, from: state.displayName, to: displayName }));
  }
  if (externalId !== state.externalId) {
    events.push(
      teamExternalIdLinked({
        ...team,
        ...(state.externalId === undefined ? {} : { from: state.externalId }),
        ...(externalId === undefined ? {} : { to: externalId }),
      }),
    );
  }
  const named = withNames(state, displayName, externalId);
  events.push(...remove(named, removed, 'requested'), ...unnest(named, removed, 'requested'));
  for (const member of added) {
    const id = isTeam(member) ? member.nestedTeamId : member.userId;
    const membership = state.members.get(id);
    if (!isIn(state, id)) events.push(...admit(team, member, policy));
    else if (membership !== undefined && isOverdue(membership, policy)) {
      const from = waitingStage(membership);
      events.push(teamMembershipActivated({ ...about(named, id, membership), from }));
    }
  }
  return events;
}

function isTeam(member: NewMember): member is NestedTeam {
  return 'nestedTeamId' in member;
}

function nestedTeamsRefused(): Refusal {
  return refuse('nested-teams-not-supported', 'members: a group cannot be a member here');
}

function admit(team: TeamIdentity, member: NewMember, policy: ProfilePolicy): TeamEvent[] {
  if (isTeam(member)) return [nestedTeamAdded({ ...team, ...member })];
  const membership = { ...team, ...member };
  const requested = teamMembershipRequested(membership);
  return policy.teams === 'immediate'
    ? [requested, teamMembershipActivated({ ...membership, from: 'pending' })]
    : [requested];
}

function remove(
  team: ExistingTeam,
  userIds: readonly string[],
  reason: 'requested' | 'user-removed',
): TeamEvent[] {
  return userIds.flatMap((userId) => {
    const membership = team.members.get(userId);
    return membership === undefined
      ? []
      : [
          teamMembershipRemoved({
            ...about(team, userId, membership),
            reason,
            from: membership.active ? 'active' : waitingStage(membership),
          }),
        ];
  });
}

function unnest(
  team: ExistingTeam,
  ids: readonly string[],
  reason: 'requested' | 'team-deleted',
): TeamEvent[] {
  return ids.flatMap((nestedTeamId) => {
    const nestedTeamName = team.nested.get(nestedTeamId);
    return nestedTeamName === undefined
      ? []
      : [nestedTeamRemoved({ ...teamIdentityOf(team), nestedTeamId, nestedTeamName, reason })];
  });
}

function approve({ userId, by }: Answer, team: ExistingTeam): Decision<TeamEvent> {
  const membership = answerable(userId, by, team);
  if ('refused' in membership) return membership;
  return membership.approved || membership.active
    ? []
    : [teamMembershipApproved({ ...about(team, userId, membership), approvedBy: by })];
}

function decline({ userId, by }: Answer, team: ExistingTeam): Decision<TeamEvent> {
  const membership = answerable(userId, by, team);
  if ('refused' in membership) return membership;
  return membership.active
    ? refuse('membership-not-pending', 'the membership is active already')
    : [
        teamMembershipDeclined({
          ...about(team, userId, membership),
          declinedBy: by,
          from: waitingStage(membership),
        }),
      ];
}

function answerable(userId: string, by: Approver, team: ExistingTeam): Membership | Refusal {
  if (by.kind === 'member' && !(by.userId !== undefined && team.members.get(by.userId)?.active)) {
    return refuse('approver-not-an-active-member', 'only an active member of the team may do this');
  }
  return team.members.get(userId) ?? refuse('membership-not-found', 'the user is not in this team');
}

/** Whether a membership waits where memberships do not, from when the node had another profile. */
export function isOverdue({ active }: Membership, { teams }: ProfilePolicy): boolean {
  return teams === 'immediate' && !active;
}

/** How far a membership is that is not active. */
function waitingStage({ approved }: Membership): 'pending' | 'approved' {
  return approved ? 'approved' : 'pending';
}

function about(team: ExistingTeam, userId: string, { userName }: Membership) {
  return { ...teamIdentityOf(team), userId, userName };
}
