import {
  type ExistingTeam,
  isIn,
  isOverdue,
  type MemberIdentity,
  type ProfilePolicy,
  type TeamCommand,
  type TeamState,
} from '#domain';
import { type Loaded, PORTION, type UnitOfWork } from '#event-store';
import { Injectable } from '@nestjs/common';
import { teams } from '../aggregates.js';
import { policyOf, type ScimCaller } from '../caller.js';
import { Claims, teamClaims } from '../claims/claims.js';
import { Members } from './team-lookup.js';

/** What a team shall be called, and who comes and goes. */
export interface TeamTarget {
  readonly displayName: string;
  readonly externalId?: string;
  /** Whether the IdP has named the external id, be it to say what it is already. */
  readonly statesExternalId: boolean;
  /** Those who are in already may be among them. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Makes a team what a PUT or a PATCH says, its names with it. */
@Injectable()
export class TeamChange {
  constructor(
    private readonly claims: Claims,
    private readonly members: Members,
  ) {}

  /** @returns the team after the change */
  async record(
    work: UnitOfWork,
    caller: ScimCaller,
    { state: team, methodId }: Loaded<ExistingTeam>,
    { displayName, externalId, statesExternalId, added, removed }: TeamTarget,
  ): Promise<Loaded<TeamState>> {
    const policy = policyOf(caller);
    const newcomers = added.filter((id) => !isIn(team, id));
    const change = {
      type: 'ChangeTeam',
      policy,
      displayName,
      ...(externalId === undefined ? {} : { externalId }),
      added: [
        ...(await this.members.find(work, caller.nodeId, newcomers)),
        ...overdueOf(team, policy, added),
      ],
      removed,
    } as const;
    const changed = await work.propose(teams, team.id, ...partsOf(change));
    const names = teamClaims(team, caller);
    await this.claims.move(
      work,
      caller.nodeId,
      team.id,
      statesExternalId ? await this.claims.claimed(work, caller, team.id, names, methodId) : names,
      teamClaims(changed.state, caller),
      () => work.record(teams, team.id, changed),
    );
    return work.load(teams, team.id);
  }
}

/** Those of some members whose memberships wait where none does now. */
function overdueOf(
  { members }: ExistingTeam,
  policy: ProfilePolicy,
  ids: readonly string[],
): readonly MemberIdentity[] {
  return ids.flatMap((userId) => {
    const membership = members.get(userId);
    return membership !== undefined && isOverdue(membership, policy)
      ? [{ userId, userName: membership.userName }]
      : [];
  });
}

type Change = TeamCommand & { readonly type: 'ChangeTeam' };

/** A change of many members in parts that come to the same one after another: each is decided in some milliseconds. */
export function partsOf(change: Change): readonly Change[] {
  const { added, removed } = change;
  if (added.length + removed.length <= PORTION) return [change];
  return [
    ...portionsOf(removed).map((some) => ({ ...change, added: [], removed: some })),
    ...portionsOf(added).map((some) => ({ ...change, added: some, removed: [] })),
  ];
}

function portionsOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / PORTION);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * PORTION, (index + 1) * PORTION),
  );
}
