import type { TeamState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt } from '#event-store';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { teams } from '../../aggregates.js';
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
    return this.executor.execute(context, teams, teamId, { type, userId, by });
  }
}
