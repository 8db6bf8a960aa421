import { ownTurn } from '#event-store';
import { refuse, RefusedError } from '#kernel';
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
import type { Runtime } from '../runtime.js';
import { judgeRead } from './entity-tags.js';
import { scimOf } from './scim-request.js';
import { RETRY_AFTER_SECONDS } from './scim-refusals.js';
import type { Accepted } from './scim-write.js';

/** RFC 7644 section 3.1. */
export const SCIM_MEDIA_TYPE = 'application/scim+json; charset=utf-8';

/** How much text is worked on in one turn of the event loop, in UTF-16 code units: some milliseconds. */
export const TEXT_IN_A_TURN = 256 * 1024;

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

/** Sends what a write came to, once the next read shows it; a creation (201) says where it is. */
export async function sendAccepted(
  runtime: Runtime,
  reply: FastifyReply,
  { position, location, written }: Accepted,
): Promise<void> {
  await runtime.readable(position);
  const { status, version, body } = await written();
  const text = await body?.();
  if (status === 201) reply.header('location', location);
  if (version !== undefined) reply.header('etag', version);
  if (text === undefined) reply.status(status).send();
  else send(reply, status, text);
}

/**
 * Sends a stored resource, or 304 to who has this version already.
 *
 * @throws RefusedError `revision-mismatch` when If-Match asks for another version
 */
export async function sendStored(
  request: FastifyRequest,
  reply: FastifyReply,
  type: ResourceType,
  resource: StoredResource,
  selection: AttributeSelection | undefined,
): Promise<void> {
  const version = resourceVersion(resource);
  reply.header('etag', version);
  switch (judgeRead(request.headers, version)) {
    case 'failed':
      throw new RefusedError(
        refuse('revision-mismatch', 'the resource has another version than If-Match asks for'),
      );
    case 'not-modified':
      reply.status(304).send();
      return;
    case 'met': {
      const text = resourceText(resource, scimOf(request).baseUrl);
      send(reply, 200, await selected(text, type, selection));
    }
  }
}

/** The part of a resource's text that was asked for. */
export async function selected(
  text: string,
  type: ResourceType,
  selection: AttributeSelection | undefined,
): Promise<string> {
  if (selection === undefined) return text;
  const isLarge = text.length > TEXT_IN_A_TURN;
  if (isLarge) await ownTurn();
  const resource = JSON.parse(text) as JsonObject;
  if (isLarge) await ownTurn();
  const part = select(resource, type, selection);
  if (isLarge) await ownTurn();
  return JSON.stringify(part);
}
