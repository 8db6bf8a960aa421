import { versionOf } from '#application';
import { refuse, RefusedError } from '#kernel';
import { groupsVersion, type StoredResource } from '#read-model';
import { scimErrorBody, type ScimError, type AttributeSelection, type JsonObject } from '#scim';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Runtime } from '../runtime.js';
import { judgeRead } from './entity-tags.js';
import { groupWithMembers } from './group-with-members.js';
import { TEXT_IN_A_TURN } from './selected.js';
import { scimOf } from './scim-request.js';
import { RETRY_AFTER_SECONDS } from './scim-refusals.js';
import type { Accepted } from './scim-write.js';
import { userWithGroups } from './user-with-groups.js';

/** RFC 7644 section 3.1. */
export const SCIM_MEDIA_TYPE = 'application/scim+json; charset=utf-8';

/** Above so many UTF-16 code units an answer has no Content-Length. */
const SENT_AT_ONCE = 1024 * 1024;

/** Sends a document, or a text in pieces, as SCIM. A long text is sent, and made bytes of, a piece at a time. */
export function send(
  reply: FastifyReply,
  status: number,
  body: readonly string[] | JsonObject,
): void {
  const texts = isPieces(body) ? body : [JSON.stringify(body)];
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const payload = length > SENT_AT_ONCE ? Readable.from(bytesOf(texts)) : texts.join('');
  sendPayload(reply, status, payload);
}

function isPieces(body: readonly string[] | JsonObject): body is readonly string[] {
  return Array.isArray(body);
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
      send(reply, 200, [begin]);
      return;
    }
    begin += piece.value;
  }
  sendPayload(reply, 200, Readable.from(allBytesOf(begin, pieces)));
}

async function* allBytesOf(begin: string, others: AsyncIterable<string>): AsyncGenerator<Buffer> {
  yield* bytesOf([begin]);
  for await (const text of others) yield* bytesOf([text]);
}

function* bytesOf(texts: readonly string[]): Generator<Buffer> {
  for (const text of texts) {
    for (let at = 0, end; at < text.length; at = end) {
      end = at + TEXT_IN_A_TURN;
      // Both halves of a surrogate pair make one character.
      if ((text.codePointAt(end - 1) ?? 0) > 0xffff) end++;
      yield Buffer.from(text.slice(at, end));
    }
  }
}

/** Sends an error in SCIM's form. */
export function sendError(reply: FastifyReply, error: ScimError): void {
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
  const { version, text } = await answerOf(resource, scimOf(request).baseUrl, selection);
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
      send(reply, 200, await text());
    }
  }
}

/** What is sent of a stored resource. */
export interface StoredAnswer {
  readonly version: string;
  /** In pieces. */
  readonly text: () => Promise<readonly string[]>;
}

/** The version of a stored resource, and its text, or that of the part of it that was asked for. */
export async function answerOf(
  resource: StoredResource,
  baseUrl: string,
  selection: AttributeSelection | undefined,
): Promise<StoredAnswer> {
  const { text, revision } = resource;
  const groups = await resource.groups?.();
  if (groups === undefined) {
    return {
      version: versionOf(revision),
      text: async () =>
        groupWithMembers(text, (await resource.members?.()) ?? [], baseUrl, selection),
    };
  }
  const versionSuffix = await groupsVersion(groups);
  return {
    version: versionOf(revision, versionSuffix),
    text: () => userWithGroups(text, groups, versionSuffix, baseUrl, selection),
  };
}
