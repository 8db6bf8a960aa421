import { ScimError, type Tolerated, toleranceLog } from '#scim';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import { bearerOf } from '../http/bearer.js';
import type { Surface } from '../http/surface.js';
import type { AccessTokens } from '../oauth/access-tokens.js';
import type { Runtime } from '../runtime.js';
import type { ScimRateLimit } from './scim-rate-limit.js';
import { type Admission, originOf, type ScimPath, scimPathOf } from './scim-request.js';

const unauthorized = () => new ScimError(401, undefined, 'the bearer token is not accepted here');

/**
 * Lets a request with a token of the node's own, active provisioning method pass, ahead of reading its body. A token of
 * another node is answered like one that does not exist, whether or not the node exists: nobody learns what there is.
 */
export class ScimAuthentication {
  constructor(
    private readonly runtime: Runtime,
    private readonly surface: Surface,
    private readonly accessTokens: AccessTokens,
    private readonly rateLimit: ScimRateLimit,
  ) {}

  /**
   * @throws ScimError 401 for a token that is not accepted, 429 beyond its rate limit, 403 while the method is paused;
   *   in strict mode 404 and 415 for what is tolerated of the transport otherwise
   */
  async authenticate(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const path = scimPathOf(request.url);
    if (path === undefined) return;
    const admission = await this.admit(request, path);
    if (admission?.access.nodeId !== path.nodeId || admission.access.state === 'draft') {
      await this.refuse(request, path);
      throw unauthorized();
    }
    const { access, caller } = admission;
    await this.rateLimit.check(request, reply, admission);
    await this.runtime.activity.note(access.methodId);
    request.scim = {
      access,
      caller,
      nodeId: access.nodeId,
      baseUrl: `${this.surface.publicUrl}${path.prefix}/scim/v2/${access.nodeId}`,
      tolerated: toleranceLog(access.strict ? 'strict' : 'tolerant'),
    };
    if (access.state === 'paused') {
      throw new ScimError(403, undefined, 'provisioning is paused by the administrator');
    }
    countTransport(request.headers, path, request.scim.tolerated);
  }

  private async admit(request: FastifyRequest, path: ScimPath): Promise<Admission | undefined> {
    const secret = bearerOf(request);
    if (secret === undefined) return undefined;
    // A token's secret has no dots, and an access token two.
    return secret.includes('.') ? this.byAccessToken(secret, path) : this.byToken(secret);
  }

  private async byToken(secret: string): Promise<Admission | undefined> {
    const hash = this.runtime.ids.hash(secret);
    const access = await this.runtime.access.token(hash);
    if (access === undefined) return undefined;
    const { tokenHash, tokenId: id, tokenLabel: label, expiresAt } = access;
    // The index has compared already; this keeps the comparison that decides in constant time.
    if (!timingSafeEqual(Buffer.from(tokenHash), Buffer.from(hash))) return undefined;
    if (expiresAt !== null && Date.parse(expiresAt) <= this.runtime.clock.now().getTime()) {
      return undefined;
    }
    return { access, caller: { kind: 'token', id, label } };
  }

  private async byAccessToken(jwt: string, { nodeId }: ScimPath): Promise<Admission | undefined> {
    const id = await this.accessTokens.clientOf(jwt, nodeId);
    const access = id === undefined ? undefined : await this.runtime.access.client(id);
    if (access === undefined) return undefined;
    const { clientId, clientLabel: label } = access;
    return { access, caller: { kind: 'oauth-client', id: clientId, label } };
  }

  /** Records a refused token with the method of the node that was called, if there is one. */
  private async refuse(request: FastifyRequest, path: ScimPath): Promise<void> {
    this.runtime.metrics.refusedTokens.inc();
    const method = await this.runtime.access.method(path.nodeId);
    if (method === undefined) return;
    const actor = { kind: 'system', id: 'authentication', label: 'Refused token' } as const;
    const context = originOf(request, method, '', actor);
    const { status, detail } = unauthorized();
    await this.runtime.failures.recordFolded(context, { status, detail });
  }
}

/** Counts what the transport is accepted with though the RFC forbids it; what is in the body is counted where it is read. */
function countTransport(
  headers: FastifyRequest['headers'],
  { rest }: ScimPath,
  tolerated: Tolerated,
): void {
  const type = headers['content-type'];
  const hasBody = (headers['content-length'] ?? '0') !== '0' || 'transfer-encoding' in headers;
  if (hasBody && !/^application\/(?:scim\+)?json\b/i.test(type ?? '')) {
    tolerated.count('T13', type ?? 'no Content-Type');
  }
  if (rest.endsWith('/')) tolerated.count('T17', rest);
  // An id is in no letter case but its own, yet `Users/.search` is two names.
  for (const name of rest.split('/', 3).slice(1)) {
    if (!SEGMENTS.has(name) && LOWER_CASE_SEGMENTS.has(name.toLowerCase())) {
      tolerated.count('T18', name);
    }
  }
}

/** What follows the node in a path. */
const SEGMENTS: ReadonlySet<string> = new Set([
  ...['Users', 'Groups', 'Bulk', 'Me', '.search'],
  ...['ServiceProviderConfig', 'Schemas', 'ResourceTypes'],
]);

const LOWER_CASE_SEGMENTS: ReadonlySet<string> = new Set(
  [...SEGMENTS].map((name) => name.toLowerCase()),
);
