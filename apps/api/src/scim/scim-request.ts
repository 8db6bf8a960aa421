import type { ScimCaller } from '#application';
import type { CommandContext } from '#event-store';
import type { MethodAccess } from '#read-model';
import { type Dialect, recogniseDialect, type ToleranceLog } from '#scim';
import type { FastifyRequest } from 'fastify';
import { clientAddressOf } from '../http/client-address.js';
import { pathOf } from '../http/request-path.js';

/** Who may come in: a method, by a token or an OAuth client of it. */
export interface Admission {
  readonly access: MethodAccess;
  /** The token, or the OAuth client. */
  readonly caller: CommandContext['actor'];
}

/** What is known of a SCIM request once its token has been accepted. */
export interface ScimContext extends Admission {
  readonly nodeId: string;
  /** Where links in answers lead, e.g. `https://rollbook.example/scim/v2/<node>`. */
  readonly baseUrl: string;
  /** What was accepted though the RFC forbids it. */
  readonly tolerated: ToleranceLog;
}

declare module 'fastify' {
  interface FastifyRequest {
    scim: ScimContext | undefined;
  }
}

/** The SCIM context of a request that has passed authentication. */
export function scimOf(request: FastifyRequest): ScimContext {
  if (request.scim === undefined)
    throw new Error('a SCIM route was reached without authentication');
  return request.scim;
}

/** How facts name what a request asked for, and the command that it became. */
export interface CommandOrigin {
  /** In SCIM's words, e.g. `POST /Users`. */
  readonly operation: string;
  readonly commandId: string;
}

/**
 * On whose behalf a command is given. Made for writes alone: reads are many, and nobody records who read.
 *
 * @param origin the command, where it is one of several that the request asks for
 */
export function callerOf(request: FastifyRequest, origin?: CommandOrigin): ScimCaller {
  const { access, caller, tolerated } = scimOf(request);
  const { methodId, organisationId, nodeId, profile } = access;
  const context = originOf(request, access, caller.id, caller, tolerated.used, origin);
  return { methodId, organisationId, nodeId, profile, context };
}

/**
 * What the facts that follow from a request say about it.
 *
 * @param tolerances those used so far. It is looked at when a fact is written, since some show only when a PATCH is applied
 *   to the resource
 */
export function originOf(
  request: FastifyRequest,
  { methodId, organisationId, nodeId, idp }: MethodAccess,
  tokenId: string,
  actor: CommandContext['actor'],
  tolerances: readonly string[] = [],
  { operation, commandId }: CommandOrigin = {
    operation: operationOf(request),
    commandId: request.id,
  },
) {
  const requestId = request.id;
  return {
    organisationId,
    nodeId,
    actor,
    requestId,
    commandId,
    correlationId: requestId,
    causationId: requestId,
    scim: {
      methodId,
      tokenId,
      idp,
      dialect: dialectOf(request),
      clientAddress: clientAddressOf(request),
      userAgent: (request.headers['user-agent'] ?? '').slice(0, 256),
      operation,
      tolerances,
    },
  };
}

/** The IdP that a request's headers speak of. */
export function dialectOf({ headers }: FastifyRequest): Dialect {
  const userAgent = headers['user-agent'];
  return recogniseDialect({ userAgent, adscimversion: headers['adscimversion']?.toString() });
}

/** A request in SCIM's words, e.g. `POST /Users`. */
function operationOf({ method, url }: FastifyRequest): string {
  const path = scimPathOf(url);
  if (path === undefined) return `${method} ${pathOf(url).slice(0, 64)}`;
  const { type } = targetOf(path);
  return `${method} ${type === undefined ? path.rest.slice(0, 64) : `/${type}`}`;
}

/** The parts of a path below `/scim/v2` or `/api/rest/scim/v2`. */
export interface ScimPath {
  /** What stands ahead of `/scim/v2`: empty, or `/api/rest`. */
  readonly prefix: string;
  readonly nodeId: string;
  /** What follows the node, with a leading slash, or empty. */
  readonly rest: string;
}

/**
 * Takes a request's URL apart; undefined when it is not SCIM's. Letter case does not matter (T18). What the router
 * takes for the same path counts as the same here, so that none of its routes is reached without authentication.
 */
export function scimPathOf(url: string): ScimPath | undefined {
  const match = /^(\/api\/rest)?\/scim\/v2(?:\/([^/]*)(.*))?$/is.exec(pathOf(url));
  if (match === null) return undefined;
  const [, prefix = '', nodeId = '', rest = ''] = match;
  return { prefix: prefix.toLowerCase(), nodeId, rest };
}

/** The resource type and the id that a path is about, in canonical form. */
export function targetOf({ rest }: ScimPath): {
  readonly type: 'Users' | 'Groups' | undefined;
  readonly id: string | undefined;
} {
  const [, name = '', id = ''] = rest.split('/');
  return { type: RESOURCE_TYPES.get(name.toLowerCase()), id: id === '' ? undefined : id };
}

const RESOURCE_TYPES: ReadonlyMap<string, 'Users' | 'Groups'> = new Map([
  ['users', 'Users'],
  ['groups', 'Groups'],
]);
