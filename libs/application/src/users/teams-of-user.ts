import type { MemberIdentity } from '#domain';
import { inTurns, type UnitOfWork } from '#event-store';
import { invalidValue } from '#scim';
import { Injectable } from '@nestjs/common';
import { teams } from '../aggregates.js';
import { policyOf, type ScimCaller } from '../caller.js';

/** Each is read from the log, unless it is remembered. */
const TEAMS_IN_A_TURN = 100;

/** Memberships that are asked for from the user's side, as Keeper's clients do. */
@Injectable()
export class TeamsOfUser {
  /**
   * Records what a user's new groups mean for each team.
   *
   * @throws ScimError `invalidValue` for a group that is not one of the caller's node
   */
  async change(
    work: UnitOfWork,
    caller: ScimCaller,
    member: MemberIdentity,
    added: readonly string[],
    removed: readonly string[],
  ): Promise<void> {
    const coming = new Set(added);
    const going = new Set(removed);
    for await (const some of inTurns(new Set([...added, ...removed]), TEAMS_IN_A_TURN)) {
      for (const teamId of some) {
        const { state, nodeId } = await work.load(teams, teamId);
        if (state.status !== 'present' || nodeId !== caller.nodeId) {
          throw invalidValue(`groups: there is no group ${teamId}`);
        }
        await work.decide(teams, teamId, {
          type: 'ChangeTeam',
          policy: policyOf(caller),
          displayName: state.displayName,
          ...(state.externalId === undefined ? {} : { externalId: state.externalId }),
          added: coming.has(teamId) ? [member] : [],
          removed: going.has(teamId) ? [member.userId] : [],
        });
      }
    }
  }
}
