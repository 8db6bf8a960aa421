import type { Approver, TeamState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt, type UnitOfWork } from '#event-store';
import { refuse, RefusedError } from '#kernel';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { teams, users } from '../../aggregates.js';
import { AnswerMembership } from './answer-membership.command.js';

@CommandHandler(AnswerMembership)
export class AnswerMembershipHandler implements ICommandHandler<AnswerMembership> {
  constructor(private readonly executor: CommandExecutor) {}

  execute({
    context,
    answer,
    teamId,
    userId,
    by,
  }: AnswerMembership): Promise<Receipt<Loaded<TeamState>>> {
    const type = answer === 'approve' ? 'ApproveMembership' : 'DeclineMembership';
    return this.executor.run(
      context,
      async (work) => {
        await requireUsable(work, by);
        return work.decide(teams, teamId, { type, userId, by });
      },
      `team-${teamId}`,
    );
  }
}

/** Her membership outlives a lock, but a locked account acts for nobody. The team decides whether she is in it. */
async function requireUsable(work: UnitOfWork, { kind, userId }: Approver): Promise<void> {
  if (kind !== 'member' || userId === undefined) return;
  const { state } = await work.load(users, userId, 'fresh');
  if (state.status !== 'active' || state.lock !== undefined) {
    throw new RefusedError(
      refuse('approver-not-an-active-member', 'only an active member of the team may do this'),
    );
  }
}
