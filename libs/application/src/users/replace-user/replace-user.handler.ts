import type { UserState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt } from '#event-store';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireMatch } from '../../preconditions.js';
import { UserChange } from '../user-change.js';
import { loadUser } from '../user-lookup.js';
import { ReplaceUser } from './replace-user.command.js';

@CommandHandler(ReplaceUser)
export class ReplaceUserHandler implements ICommandHandler<ReplaceUser> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly userChange: UserChange,
  ) {}

  execute({ caller, userId, input, conditions }: ReplaceUser): Promise<Receipt<Loaded<UserState>>> {
    return this.executor.run(
      caller.context,
      async (work) => {
        const loaded = await loadUser(work, caller.nodeId, userId);
        requireMatch(loaded, conditions);
        // A PUT that is silent about `active` leaves a lock as it is: silence must not let anybody in.
        const active = input.active ?? loaded.state.lock === undefined;
        const stated = { whole: true, externalId: true };
        return this.userChange.record(work, caller, loaded, { ...input, active }, stated);
      },
      `user-${userId}`,
    );
  }
}
