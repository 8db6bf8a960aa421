import type { ClientAccess } from '#read-model';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import { clientAddressOf } from '../http/client-address.js';
import { RateLimiter } from '../http/rate-limiter.js';
import { Runtime } from '../runtime.js';
import { originOf } from '../scim/scim-request.js';
import { invalidClient, OAuthError } from './oauth-error.js';
import type { Credentials } from './token-request.js';

/** How often somebody may be wrong: ten times, and once more every ten seconds. */
const GUESSES = { burst: 10, perSecond: 0.1 };

/** Lets a client with its own secret pass. */
@Injectable()
export class ClientAuthentication {
  private readonly limiter: RateLimiter;

  constructor(private readonly runtime: Runtime) {
    this.limiter = new RateLimiter(runtime.clock);
  }

  /**
   * Guesses are limited by client and address together, so that nobody keeps the real client out from elsewhere; those
   * at clients that do not exist, by address alone.
   *
   * @throws OAuthError 401 for a wrong secret, a client that is not known, or one of a draft; 429 for too many of these
   */
  async authenticate(
    request: FastifyRequest,
    { clientId, clientSecret }: Credentials,
  ): Promise<ClientAccess> {
    const client = await this.runtime.access.client(clientId);
    const guesser = `guess ${client?.clientId ?? ''} ${clientAddressOf(request)}`;
    const { allowed, retryAfter } = this.limiter.take(guesser, GUESSES);
    if (!allowed) {
      const detail = 'too many wrong secrets; try again later';
      const limited = new OAuthError(429, 'temporarily_unavailable', detail, retryAfter);
      return this.refuse(request, client, limited);
    }
    if (client === undefined || client.state === 'draft' || !this.knows(client, clientSecret)) {
      return this.refuse(request, client, invalidClient());
    }
    this.limiter.forgive(guesser);
    return client;
  }

  private knows({ secretHash }: ClientAccess, secret: string): boolean {
    const given = Buffer.from(this.runtime.ids.hash(secret));
    return timingSafeEqual(Buffer.from(secretHash), given);
  }

  /** Refuses a client, counts that, and records it with the client's method, if there is one. */
  private async refuse(
    request: FastifyRequest,
    client: ClientAccess | undefined,
    error: OAuthError,
  ): Promise<never> {
    const { status, detail } = error;
    this.runtime.metrics.tokenRequests.inc({ outcome: status === 401 ? 'refused' : 'limited' });
    if (client === undefined) throw error;
    const { clientId } = client;
    const actor = { kind: 'system', id: 'authentication', label: 'Refused OAuth client' } as const;
    const context = originOf(request, client, clientId, actor);
    const failure = { status, detail: `OAuth client ${clientId}: ${detail}` };
    await this.runtime.failures.recordFolded(context, failure);
    throw error;
  }
}
