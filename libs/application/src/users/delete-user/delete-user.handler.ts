import { CommandExecutor, type Receipt } from '#event-store';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { users } from '../../aggregates.js';
import { policyOf } from '../../caller.js';
import { Claims, userClaims } from '../../claims/claims.js';
import { requireMatch } from '../../preconditions.js';
import { loadUser } from '../user-lookup.js';
import { DeleteUser } from './delete-user.command.js';

@CommandHandler(DeleteUser)
export class DeleteUserHandler implements ICommandHandler<DeleteUser> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly claims: Claims,
  ) {}

  execute({ caller, userId, conditions }: DeleteUser): Promise<Receipt<void>> {
    const policy = policyOf(caller);
    return this.executor.run(
      caller.context,
      async (work) => {
        const loaded = await loadUser(work, caller.nodeId, userId);
        requireMatch(loaded, conditions);
        const deleted = await work.propose(users, userId, { type: 'DeleteUser', policy });
        await this.claims.move(
          work,
          caller.nodeId,
          userId,
          userClaims(loaded.state, caller),
          userClaims(deleted.state, caller),
          () => work.record(users, userId, deleted),
        );
        await this.claims.settle(work, userId, userClaims(deleted.state, caller), loaded.changedAt);
      },
      `user-${userId}`,
    );
  }
}
