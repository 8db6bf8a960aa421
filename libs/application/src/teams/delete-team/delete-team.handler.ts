import { CommandExecutor, type Receipt } from '#event-store';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { teams } from '../../aggregates.js';
import { Claims, teamClaims } from '../../claims/claims.js';
import { requireMatch } from '../../preconditions.js';
import { loadTeam } from '../team-lookup.js';
import { DeleteTeam } from './delete-team.command.js';

@CommandHandler(DeleteTeam)
export class DeleteTeamHandler implements ICommandHandler<DeleteTeam> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly claims: Claims,
  ) {}

  execute({ caller, teamId, conditions }: DeleteTeam): Promise<Receipt<void>> {
    return this.executor.run(
      caller.context,
      async (work) => {
        const loaded = await loadTeam(work, caller.nodeId, teamId);
        requireMatch(loaded, conditions);
        await this.claims.move(
          work,
          caller.nodeId,
          teamId,
          teamClaims(loaded.state, caller),
          [],
          () => work.decide(teams, teamId, { type: 'DeleteTeam' }),
        );
      },
      `team-${teamId}`,
    );
  }
}
