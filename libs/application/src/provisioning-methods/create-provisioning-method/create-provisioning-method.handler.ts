import { CommandExecutor, type Receipt } from '#event-store';
import type { Ids } from '#kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { methods } from '../../aggregates.js';
import { Claims, methodClaim } from '../../claims/claims.js';
import { IDS } from '../../tokens.js';
import type { IssuedToken } from '../issue-token/issue-token.command.js';
import { CreateProvisioningMethod } from './create-provisioning-method.command.js';

@CommandHandler(CreateProvisioningMethod)
export class CreateProvisioningMethodHandler implements ICommandHandler<CreateProvisioningMethod> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly claims: Claims,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  execute({
    context,
    profile,
    idp,
    label,
  }: CreateProvisioningMethod): Promise<Receipt<IssuedToken>> {
    const { organisationId, nodeId } = context;
    const methodId = this.ids.next();
    const secret = this.ids.secret();
    const token = { id: this.ids.next(), secret };
    // A directory maps to exactly one node: the node's claim lets one method in.
    const key = methodClaim(organisationId, nodeId);
    return this.executor.run(context, async (work) => {
      await this.claims.move(work, nodeId, methodId, [], [key], () =>
        work.decide(methods, methodId, {
          type: 'CreateProvisioningMethod',
          methodId,
          nodeId,
          profile,
          idp,
          ...(label === undefined ? {} : { label }),
          token: { tokenId: token.id, tokenHash: this.ids.hash(secret) },
        }),
      );
      return { method: await work.load(methods, methodId), token };
    });
  }
}
