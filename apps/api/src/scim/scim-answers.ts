import { refuse, RefusedError } from '#kernel';
import { resourceText, resourceVersion, type StoredResource } from '#read-model';
import { scimErrorBody, type ScimError, type AttributeSelection, type JsonObject } from '#scim';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Runtime } from '../runtime.js';
import { judgeRead } from './entity-tags.js';
import { groupText } from './group-text.js';
import { selected, TEXT_IN_A_TURN } from './selected.js';
import { scimOf } from './scim-request.js';
import { RETRY_AFTER_SECONDS } from './scim-refusals.js';
import type { Accepted } from './scim-write.js';

/** RFC 7644 section 3.1. */
export const SCIM_MEDIA_TYPE = 'application/scim+json; charset=utf-8';

/** Above so many UTF-16 code units an answer has no Content-Length. */
const SENT_AT_ONCE = 4 * 1024 * 1024;

/** Sends a text or a document as SCIM. A long text is sent, and made bytes of, a piece at a time. */
export function send(reply: FastifyReply, status: number, body: string | JsonObject): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  sendPayload(reply, status, text.length > SENT_AT_ONCE ? Readable.from(piecesOf(text)) : text);
}

function sendPayload(reply: FastifyReply, status: number, payload: string | Readable): void {
  reply.status(status).header('content-type', SCIM_MEDIA_TYPE).send(payload);
}

/**
 * Sends a document whose pieces are made one after the other. A large one is sent while it is made, as fast as the client
 * takes it, and is never in memory as a whole; should a piece fail then, the connection is cut.
 */
export async function sendPieces(
  reply: FastifyReply,
  pieces: AsyncGenerator<string, void, undefined>,
): Promise<void> {
  let begin = '';
  while (begin.length <= SENT_AT_ONCE) {
    const piece = await pieces.next();
    if (piece.done === true) {
      send(reply, 200, begin);
      return;
    }
    begin += piece.value;
  }
  sendPayload(reply, 200, Readable.from(allPiecesOf(begin, pieces)));
}

async function* allPiecesOf(begin: string, others: AsyncIterable<string>): AsyncGenerator<Buffer> {
  yield* piecesOf(begin);
  for await (const piece of others) yield* piecesOf(piece);
}

function* piecesOf(text: string): Generator<Buffer> {
  for (let at = 0, end; at < text.length; at = end) {
    end = at + TEXT_IN_A_TURN;
    // Both halves of a surrogate pair make one character.
    if ((text.codePointAt(end - 1) ?? 0) > 0xffff) end++;
    yield Buffer.from(text.slice(at, end));
  }
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
      send(reply, 200, await storedText(resource, scimOf(request).baseUrl, selection));
    }
  }
}

/** The text of a stored resource, or of the part of it that was asked for. */
export async function storedText(
  resource: StoredResource,
  baseUrl: string,
  selection: AttributeSelection | undefined,
): Promise<string> {
  return resource.members === undefined
    ? selected(resourceText(resource, baseUrl), resource.type, selection)
    : groupText(resource.text, await resource.members(), baseUrl, selection);
}
