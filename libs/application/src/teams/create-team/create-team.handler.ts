import type { TeamState } from '#domain';
import { CommandExecutor, type Loaded, PORTION, type Receipt } from '#event-store';
import type { Ids } from '#kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { teams } from '../../aggregates.js';
import { policyOf } from '../../caller.js';
import { Claims, teamClaims } from '../../claims/claims.js';
import { IDS } from '../../tokens.js';
import { partsOf } from '../team-change.js';
import { Members } from '../team-lookup.js';
import { CreateTeam } from './create-team.command.js';

@CommandHandler(CreateTeam)
export class CreateTeamHandler implements ICommandHandler<CreateTeam> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly claims: Claims,
    private readonly members: Members,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  execute({ caller, input }: CreateTeam): Promise<Receipt<Loaded<TeamState>>> {
    const policy = policyOf(caller);
    const teamId = this.ids.next();
    return this.executor.run(caller.context, async (work) => {
      work.begin(teams, teamId);
      const members = await this.members.find(work, caller.nodeId, input.members ?? []);
      const [first, others] = [members.slice(0, PORTION), members.slice(PORTION)];
      const created = await work.propose(
        teams,
        teamId,
        { ...input, type: 'CreateTeam', teamId, policy, members: first },
        ...(others.length === 0
          ? []
          : partsOf({ ...input, type: 'ChangeTeam', policy, added: others, removed: [] })),
      );
      await this.claims.move(
        work,
        caller.nodeId,
        teamId,
        [],
        teamClaims(created.state, caller),
        () => work.record(teams, teamId, created),
      );
      return work.load(teams, teamId);
    });
  }
}
