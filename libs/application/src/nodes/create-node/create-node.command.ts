import type { NodeState } from '#domain';
import type { CommandContext, Loaded, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';

/** Sets up a node; organisation and id are the context's. */
export class CreateNode extends Command<Receipt<Loaded<NodeState>>> {
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly name: string,
    readonly parentId?: string,
  ) {
    super();
  }
}
