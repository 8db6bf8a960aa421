import { teamResource, teamText } from '#application';
import type { ExistingTeam, TeamEvent } from '#domain';
import { foldCase, unreachable } from '#kernel';
import { GROUP } from '#scim';
import { MembershipRow, NestedTeamRow, TeamRow } from '../entities/index.js';
import { countListed } from '../lists/listed-counts.js';
import type { ProjectedEvent } from '../projection.js';
import type { Rows } from '../rows.js';
import { FoldedRow, searchText } from './folded-row.js';

type MembershipEventType = TeamEvent['type'] & `TeamMembership${string}`;
type NestingEventType = TeamEvent['type'] & `NestedTeam${string}`;

/** Folds an event about a team into its row, which holds everything but the members. */
export function applyTeamEvent(
  event: ProjectedEvent & { type: TeamEvent['type'] },
  rows: Rows,
): void {
  const { teamId: id, displayName, externalId } = event.data;
  const before = rows.get(TeamRow, id);
  if (event.type === 'TeamDeleted') {
    if (before !== undefined) countListed(rows, 'Group', before.nodeId, before.ordinal, -1);
    rows.delete(TeamRow, id);
    rows.deleteWhere(MembershipRow, 'teamId', id);
    rows.deleteWhere(NestedTeamRow, 'teamId', id);
    return;
  }
  const team = externalId === undefined ? { id, displayName } : { id, displayName, externalId };
  const row = new FoldedTeamRow(team, before, event);
  rows.put(TeamRow, row);
  if (before === undefined) countListed(rows, 'Group', row.nodeId, row.ordinal, 1);
}

class FoldedTeamRow extends FoldedRow implements TeamRow {
  readonly id: string;
  readonly displayName: string;
  readonly displayNameKey: string;
  readonly externalId: string | null;

  constructor(
    private readonly team: Pick<ExistingTeam, 'id' | 'displayName' | 'externalId'>,
    before: TeamRow | undefined,
    event: ProjectedEvent,
  ) {
    super(before, event);
    this.id = team.id;
    this.displayName = team.displayName;
    this.displayNameKey = foldCase(team.displayName);
    this.externalId = team.externalId ?? null;
  }

  protected make() {
    return {
      document: teamText(this.team, this),
      search: searchText(GROUP, teamResource(this.team), this),
    };
  }
}

/** Folds an event about one member into her membership's row. */
export function applyMembershipEvent(
  event: ProjectedEvent & { type: MembershipEventType },
  rows: Rows,
): void {
  const { teamId, userId } = event.data;
  switch (event.type) {
    case 'TeamMembershipRequested':
      rows.put(MembershipRow, {
        teamId,
        userId,
        ordinal: event.position,
        approved: 0,
        active: 0,
        requestedAt: event.metadata.occurredAt,
      });
      return;
    case 'TeamMembershipApproved':
      change(rows, teamId, userId, { approved: 1 });
      return;
    case 'TeamMembershipActivated':
      change(rows, teamId, userId, { active: 1 });
      return;
    case 'TeamMembershipDeclined':
    case 'TeamMembershipRemoved':
      rows.delete(MembershipRow, teamId, userId);
      return;
    default:
      unreachable(event);
  }
}

/** Folds an event about a team within the team into a row. */
export function applyNestingEvent(
  { type, data, position }: ProjectedEvent & { type: NestingEventType },
  rows: Rows,
): void {
  const { teamId, nestedTeamId } = data;
  if (type === 'NestedTeamAdded') {
    rows.put(NestedTeamRow, { teamId, nestedTeamId, ordinal: position });
  } else {
    rows.delete(NestedTeamRow, teamId, nestedTeamId);
  }
}

function change(rows: Rows, teamId: string, userId: string, values: Partial<MembershipRow>): void {
  const row = rows.get(MembershipRow, teamId, userId);
  if (row === undefined) throw new Error(`user ${userId} is not in team ${teamId}`);
  rows.put(MembershipRow, { ...row, ...values });
}
