import { unreachable } from '#kernel';
import { Map as PersistentMap } from 'immutable';
import type { TeamEvent, TeamIdentity } from './team.events.js';

/** A user's place in a team. */
export interface Membership {
  readonly userName: string;
  readonly approved: boolean;
  readonly active: boolean;
  /** ISO 8601. */
  readonly requestedAt: string;
}

/** A team that exists or existed. */
export interface ExistingTeam {
  readonly status: 'present' | 'deleted';
  readonly id: string;
  readonly displayName: string;
  readonly externalId?: string;
  /** By user id. Persistent: one more member costs the same in a team of one and in one of a hundred thousand. */
  readonly members: PersistentMap<string, Membership>;
  /** The teams within it, by id: what each was called when it was added. A team may be in a circle, or in itself. */
  readonly nested: PersistentMap<string, string>;
}

export type TeamState = { readonly status: 'absent' } | ExistingTeam;

/** The team as facts name it. */
export function teamIdentityOf({ id, displayName, externalId }: ExistingTeam): TeamIdentity {
  return teamNamed(id, displayName, externalId);
}

/** Whether a user or a team is in the team. */
export function isIn(team: ExistingTeam, id: string): boolean {
  return team.members.has(id) || team.nested.has(id);
}

/** Names a team; an absent external id is absent. */
export function teamNamed(teamId: string, displayName: string, externalId?: string): TeamIdentity {
  return externalId === undefined ? { teamId, displayName } : { teamId, displayName, externalId };
}

/** The team with other names. */
export function withNames(
  team: ExistingTeam,
  displayName: string,
  externalId?: string,
): ExistingTeam {
  const { externalId: _, ...rest } = team;
  return externalId === undefined ? { ...rest, displayName } : { ...rest, displayName, externalId };
}

/** The team after one more fact. */
export function evolveTeam(state: TeamState, event: TeamEvent, occurredAt: string): TeamState {
  const { data } = event;
  if (event.type === 'TeamCreated') {
    const { teamId: id, displayName, externalId } = event.data;
    return withNames(
      { status: 'present', id, displayName, members: PersistentMap(), nested: PersistentMap() },
      displayName,
      externalId,
    );
  }
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'TeamRenamed':
    case 'TeamExternalIdLinked':
      return withNames(state, data.displayName, data.externalId);
    case 'TeamMembershipRequested': {
      const { userId, userName } = event.data;
      const requested = { userName, approved: false, active: false, requestedAt: occurredAt };
      return withMember(state, userId, requested);
    }
    case 'TeamMembershipApproved':
      return updated(state, event.data.userId, { approved: true });
    case 'TeamMembershipActivated':
      return updated(state, event.data.userId, { active: true });
    case 'TeamMembershipDeclined':
    case 'TeamMembershipRemoved':
      return { ...state, members: state.members.delete(event.data.userId) };
    case 'NestedTeamAdded': {
      const { nestedTeamId, nestedTeamName } = event.data;
      return { ...state, nested: state.nested.set(nestedTeamId, nestedTeamName) };
    }
    case 'NestedTeamRemoved':
      return { ...state, nested: state.nested.delete(event.data.nestedTeamId) };
    case 'TeamDeleted':
      return { ...state, status: 'deleted', members: PersistentMap(), nested: PersistentMap() };
    default:
      return unreachable(event);
  }
}

function withMember(team: ExistingTeam, userId: string, membership: Membership): ExistingTeam {
  return { ...team, members: team.members.set(userId, membership) };
}

function updated(team: ExistingTeam, userId: string, change: Partial<Membership>): ExistingTeam {
  const membership = team.members.get(userId);
  return membership === undefined ? team : withMember(team, userId, { ...membership, ...change });
}
