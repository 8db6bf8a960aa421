import { expect, it } from '@jest/globals';
import { expectError } from '../support/expectations.js';
import { useProvider } from './support.js';

const provider = useProvider();

it('RFC 7644 2 MUST say with WWW-Authenticate how to authenticate when a request is refused for it', async () => {
  for (const authorization of ['', 'Bearer wrong', 'Basic dXNlcjpwYXNz']) {
    const answer = await provider.scim.get('/Users', { authorization });
    expectError(answer, 401);
    // RFC 6750 section 3.1: an error is told to who has sent a token, and to nobody else.
    const error = authorization.startsWith('Bearer') ? ', error="invalid_token"' : '';
    expect(answer.headers['www-authenticate']).toBe(`Bearer realm="rollbook"${error}`);
  }
});

it('RFC 7644 6 MUST keep tenants apart: one token opens no other node', async () => {
  const other = await provider.rollbook.tenant({ profile: 'standard' });
  const authorization = `Bearer ${other.token}`;
  expectError(await provider.scim.get('/Users', { authorization }), 401);
});

it('RFC 7644 7.5.2 SHOULD NOT repeat a secret in an answer', async () => {
  const authorization = 'Bearer a-secret-that-is-wrong';
  const answer = await provider.scim.get('/Users', { authorization });
  expect(answer.text).not.toContain('a-secret-that-is-wrong');
});
