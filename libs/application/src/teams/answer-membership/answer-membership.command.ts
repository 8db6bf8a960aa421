import type { Approver, TeamState } from '#domain';
import type { CommandContext, Loaded, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';

/** An administrator or a member of the team approves or declines a pending membership. */
export class AnswerMembership extends Command<Receipt<Loaded<TeamState>>> {
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly answer: 'approve' | 'decline',
    readonly teamId: string,
    readonly userId: string,
    readonly by: Approver,
  ) {
    super();
  }
}
