import type { CommandContext } from '#event-store';
import { refuse, RefusedError } from '#kernel';
import type { MethodView, OAuthClientView, TokenView } from '#read-model';
import type { FastifyRequest } from 'fastify';
import type { Runtime } from '../runtime.js';
import { adminContext } from './api-key.guard.js';
import { findNode } from './nodes.controller.js';

/** @throws RefusedError when there is no such node, or it has no provisioning method */
export async function findMethod(runtime: Runtime, nodeId: string): Promise<MethodView> {
  await findNode(runtime, nodeId);
  const view = await runtime.administration.method(nodeId);
  if (view === null) {
    throw new RefusedError(refuse('method-not-found', 'the node has no provisioning method'));
  }
  return view;
}

/**
 * A node's method that is about to be changed, and who changes it.
 *
 * @throws RefusedError when there is no such node, or it has no provisioning method
 */
export async function methodToChange(
  runtime: Runtime,
  request: FastifyRequest,
  nodeId: string,
): Promise<{
  readonly id: string;
  readonly context: CommandContext & { readonly nodeId: string };
}> {
  const { method } = await findMethod(runtime, nodeId);
  return { id: method.id, context: { ...adminContext(request, method.organisationId), nodeId } };
}

/** @throws RefusedError when the method has no such token */
export function tokenOf({ tokens }: MethodView, id: string): TokenView {
  const token = tokens.find((each) => each.id === id);
  if (token === undefined) {
    throw new RefusedError(refuse('token-not-found', 'the method has no such token'));
  }
  return token;
}

/** @throws RefusedError when the method has no such OAuth client */
export function clientOf({ clients }: MethodView, id: string): OAuthClientView {
  const client = clients.find((each) => each.id === id);
  if (client === undefined) {
    throw new RefusedError(refuse('oauth-client-not-found', 'the method has no such OAuth client'));
  }
  return client;
}
