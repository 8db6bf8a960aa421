import { CommandExecutor, type Receipt } from '#event-store';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { methods } from '../../aggregates.js';
import { Claims, methodClaim } from '../../claims/claims.js';
import { MethodOfNode } from '../method-of-node.js';
import { DeleteProvisioningMethod } from './delete-provisioning-method.command.js';

@CommandHandler(DeleteProvisioningMethod)
export class DeleteProvisioningMethodHandler implements ICommandHandler<DeleteProvisioningMethod> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly claims: Claims,
    private readonly methodOfNode: MethodOfNode,
  ) {}

  execute({ context }: DeleteProvisioningMethod): Promise<Receipt<void>> {
    const { organisationId, nodeId } = context;
    const key = methodClaim(organisationId, nodeId);
    return this.executor.run(context, async (work) => {
      const methodId = await this.methodOfNode.id(work, context);
      await this.claims.move(work, nodeId, methodId, [key], [], () =>
        work.decide(methods, methodId, { type: 'DeleteMethod' }),
      );
    });
  }
}
