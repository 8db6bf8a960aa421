import type { FastifyRequest } from 'fastify';
import { invalidClient, invalidRequest, noForm, OAuthError } from './oauth-error.js';

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
  if (typeof body !== 'string') throw noForm();
  const form = readForm(body);
  const grant = form.get('grant_type');
  if (grant === undefined) throw invalidRequest('grant_type is missing');
  if (grant !== 'client_credentials') {
    throw new OAuthError(400, 'unsupported_grant_type', 'the grant must be client_credentials');
  }
  return credentials(headers.authorization, form.get('client_id'), form.get('client_secret'));
}

/** A parameter without a value counts as omitted, and none may be there twice (RFC 6749 section 3.2). */
function readForm(body: string): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (value === '') continue;
    if (form.has(name)) throw invalidRequest('a parameter is there more than once');
    form.set(name, value);
  }
  return form;
}

function credentials(
  authorization: string | undefined,
  clientId: string | undefined,
  clientSecret: string | undefined,
): Credentials {
  if (authorization === undefined) {
    if (clientId === undefined || clientSecret === undefined) throw invalidClient();
    return { clientId, clientSecret };
  }
  if (clientSecret !== undefined) throw invalidRequest('the client authenticates in two ways');
  const basic = readBasic(authorization);
  if (clientId !== undefined && clientId !== basic.clientId) {
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
