import type { ExistingTeam, TeamState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt } from '#event-store';
import { applyPatch, GROUP, groupInputOf, type JsonObject, resolveReferences } from '#scim';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireMatch } from '../../preconditions.js';
import { TeamChange } from '../team-change.js';
import { loadTeam, Members } from '../team-lookup.js';
import { PatchTeam } from './patch-team.command.js';

@CommandHandler(PatchTeam)
export class PatchTeamHandler implements ICommandHandler<PatchTeam> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly teamChange: TeamChange,
    private readonly members: Members,
  ) {}

  execute({ caller, teamId, patch, conditions }: PatchTeam): Promise<Receipt<Loaded<TeamState>>> {
    return this.executor.run(
      caller.context,
      async (work) => {
        const loaded = await loadTeam(work, caller.nodeId, teamId);
        requireMatch(loaded, conditions);
        const { resource, references } = applyPatch(patch, writable(loaded.state), GROUP);
        const present = loaded.state.members;
        // Only a change that is about all members looks at them all.
        const shown = references.some(({ kind }) => kind === 'replace' || kind === 'removeWhere')
          ? await this.members.shown(caller.nodeId, loaded.state)
          : [];
        const members = resolveReferences(references, {
          has: (userId) => present.has(userId),
          values: () => shown,
        });
        const target = { ...groupInputOf(resource), ...members };
        return this.teamChange.record(work, caller, loaded.state, target);
      },
      // Writers of one team wait for each other here, so that they need not conflict at the append.
      `team-${teamId}`,
    );
  }
}

/** What a PATCH may touch besides the members, which are never brought together to be written back. */
function writable({ displayName, externalId }: ExistingTeam): JsonObject {
  return externalId === undefined ? { displayName } : { displayName, externalId };
}
