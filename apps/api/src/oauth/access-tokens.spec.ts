import { describe, expect, it } from '@jest/globals';
import { decodeJwt, SignJWT } from 'jose';
import type { ClientAccess } from '#read-model';
import { Surface } from '../http/surface.js';
import { AccessTokens } from './access-tokens.js';
import type { SigningKey, SigningKeys } from './signing-keys.js';

const key = (id: string): SigningKey => ({ id, secret: Buffer.from(id.padEnd(32, id)) });
const client = { clientId: 'c1', nodeId: 'n1' } as ClientAccess;

function accessTokens(keys: SigningKeys = [key('a')]) {
  let now = Date.parse('2026-03-02T09:00:00.000Z');
  let jti = 0;
  const surface = new Surface(() => ({
    openapi: '3.0.0',
    info: { title: '', version: '' },
    paths: {},
  }));
  surface.publicUrl = 'https://rollbook.example';
  const ids = { next: () => `${++jti}` } as unknown as ConstructorParameters<
    typeof AccessTokens
  >[3];
  const clock = { now: () => new Date(now) };
  /** Another with the same clock: one that has seen no token yet. */
  const other = (otherKeys = keys) => new AccessTokens(otherKeys, surface, clock, ids, 600);
  return { tokens: other(), other, pass: (seconds: number) => (now += seconds * 1_000) };
}

describe('an access token', () => {
  it('leads to its client, for its node, until it ends', async () => {
    const { tokens, other, pass } = accessTokens();
    const token = await tokens.issue(client);
    for (const each of [tokens, tokens, other()]) {
      expect(await each.clientOf(token, 'n1')).toBe('c1');
      expect(await each.clientOf(token, 'n2')).toBeUndefined();
    }
    pass(599);
    expect(await tokens.clientOf(token, 'n1')).toBe('c1');
    pass(1);
    for (const each of [tokens, other()]) {
      expect(await each.clientOf(token, 'n1')).toBeUndefined();
    }
  });

  it('is signed by the first key, and taken by any', async () => {
    const { tokens, other } = accessTokens();
    const token = await tokens.issue(client);
    const both = other([key('b'), key('a')]);
    expect(await both.clientOf(token, 'n1')).toBe('c1');
    expect(await tokens.clientOf(await both.issue(client), 'n1')).toBeUndefined();
    expect(await other([key('b')]).clientOf(token, 'n1')).toBeUndefined();
  });

  it.each([
    ['of another issuer', { iss: 'https://elsewhere.example' }, {}],
    ['for another audience', { aud: 'https://rollbook.example/scim/v2/n2' }, {}],
    ['for several audiences', { aud: ['https://rollbook.example/scim/v2/n1', 'x'] }, {}],
    ['without an end', { exp: undefined }, {}],
    ['of nobody', { sub: undefined }, {}],
    ['of another type', {}, { typ: 'JWT' }],
    ['of an unknown key', {}, { kid: 'z' }],
    ['of no key', {}, { kid: undefined }],
    ['signed in another way', {}, { alg: 'HS512' }],
  ])('is refused %s', async (_, claims, header) => {
    const { tokens } = accessTokens();
    const sign = (overClaims: object, overHeader: object, genuine: object) =>
      new SignJWT({ ...genuine, ...overClaims })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'a', ...overHeader })
        .sign(key('a'.repeat(64)).secret);
    const genuine = decodeJwt(await tokens.issue(client));
    const wide = accessTokens([{ id: 'a', secret: key('a'.repeat(64)).secret }]).tokens;
    expect(await wide.clientOf(await sign({}, {}, genuine), 'n1')).toBe('c1');
    expect(await wide.clientOf(await sign(claims, header, genuine), 'n1')).toBeUndefined();
  });
});
