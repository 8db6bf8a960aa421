import { CommandExecutor } from '#event-store';
import type { Ids } from '#kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { methods } from '../../aggregates.js';
import { IDS } from '../../tokens.js';
import { RegisterOAuthClient } from './register-oauth-client.command.js';

@CommandHandler(RegisterOAuthClient)
export class RegisterOAuthClientHandler implements ICommandHandler<RegisterOAuthClient> {
  constructor(
    private readonly executor: CommandExecutor,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async execute({ context, methodId, label }: RegisterOAuthClient) {
    const clientId = this.ids.next();
    const clientSecret = this.ids.secret();
    const { position } = await this.executor.execute(context, methods, methodId, {
      type: 'RegisterClient',
      clientId,
      secretHash: this.ids.hash(clientSecret),
      ...(label === undefined ? {} : { label }),
    });
    return { result: { clientId, clientSecret }, position };
  }
}
