import { type ExistingTeam, isIn, type TeamState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt, type UnitOfWork } from '#event-store';
import {
  applyPatch,
  GROUP,
  groupInputOf,
  type JsonObject,
  type ReferenceChanges,
  resolveReferences,
} from '#scim';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ScimCaller } from '../../caller.js';
import { requireMatch } from '../../preconditions.js';
import { statesExternalId } from '../../stated.js';
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
        const members = await this.memberChanges(work, caller, loaded.state, references);
        const stated = { statesExternalId: statesExternalId(patch) };
        const target = { ...groupInputOf(resource), ...stated, ...members };
        return this.teamChange.record(work, caller, loaded, target);
      },
      // Writers of one team wait for each other here, so that they need not conflict at the append.
      `team-${teamId}`,
    );
  }

  private async memberChanges(
    work: UnitOfWork,
    { nodeId }: ScimCaller,
    team: ExistingTeam,
    references: ReferenceChanges,
  ) {
    const isFiltered = references.some(({ kind }) => kind === 'removeWhere');
    // Only a change that is about all members looks at them all.
    const shown =
      isFiltered || references.some(({ kind }) => kind === 'replace')
        ? await this.members.shown(nodeId, team)
        : [];
    // Only a filter asks what somebody is; it may be about those whom the same PATCH brings in.
    const coming = isFiltered ? broughtIn(references).filter((id) => !isIn(team, id)) : [];
    const found = await this.members.find(work, nodeId, coming);
    const teams = new Set(found.map((each) => ('nestedTeamId' in each ? each.nestedTeamId : '')));
    const resolved = resolveReferences(references, {
      has: (id) => isIn(team, id),
      values: () => shown,
      typeOf: (id) => (team.nested.has(id) || teams.has(id) ? 'Group' : 'User'),
    });
    // Who is in already is not added; her membership may have waited since the node had another profile.
    const going = new Set(resolved.removed);
    const stated = broughtIn(references).filter((id) => isIn(team, id) && !going.has(id));
    return { ...resolved, added: [...resolved.added, ...new Set(stated)] };
  }
}

function broughtIn(references: ReferenceChanges): readonly string[] {
  return references.flatMap((change) => {
    return change.kind === 'add' || change.kind === 'replace' ? change.ids : [];
  });
}

/** What a PATCH may touch besides the members, which are never brought together to be written back. */
function writable({ displayName, externalId }: ExistingTeam): JsonObject {
  return externalId === undefined ? { displayName } : { displayName, externalId };
}
