import { nodes, teams, users } from '#application';
import type { CommandContext, Loaded } from '#event-store';
import { refuse, RefusedError } from '#kernel';
import type { FastifyRequest } from 'fastify';
import type { Runtime } from '../runtime.js';
import { adminContext } from './admin-authentication.js';

/** Who writes, in which node of which organisation: asked of the log, since the read models may be behind. */
type NodeContext = CommandContext & { readonly nodeId: string };

/** @throws RefusedError when there is no such node */
export async function nodeContext(
  { executor }: Runtime,
  request: FastifyRequest,
  nodeId: string,
): Promise<NodeContext> {
  const { state } = await executor.load(nodes, nodeId);
  if (state.status === 'absent') throw new RefusedError(refuse('node-not-found', 'no such node'));
  return { ...adminContext(request, state.organisationId), nodeId };
}

/** @throws RefusedError when there is no such user */
export async function userContext(
  { executor }: Runtime,
  request: FastifyRequest,
  userId: string,
): Promise<NodeContext> {
  const user = await executor.load(users, userId);
  if (user.state.status === 'absent' || user.state.status === 'removed') {
    throw new RefusedError(refuse('user-not-found', 'no such user'));
  }
  return contextAt(request, user);
}

/** @throws RefusedError when there is no such team */
export async function teamContext(
  { executor }: Runtime,
  request: FastifyRequest,
  teamId: string,
): Promise<NodeContext> {
  const team = await executor.load(teams, teamId);
  if (team.state.status !== 'present') {
    throw new RefusedError(refuse('team-not-found', 'no such team'));
  }
  return contextAt(request, team);
}

function contextAt(
  request: FastifyRequest,
  { organisationId, nodeId }: Pick<Loaded<unknown>, 'organisationId' | 'nodeId'>,
): NodeContext {
  return { ...adminContext(request, organisationId), nodeId };
}
