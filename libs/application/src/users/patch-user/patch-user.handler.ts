import type { ExistingUser, UserState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt } from '#event-store';
import {
  applyPatch,
  type JsonObject,
  mutability,
  type ReferenceChanges,
  resolveReferences,
  USER,
  userInputOf,
} from '#scim';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { policyOf, type ScimCaller } from '../../caller.js';
import { requireMatch } from '../../preconditions.js';
import type { Directory } from '../../ports.js';
import { DIRECTORY } from '../../tokens.js';
import { statesExternalId } from '../../stated.js';
import { TeamsOfUser } from '../teams-of-user.js';
import { UserChange } from '../user-change.js';
import { loadUser } from '../user-lookup.js';
import { PatchUser } from './patch-user.command.js';

@CommandHandler(PatchUser)
export class PatchUserHandler implements ICommandHandler<PatchUser> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly userChange: UserChange,
    private readonly teamsOfUser: TeamsOfUser,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  execute({ caller, userId, patch, conditions }: PatchUser): Promise<Receipt<Loaded<UserState>>> {
    return this.executor.run(
      caller.context,
      async (work) => {
        const loaded = await loadUser(work, caller.nodeId, userId);
        requireMatch(loaded, conditions);
        const { resource, references } = applyPatch(patch, writable(loaded.state), USER);
        const input = userInputOf(resource);
        const target = { ...input, active: input.active ?? loaded.state.lock === undefined };
        const stated = { whole: false, externalId: statesExternalId(patch) };
        const changed = await this.userChange.record(work, caller, loaded, target, stated);
        if (references.length > 0) {
          const { state } = changed;
          const { userName } = state.status === 'absent' ? target : state;
          const teams = await this.teamChanges(caller, userId, references);
          const member = { userId, userName };
          await this.teamsOfUser.change(work, caller, member, teams.added, teams.removed);
        }
        return changed;
      },
      `user-${userId}`,
    );
  }

  private async teamChanges(caller: ScimCaller, userId: string, references: ReferenceChanges) {
    if (policyOf(caller).teams !== 'approval') throw mutability('groups is read-only');
    const present = new Set(await this.directory.teamsOf(userId));
    return resolveReferences(references, {
      has: (teamId) => present.has(teamId),
      values: () => present,
      typeOf: () => 'direct',
    });
  }
}

/** What a PATCH may touch. */
function writable({ userName, externalId, lock, attributes }: ExistingUser): JsonObject {
  const active = lock === undefined;
  return externalId === undefined
    ? { userName, active, ...attributes }
    : { userName, externalId, active, ...attributes };
}
