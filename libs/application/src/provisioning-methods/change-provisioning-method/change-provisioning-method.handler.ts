import type { ProvisioningMethodState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt } from '#event-store';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { methods } from '../../aggregates.js';
import { ChangeProvisioningMethod } from './change-provisioning-method.command.js';

@CommandHandler(ChangeProvisioningMethod)
export class ChangeProvisioningMethodHandler implements ICommandHandler<ChangeProvisioningMethod> {
  constructor(private readonly executor: CommandExecutor) {}

  execute({
    context,
    methodId,
    change,
  }: ChangeProvisioningMethod): Promise<Receipt<Loaded<ProvisioningMethodState>>> {
    return this.executor.execute(context, methods, methodId, change);
  }
}
