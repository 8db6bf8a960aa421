import { CommandExecutor } from '#event-store';
import type { Ids } from '#kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { methods } from '../../aggregates.js';
import { IDS } from '../../tokens.js';
import { RotateClientSecret } from './rotate-client-secret.command.js';

@CommandHandler(RotateClientSecret)
export class RotateClientSecretHandler implements ICommandHandler<RotateClientSecret> {
  constructor(
    private readonly executor: CommandExecutor,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async execute({ context, methodId, clientId }: RotateClientSecret) {
    const clientSecret = this.ids.secret();
    const { position } = await this.executor.execute(context, methods, methodId, {
      type: 'RotateClientSecret',
      clientId,
      secretHash: this.ids.hash(clientSecret),
    });
    return { result: { clientId, clientSecret }, position };
  }
}
