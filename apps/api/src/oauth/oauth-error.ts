import { ScimError } from '#scim';
import { toProblem } from '../http/problem.js';
import type { FastifyReply } from 'fastify';

/** What the token endpoint can answer with (RFC 6749 section 5.2; the last two are of section 4.1.2.1). */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'temporarily_unavailable'
  | 'server_error';

/** A token request that is refused. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  /** @param retryAfter seconds after which it may be tried again */
  constructor(
    readonly status: number,
    readonly code: OAuthErrorCode,
    readonly detail: string,
    readonly retryAfter?: number,
  ) {
    super(detail);
  }
}

export const invalidRequest = (detail: string) => new OAuthError(400, 'invalid_request', detail);

export const noForm = () => invalidRequest('the body must be application/x-www-form-urlencoded');

/** The same for a client that does not exist and for a wrong secret: nobody learns which. */
export const invalidClient = () =>
  new OAuthError(401, 'invalid_client', 'the client is not known, or its secret is another');

export const serverError = (detail: string) => new OAuthError(500, 'server_error', detail);

/** What the token endpoint says about an error; undefined for one that nobody foresaw. */
export function toOAuthError(error: unknown): OAuthError | undefined {
  if (error instanceof OAuthError) return error;
  // The body was taken for what other endpoints read, and is not even that.
  if (error instanceof ScimError) return noForm();
  const problem = toProblem(error);
  if (problem === undefined) return undefined;
  const { status, detail } = problem;
  return new OAuthError(status, status < 500 ? 'invalid_request' : 'server_error', detail);
}

/** Sends an error in OAuth's form; never to be stored (RFC 6749 section 5.1). */
export function sendOAuthError(reply: FastifyReply, error: OAuthError): void {
  if (error.status === 401) reply.header('www-authenticate', 'Basic realm="rollbook"');
  if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter));
  sendUncached(reply, error.status, { error: error.code, error_description: error.detail });
}

/** Sends a JSON body that no cache may keep. */
export function sendUncached(reply: FastifyReply, status: number, body: object): void {
  reply
    .status(status)
    .header('cache-control', 'no-store')
    .header('pragma', 'no-cache')
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(body));
}
