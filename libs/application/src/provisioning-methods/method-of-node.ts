import type { ProvisioningMethodCommand, ProvisioningMethodState } from '#domain';
import {
  type CommandContext,
  CommandExecutor,
  type Loaded,
  type Receipt,
  type UnitOfWork,
} from '#event-store';
import { refuse, RefusedError } from '#kernel';
import { Injectable } from '@nestjs/common';
import { claims, methods } from '../aggregates.js';
import { Claims, methodClaim } from '../claims/claims.js';

type NodeContext = CommandContext & { readonly nodeId: string };

/** The one provisioning method of a node, by the node's claim: the log knows it ahead of every read model. */
@Injectable()
export class MethodOfNode {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly claims: Claims,
  ) {}

  /**
   * Carries out a command that the method alone decides.
   *
   * @throws RefusedError `method-not-found`, and what the method refuses
   */
  decide(
    context: NodeContext,
    command: ProvisioningMethodCommand,
  ): Promise<Receipt<Loaded<ProvisioningMethodState>>> {
    return this.executor.run(
      context,
      async (work) => work.decide(methods, await this.id(work, context), command),
      `claim-${this.claimId(context)}`,
    );
  }

  /**
   * The method's id. Whether it is there the method itself tells: a claim outlives a deletion that was cut short.
   *
   * @throws RefusedError `method-not-found` when nothing has claimed the node
   */
  async id(work: UnitOfWork, context: NodeContext): Promise<string> {
    const { state } = await work.load(claims, this.claimId(context));
    if (state.status === 'free') {
      throw new RefusedError(refuse('method-not-found', 'the node has no provisioning method'));
    }
    return state.ownerId;
  }

  private claimId({ organisationId, nodeId }: NodeContext): string {
    return this.claims.streamId(methodClaim(organisationId, nodeId));
  }
}
