import type { CommandContext } from '#event-store';
import { UnauthorizedException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import { bearerOf } from '../http/bearer.js';
import { clientAddressOf } from '../http/client-address.js';
import type { Runtime } from '../runtime.js';

declare module 'fastify' {
  interface FastifyRequest {
    actor?: CommandContext['actor'];
  }
}

/** Below it everything asks for an API key. */
export const ADMIN_ROOT = 'admin/v1';

/** Whether the route that was found is one of the admin API: no way of writing a path leads around it. */
export function isAdminRequest({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith(`/${ADMIN_ROOT}/`) === true;
}

/**
 * Lets requests with the owner's API key pass, ahead of reading their body: the preset one, or the one of the first
 * start.
 */
export class AdminAuthentication {
  private readonly presetHash: string | undefined;

  constructor(private readonly runtime: Runtime) {
    const { ownerKey } = runtime.configuration;
    this.presetHash = ownerKey === undefined ? undefined : runtime.ids.hash(ownerKey);
  }

  /** @throws UnauthorizedException for a request of the admin API without the key */
  async authenticate(request: FastifyRequest): Promise<void> {
    if (!isAdminRequest(request)) return;
    const secret = bearerOf(request);
    const actor =
      secret === undefined ? undefined : await this.actorOf(this.runtime.ids.hash(secret));
    if (actor === undefined) throw new UnauthorizedException('an API key is required');
    request.actor = actor;
  }

  private async actorOf(hash: string): Promise<CommandContext['actor'] | undefined> {
    if (this.presetHash !== undefined) {
      return same(this.presetHash, hash)
        ? { kind: 'api-key', id: 'owner', label: 'Owner' }
        : undefined;
    }
    const key = await this.runtime.access.apiKey(hash);
    return key !== undefined && same(key.hash, hash)
      ? { kind: 'api-key', id: key.id, label: key.label }
      : undefined;
  }
}

/** Compares two hashes in constant time. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** Who asks, on behalf of which organisation, for the facts that follow. */
export function adminContext(request: FastifyRequest, organisationId: string): CommandContext {
  if (request.actor === undefined)
    throw new Error('an admin route was reached without authentication');
  const requestId = request.id;
  return {
    organisationId,
    actor: request.actor,
    requestId,
    commandId: requestId,
    correlationId: requestId,
    causationId: requestId,
    client: {
      address: clientAddressOf(request),
      userAgent: (request.headers['user-agent'] ?? '').slice(0, 256),
    },
  };
}
