import type { Receipt } from '#event-store';
import type { Ids } from '#kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IDS } from '../../tokens.js';
import { MethodOfNode } from '../method-of-node.js';
import { type IssuedCredentials, RegisterOAuthClient } from './register-oauth-client.command.js';

@CommandHandler(RegisterOAuthClient)
export class RegisterOAuthClientHandler implements ICommandHandler<RegisterOAuthClient> {
  constructor(
    private readonly methodOfNode: MethodOfNode,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async execute({ context, label }: RegisterOAuthClient): Promise<Receipt<IssuedCredentials>> {
    const clientId = this.ids.next();
    const clientSecret = this.ids.secret();
    const { result: method, position } = await this.methodOfNode.decide(context, {
      type: 'RegisterClient',
      clientId,
      secretHash: this.ids.hash(clientSecret),
      ...(label === undefined ? {} : { label }),
    });
    return { result: { method, credentials: { clientId, clientSecret } }, position };
  }
}
