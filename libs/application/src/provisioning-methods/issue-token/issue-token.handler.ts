import { CommandExecutor } from '#event-store';
import type { Ids } from '#kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { methods } from '../../aggregates.js';
import { IDS } from '../../tokens.js';
import { IssueToken } from './issue-token.command.js';

@CommandHandler(IssueToken)
export class IssueTokenHandler implements ICommandHandler<IssueToken> {
  constructor(
    private readonly executor: CommandExecutor,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async execute({ context, methodId, label, expiresAt }: IssueToken) {
    const id = this.ids.next();
    const secret = this.ids.secret();
    const token = {
      tokenId: id,
      tokenHash: this.ids.hash(secret),
      ...(label === undefined ? {} : { label }),
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
    };
    const command = { type: 'IssueToken', token } as const;
    const { position } = await this.executor.execute(context, methods, methodId, command);
    return { result: { id, secret }, position };
  }
}
