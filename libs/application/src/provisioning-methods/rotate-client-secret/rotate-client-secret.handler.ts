import type { Receipt } from '#event-store';
import type { Ids } from '#kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IDS } from '../../tokens.js';
import { MethodOfNode } from '../method-of-node.js';
import type { IssuedCredentials } from '../register-oauth-client/register-oauth-client.command.js';
import { RotateClientSecret } from './rotate-client-secret.command.js';

@CommandHandler(RotateClientSecret)
export class RotateClientSecretHandler implements ICommandHandler<RotateClientSecret> {
  constructor(
    private readonly methodOfNode: MethodOfNode,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async execute({ context, clientId }: RotateClientSecret): Promise<Receipt<IssuedCredentials>> {
    const clientSecret = this.ids.secret();
    const { result: method, position } = await this.methodOfNode.decide(context, {
      type: 'RotateClientSecret',
      clientId,
      secretHash: this.ids.hash(clientSecret),
    });
    return { result: { method, credentials: { clientId, clientSecret } }, position };
  }
}
