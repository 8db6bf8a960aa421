import type { ProvisioningMethodState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt } from '#event-store';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { methods } from '../../aggregates.js';
import { ChangeMethodState } from './change-method-state.command.js';

@CommandHandler(ChangeMethodState)
export class ChangeMethodStateHandler implements ICommandHandler<ChangeMethodState> {
  constructor(private readonly executor: CommandExecutor) {}

  execute({
    context,
    methodId,
    change: type,
  }: ChangeMethodState): Promise<Receipt<Loaded<ProvisioningMethodState>>> {
    return this.executor.execute(context, methods, methodId, { type });
  }
}
