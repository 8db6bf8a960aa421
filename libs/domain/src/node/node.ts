import { type Decider, defineEvent, type EventOf } from '#kernel';

export const nodeCreated = defineEvent<{
  readonly nodeId: string;
  readonly organisationId: string;
  readonly name: string;
  readonly parentId?: string;
}>()('NodeCreated', {
  version: 1,
  stream: 'node',
  summary: "A unit of the organisation's tree was set up.",
  fields: {
    nodeId: { summary: 'the node' },
    organisationId: { summary: 'the organisation it belongs to' },
    name: { summary: 'its name' },
    parentId: { summary: 'the node above it; absent at the top' },
  },
});

export type NodeEvent = EventOf<typeof nodeCreated>;

export type NodeState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'present';
      readonly id: string;
      readonly organisationId: string;
      readonly name: string;
      readonly parentId?: string;
    };

export interface NodeCommand {
  readonly type: 'CreateNode';
  readonly nodeId: string;
  readonly organisationId: string;
  readonly name: string;
  readonly parentId?: string;
}

/**
 * Node
 * - is created once, under a new id, in one organisation for good
 */
export const nodeDecider: Decider<NodeState, NodeCommand, NodeEvent> = {
  initial: { status: 'absent' },
  decide({ type: _, ...node }, state) {
    return state.status === 'present' ? [] : [nodeCreated(node)];
  },
  evolve(_state, { data }) {
    const { nodeId: id, ...node } = data;
    return { status: 'present', id, ...node };
  },
};
