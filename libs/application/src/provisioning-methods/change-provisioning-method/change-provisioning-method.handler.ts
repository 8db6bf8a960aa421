import type { ProvisioningMethodState } from '#domain';
import type { Loaded, Receipt } from '#event-store';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { MethodOfNode } from '../method-of-node.js';
import { ChangeProvisioningMethod } from './change-provisioning-method.command.js';

@CommandHandler(ChangeProvisioningMethod)
export class ChangeProvisioningMethodHandler implements ICommandHandler<ChangeProvisioningMethod> {
  constructor(private readonly methodOfNode: MethodOfNode) {}

  execute({
    context,
    change,
  }: ChangeProvisioningMethod): Promise<Receipt<Loaded<ProvisioningMethodState>>> {
    return this.methodOfNode.decide(context, change);
  }
}
