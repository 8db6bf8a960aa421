import { ScimError } from '#scim';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { scimPathOf } from '../scim/scim-request.js';

/** The methods of each SCIM path, by its shape below the node. */
const ALLOWED: readonly (readonly [path: RegExp, allow: string])[] = [
  [/^\/(?:users|groups)\/?$/i, 'GET, HEAD, POST'],
  [/^\/(?:users|groups)\/[^/]+\/?$/i, 'GET, HEAD, PUT, PATCH, DELETE'],
  [/^\/serviceproviderconfig\/?$/i, 'GET, HEAD'],
  [/^\/(?:schemas|resourcetypes)(?:\/[^/]+)?\/?$/i, 'GET, HEAD'],
];

/** The error of a request that no route takes: 405 with `Allow` where another method would do, else 404. */
export function noRoute(request: FastifyRequest, reply: FastifyReply): ScimError {
  const rest = scimPathOf(request.url)?.rest ?? '';
  const allow = ALLOWED.find(([path]) => path.test(rest))?.[1];
  if (allow === undefined) return new ScimError(404, undefined, 'there is no such endpoint');
  reply.header('allow', allow);
  return new ScimError(405, undefined, `${request.method} is not possible here`);
}
