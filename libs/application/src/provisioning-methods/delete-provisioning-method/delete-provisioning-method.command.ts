import type { CommandContext, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';

/** Ends a node's SCIM connection for good; the node can have another one then. */
export class DeleteProvisioningMethod extends Command<Receipt<void>> {
  constructor(readonly context: CommandContext & { readonly nodeId: string }) {
    super();
  }
}
