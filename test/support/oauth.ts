import { expect } from '@jest/globals';
import {
  type ClientCredentials,
  type HttpAnswer,
  type OAuthAnswer,
  OAuthTokenClient,
} from '#testing';
import { expectStatus } from './expectations.js';
import type { Rollbook, Tenant } from './rollbook.js';

/** A node whose method has an OAuth client. */
export interface Connected {
  readonly tenant: Tenant;
  readonly credentials: ClientCredentials;
  readonly client: OAuthTokenClient;
}

/** Sets up a node whose method has an OAuth client. */
export async function connect(rollbook: Rollbook): Promise<Connected> {
  const tenant = await rollbook.tenant();
  const credentials = await rollbook.admin.registerOAuthClient(tenant.nodeId, 'Entra gallery');
  rollbook.watch(credentials.clientSecret);
  return { tenant, credentials, client: clientOf(credentials) };
}

export function clientOf({
  tokenUrl,
  clientId,
  clientSecret,
}: ClientCredentials): OAuthTokenClient {
  return new OAuthTokenClient(tokenUrl, clientId, clientSecret);
}

/** Expects an access token as RFC 6749 section 5.1 has it, and gives it. */
export function expectToken(rollbook: Rollbook, answer: HttpAnswer<OAuthAnswer>): string {
  expectStatus(answer, 200);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.headers['cache-control']).toBe('no-store');
  const { access_token: token, ...rest } = answer.body;
  expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3_600, scope: 'scim' });
  return rollbook.watch(token!);
}

/** Expects an error as RFC 6749 section 5.2 has it. */
export function expectRefusal(
  answer: HttpAnswer<OAuthAnswer>,
  status: number,
  error: string,
): void {
  expectStatus(answer, status);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.body).toEqual({ error, error_description: expect.any(String) });
  if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Basic /);
}
