import { ScimError, scimErrorBody } from '#scim';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { SCIM_MEDIA_TYPE } from '../scim/scim-answers.js';

/** What Node says of a request that it gives up before anybody has seen it. */
const STATUS: ReadonlyMap<string | undefined, ScimError> = new Map([
  ['HPE_HEADER_OVERFLOW', new ScimError(431, undefined, 'the header fields are too large')],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', new ScimError(413, undefined, 'the body is too large')],
  ['ERR_HTTP_REQUEST_TIMEOUT', new ScimError(408, undefined, 'the request took too long')],
]);

const UNREADABLE = new ScimError(400, 'invalidSyntax', 'this is no HTTP request');

/**
 * Answers a request that could not be read, and ends its connection. Nobody knows whose it was; as most are SCIM's, the
 * answer is in SCIM's form.
 */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = STATUS.get(error.code) ?? UNREADABLE;
  const body = JSON.stringify(scimErrorBody(refusal));
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`,
    `Content-Type: ${SCIM_MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Answers a request with an expectation other than `100-continue` (RFC 9110 section 10.1.1). */
export function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const refusal = new ScimError(417, undefined, 'the only expectation that is met is 100-continue');
  response
    .writeHead(refusal.status, { 'content-type': SCIM_MEDIA_TYPE, connection: 'close' })
    .end(JSON.stringify(scimErrorBody(refusal)));
}
