import type { FastifyRequest } from 'fastify';
import { invalidClient, invalidRequest, OAuthError } from './oauth-error.js';

/** What a client authenticates with. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Reads a token request of the client credentials grant (RFC 6749 section 4.4.2), with the client's credentials in the
 * header or in the body (section 2.3.1).
 *
 * @throws OAuthError for another grant, for what cannot be read, and for a request without credentials
 */
export function readTokenRequest({ headers, body }: FastifyRequest): Credentials {
  // What is no form has been parsed as JSON, or not at all.
  if (typeof body !== 'string') {
    throw invalidRequest('the body must be application/x-www-form-urlencoded');
  }
  const form = new URLSearchParams(body);
  for (const name of new Set(form.keys())) {
    if (form.getAll(name).length > 1) throw invalidRequest('a parameter is there more than once');
  }
  const grant = form.get('grant_type');
  if (grant === null || grant === '') throw invalidRequest('grant_type is missing');
  if (grant !== 'client_credentials') {
    throw new OAuthError(400, 'unsupported_grant_type', 'the grant must be client_credentials');
  }
  return credentials(headers.authorization, form.get('client_id'), form.get('client_secret'));
}

function credentials(
  authorization: string | undefined,
  clientId: string | null,
  clientSecret: string | null,
): Credentials {
  if (authorization === undefined) {
    if (clientId === null || clientSecret === null) throw invalidClient();
    return { clientId, clientSecret };
  }
  if (clientSecret !== null) throw invalidRequest('the client authenticates in two ways');
  const basic = readBasic(authorization);
  if (clientId !== null && clientId !== basic.clientId) {
    throw invalidRequest('client_id is another one in the body');
  }
  return basic;
}

/** The id and the secret are form-encoded ahead of HTTP's own encoding (RFC 6749 section 2.3.1). */
function readBasic(authorization: string): Credentials {
  const encoded = /^basic +([a-z0-9+/]+=*) *$/i.exec(authorization)?.[1] ?? '';
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  if (id === undefined || secret === undefined) throw invalidClient();
  return { clientId: formDecoded(id), clientSecret: formDecoded(secret) };
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidClient();
  }
}
