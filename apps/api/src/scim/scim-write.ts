import type { ScimCaller } from '#application';
import type { Position } from '#event-store';
import type { FastifyRequest } from 'fastify';
import type { ConditionalHeaders } from './entity-tags.js';
import { callerOf, type ScimContext, scimOf } from './scim-request.js';

/** A write of SCIM, be it a request of its own or one operation of a bulk request. */
export interface ScimWrite {
  readonly caller: ScimCaller;
  readonly scim: ScimContext;
  readonly body: unknown;
  readonly conditions: ConditionalHeaders;
  /** Of its parameters, what shall be answered (RFC 7644 section 3.9). */
  readonly query: Readonly<Record<string, unknown>>;
}

/** A write that the log has taken. */
export interface Accepted {
  readonly id: string;
  /** Where the resource is, absolute. */
  readonly location: string;
  /** What it came to is asked for once the read models have passed this place in the log. */
  readonly position: Position;
  readonly written: () => Promise<Written>;
}

/** What a write came to. */
export interface Written {
  readonly status: 200 | 201 | 204;
  /** The version of the resource; absent when it is gone. */
  readonly version?: string;
  /** The text of the resource, in pieces; absent where the answer has no body. */
  readonly body?: () => Promise<readonly string[]>;
}

/** The writes of one type of resource (RFC 7644 sections 3.3, 3.5 and 3.6). */
export interface ResourceWrites {
  /** The first segment of the paths of its resources. */
  readonly endpoint: 'Users' | 'Groups';
  create(write: ScimWrite): Promise<Accepted>;
  replace(id: string, write: ScimWrite): Promise<Accepted>;
  patch(id: string, write: ScimWrite): Promise<Accepted>;
  remove(id: string, write: ScimWrite): Promise<Accepted>;
}

/** The write that a request of its own asks for. */
export function writeOf(request: FastifyRequest): ScimWrite {
  return {
    caller: callerOf(request),
    scim: scimOf(request),
    body: request.body,
    conditions: request.headers,
    query: request.query as ScimWrite['query'],
  };
}
