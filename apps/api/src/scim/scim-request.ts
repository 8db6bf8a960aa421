import type { ScimCaller } from '#application';
import type { ToleranceLog } from '#scim';
import type { FastifyRequest } from 'fastify';

/** What is known of a SCIM request once its token has been accepted. */
export interface ScimContext {
  readonly caller: ScimCaller;
  /** Where links in answers lead, e.g. `https://rollbook.example/scim/v2/<node>`. */
  readonly baseUrl: string;
  /** What was accepted though the RFC forbids it. */
  readonly tolerated: ToleranceLog;
}

declare module 'fastify' {
  interface FastifyRequest {
    scim?: ScimContext;
  }
}

/** The SCIM context of a request that has passed authentication. */
export function scimOf(request: FastifyRequest): ScimContext {
  if (request.scim === undefined) throw new Error('a SCIM route was reached without authentication');
  return request.scim;
}

/** The parts of a path below `/scim/v2` or `/api/rest/scim/v2`. */
export interface ScimPath {
  /** What stands ahead of `/scim/v2`: empty, or `/api/rest`. */
  readonly prefix: string;
  readonly nodeId: string;
  /** What follows the node, with a leading slash, or empty. */
  readonly rest: string;
}

/** Takes a request's URL apart; undefined when it is not SCIM's. Letter case does not matter (T18). */
export function scimPathOf(url: string): ScimPath | undefined {
  const match = /^(\/api\/rest)?\/scim\/v2(?:\/([^/?#]*)([^?#]*))?(?:[?#]|$)/i.exec(url);
  if (match === null) return undefined;
  const [, prefix = '', nodeId = '', rest = ''] = match;
  return { prefix: prefix.toLowerCase(), nodeId, rest };
}

/** The resource type and the id that a path is about, in canonical form. */
export function targetOf({ rest }: ScimPath): { readonly type?: string; readonly id?: string } {
  const [, name = '', id] = rest.split('/');
  const type = ['Users', 'Groups'].find((known) => known.toLowerCase() === name.toLowerCase());
  return {
    ...(type === undefined ? {} : { type }),
    ...(id === undefined || id === '' ? {} : { id }),
  };
}
