import { resourceText, resourceVersion, type StoredResource } from '#read-model';
import {
  scimErrorBody,
  type ScimError,
  select,
  type AttributeSelection,
  type ResourceType,
  type JsonObject,
} from '#scim';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { scimOf } from './scim-request.js';
import { RETRY_AFTER_SECONDS } from './scim-refusals.js';

/** RFC 7644 section 3.1. */
export const SCIM_MEDIA_TYPE = 'application/scim+json; charset=utf-8';

/** Sends a text or a document as SCIM. */
export function send(reply: FastifyReply, status: number, body: string | JsonObject): void {
  reply
    .status(status)
    .header('content-type', SCIM_MEDIA_TYPE)
    .send(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Sends an error in SCIM's form. */
export function sendError(reply: FastifyReply, error: ScimError): void {
  if (error.status === 401) reply.header('www-authenticate', 'Bearer realm="rollbook"');
  if (error.status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
  send(reply, error.status, scimErrorBody(error));
}

/** What a write came to, ready to be sent. */
export interface Written {
  /** Where the resource is, absolute. */
  readonly location: string;
  readonly version: string;
  readonly text: string;
}

/** Sends what a write came to; a creation (201) says where it is. */
export function sendWritten(reply: FastifyReply, status: 200 | 201, written: Written): void {
  if (status === 201) reply.header('location', written.location);
  reply.header('etag', written.version);
  send(reply, status, written.text);
}

/** Sends a stored resource, or 304 to who has this version already. */
export function sendStored(
  request: FastifyRequest,
  reply: FastifyReply,
  type: ResourceType,
  resource: StoredResource,
  selection: AttributeSelection | undefined,
): void {
  const version = resourceVersion(resource);
  reply.header('etag', version);
  if (isKnown(request, version)) {
    reply.status(304).send();
    return;
  }
  send(reply, 200, selected(resourceText(resource, scimOf(request).baseUrl), type, selection));
}

/** The part of a resource's text that was asked for. */
export function selected(
  text: string,
  type: ResourceType,
  selection: AttributeSelection | undefined,
): string {
  if (selection === undefined) return text;
  return JSON.stringify(select(JSON.parse(text) as JsonObject, type, selection));
}

/** Whether an `If-None-Match` names the version (RFC 9110 section 13.1.2: weakly compared). */
function isKnown({ headers }: FastifyRequest, version: string): boolean {
  const header = headers['if-none-match'];
  if (header === undefined) return false;
  return header.trim() === '*' || tagsOf(header).includes(version.replace(/^W\//, ''));
}

/** The revisions that an `If-Match` accepts. Weak tags count, as they are all that SCIM has (RFC 7644 section 3.14). */
export function ifMatchOf({ headers }: FastifyRequest): 'any' | number[] | undefined {
  const header = headers['if-match'];
  if (header === undefined) return undefined;
  if (header.trim() === '*') return 'any';
  // What stands behind the revision tells of other aggregates; a write of this one can't lose any of it.
  return tagsOf(header).map((tag) => Number(/^"(\d+)(?:\.\d+)?"$/.exec(tag)?.[1] ?? NaN));
}

/** The opaque tags of a list of entity tags, with their quotes. */
function tagsOf(header: string): string[] {
  return [...header.matchAll(/(?:W\/)?("[^"]*")/gi)].map(([, tag]) => tag ?? '');
}
