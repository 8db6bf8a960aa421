import { recogniseDialect, ScimError, toleranceLog } from '#scim';
import type { FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import type { CommandContext } from '#event-store';
import type { MethodAccess, TokenAccess } from '#read-model';
import type { Surface } from '../http/surface.js';
import type { Runtime } from '../runtime.js';
import { type ScimPath, scimPathOf, targetOf } from './scim-request.js';

const unauthorized = () => new ScimError(401, undefined, 'the bearer token is not accepted here');

/**
 * Lets a request with a token of the node's own, active provisioning method pass, ahead of reading its body. A token of
 * another node is answered like one that does not exist, whether or not the node exists: nobody learns what there is.
 */
export class ScimAuthentication {
  constructor(
    private readonly runtime: Runtime,
    private readonly surface: Surface,
  ) {}

  /** @throws ScimError 401 for a token that is not accepted, 403 while the method is paused */
  async authenticate(request: FastifyRequest): Promise<void> {
    const path = scimPathOf(request.url);
    if (path === undefined) return;
    const access = this.accessOf(request);
    if (access?.nodeId !== path.nodeId || access.state === 'draft') {
      await this.refuse(request, path);
      throw unauthorized();
    }
    this.runtime.activity.note(access.methodId);
    const { methodId, organisationId, nodeId, profile } = access;
    const actor = { kind: 'token', id: access.tokenId, label: access.tokenLabel } as const;
    request.scim = {
      caller: {
        methodId,
        organisationId,
        nodeId,
        profile,
        context: this.contextOf(request, path, access, actor),
      },
      baseUrl: `${this.surface.publicUrl}${path.prefix}/scim/v2/${nodeId}`,
      tolerated: toleranceLog(),
    };
    if (access.state === 'paused') {
      throw new ScimError(403, undefined, 'provisioning is paused by the administrator');
    }
  }

  private accessOf({ headers }: FastifyRequest): TokenAccess | undefined {
    const secret = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
    if (secret === undefined) return undefined;
    const hash = this.runtime.ids.hash(secret);
    const access = this.runtime.access.token(hash);
    // The index has compared already; this keeps the comparison that decides in constant time.
    return access !== undefined && timingSafeEqual(Buffer.from(access.tokenHash), Buffer.from(hash))
      ? access
      : undefined;
  }

  /** Records a refused token with the method of the node that was called, if there is one. */
  private async refuse(request: FastifyRequest, path: ScimPath): Promise<void> {
    this.runtime.metrics.refusedTokens.inc();
    const method = this.runtime.access.method(path.nodeId);
    if (method === undefined) return;
    const actor = { kind: 'system', id: 'authentication', label: 'Refused token' } as const;
    const context = this.contextOf(request, path, { ...method, tokenId: '' }, actor);
    await this.runtime.failures.recordRefusedToken(context, {
      methodId: method.methodId,
      operation: operationOf(request, path),
      status: 401,
      detail: unauthorized().detail,
      dialect: context.scim.dialect,
    });
  }

  private contextOf(
    request: FastifyRequest,
    path: ScimPath,
    access: MethodAccess & { readonly tokenId: string },
    actor: CommandContext['actor'],
  ) {
    const { methodId, organisationId, nodeId, idp, tokenId } = access;
    const userAgent = request.headers['user-agent'] ?? '';
    const adscimversion = request.headers['adscimversion'];
    const requestId = request.id;
    return {
      organisationId,
      nodeId,
      actor,
      requestId,
      commandId: requestId,
      correlationId: requestId,
      causationId: requestId,
      scim: {
        methodId,
        tokenId,
        idp,
        dialect: recogniseDialect({ userAgent, adscimversion: adscimversion?.toString() }),
        clientAddress: request.ip,
        userAgent: userAgent.slice(0, 256),
        operation: operationOf(request, path),
      },
    };
  }
}

function operationOf({ method }: FastifyRequest, path: ScimPath): string {
  return `${method} ${targetOf(path).type === undefined ? path.rest.slice(0, 64) : `/${targetOf(path).type}`}`;
}
