import type { TeamState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt } from '#event-store';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireMatch } from '../../preconditions.js';
import { TeamChange } from '../team-change.js';
import { loadTeam, Members } from '../team-lookup.js';
import { ReplaceTeam } from './replace-team.command.js';

@CommandHandler(ReplaceTeam)
export class ReplaceTeamHandler implements ICommandHandler<ReplaceTeam> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly teamChange: TeamChange,
    private readonly members: Members,
  ) {}

  execute({ caller, teamId, input, conditions }: ReplaceTeam): Promise<Receipt<Loaded<TeamState>>> {
    const { members, ...names } = input;
    return this.executor.run(
      caller.context,
      async (work) => {
        const loaded = await loadTeam(work, caller.nodeId, teamId);
        requireMatch(loaded, conditions);
        // RFC 7644 section 3.5.1 leaves it open what a PUT without members means; silence must not empty a team.
        const shown =
          members === undefined ? [] : await this.members.shown(caller.nodeId, loaded.state);
        const wanted = new Set(members);
        const removed = shown.filter((id) => !wanted.has(id));
        const target = { ...names, statesExternalId: true, added: [...wanted], removed };
        return this.teamChange.record(work, caller, loaded, target);
      },
      `team-${teamId}`,
    );
  }
}
