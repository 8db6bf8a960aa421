import type { NodeState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt } from '#event-store';
import { refuse, RefusedError } from '#kernel';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { nodes, organisations } from '../../aggregates.js';
import { CreateNode } from './create-node.command.js';

@CommandHandler(CreateNode)
export class CreateNodeHandler implements ICommandHandler<CreateNode> {
  constructor(private readonly executor: CommandExecutor) {}

  execute({ context, name, parentId }: CreateNode): Promise<Receipt<Loaded<NodeState>>> {
    const { organisationId, nodeId } = context;
    return this.executor.run(context, async (work) => {
      const organisation = await work.load(organisations, organisationId);
      if (organisation.state.status === 'absent') {
        throw new RefusedError(refuse('organisation-not-found', 'no such organisation'));
      }
      if (parentId !== undefined) {
        const { state: parent } = await work.load(nodes, parentId);
        if (parent.status === 'absent' || parent.organisationId !== organisationId) {
          throw new RefusedError(refuse('parent-node-not-found', 'parentId: no such node'));
        }
      }
      const node = {
        nodeId,
        organisationId,
        name,
        ...(parentId === undefined ? {} : { parentId }),
      };
      return work.decide(nodes, nodeId, { type: 'CreateNode', ...node });
    });
  }
}
