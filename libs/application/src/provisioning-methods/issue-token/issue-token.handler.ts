import type { Receipt } from '#event-store';
import type { Ids } from '#kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IDS } from '../../tokens.js';
import { MethodOfNode } from '../method-of-node.js';
import { type IssuedToken, IssueToken } from './issue-token.command.js';

@CommandHandler(IssueToken)
export class IssueTokenHandler implements ICommandHandler<IssueToken> {
  constructor(
    private readonly methodOfNode: MethodOfNode,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async execute({ context, label, expiresAt }: IssueToken): Promise<Receipt<IssuedToken>> {
    const id = this.ids.next();
    const secret = this.ids.secret();
    const token = {
      tokenId: id,
      tokenHash: this.ids.hash(secret),
      ...(label === undefined ? {} : { label }),
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
    };
    const command = { type: 'IssueToken', token } as const;
    const { result: method, position } = await this.methodOfNode.decide(context, command);
    return { result: { method, token: { id, secret } }, position };
  }
}
