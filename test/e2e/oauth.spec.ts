import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  AdminClient,
  type ClientCredentials,
  type HttpAnswer,
  type OAuthAnswer,
  OAuthTokenClient,
  ScimClient,
} from '#testing';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { expectError, expectProblem, expectStatus } from '../support/expectations.js';
import { createUser } from '../support/resources.js';
import { createTenant, type Tenant, useFolder, useRollbook } from '../support/rollbook.js';
import { useServers } from '../support/servers.js';

const rollbook = useRollbook({ ROLLBOOK_OAUTH_TOKEN_SECONDS: '600' });

interface Connected {
  readonly tenant: Tenant;
  readonly credentials: ClientCredentials;
  readonly client: OAuthTokenClient;
}

/** A node whose method has an OAuth client. */
async function connect(): Promise<Connected> {
  const tenant = await rollbook.tenant();
  const credentials = await rollbook.admin.registerOAuthClient(tenant.nodeId, 'Entra gallery');
  rollbook.watch(credentials.clientSecret);
  return { tenant, credentials, client: clientOf(credentials) };
}

function clientOf({ tokenUrl, clientId, clientSecret }: ClientCredentials): OAuthTokenClient {
  return new OAuthTokenClient(tokenUrl, clientId, clientSecret);
}

/** Expects an access token as RFC 6749 section 5.1 has it, and gives it. */
function expectToken(answer: HttpAnswer<OAuthAnswer>): string {
  expectStatus(answer, 200);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.headers['cache-control']).toBe('no-store');
  const { access_token: token, ...rest } = answer.body;
  expect(rest).toEqual({ token_type: 'Bearer', expires_in: 600, scope: 'scim' });
  return rollbook.watch(token!);
}

/** Expects an error as RFC 6749 section 5.2 has it. */
function expectRefusal(answer: HttpAnswer<OAuthAnswer>, status: number, error: string): void {
  expectStatus(answer, status);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.body).toEqual({ error, error_description: expect.any(String) });
  if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Basic /);
}

describe('an OAuth client', () => {
  it('is registered with a secret that is shown once, listed, and told of', async () => {
    const { admin, server } = rollbook;
    const { tenant, credentials } = await connect();
    expect(credentials).toEqual({
      clientId: expect.any(String),
      clientSecret: expect.stringMatching(/^[\w-]{43}$/),
      label: 'Entra gallery',
      createdAt: expect.any(String),
      rotatedAt: null,
      tokenUrl: `${server.url}/oauth/token`,
    });
    const { clientId, clientSecret, label, createdAt } = credentials;
    const listed = [{ clientId, label, createdAt, rotatedAt: null }];
    expect(await admin.oauthClients(tenant.nodeId)).toEqual(listed);
    const method = await admin.send('GET', `/nodes/${tenant.nodeId}/provisioning-method`);
    expect(method.body).toMatchObject({ clients: listed });
    const audit = await admin.send('GET', `/audit?nodeId=${tenant.nodeId}`);
    for (const { text } of [method, audit]) {
      expect(text).not.toContain(clientSecret);
      expect(text).not.toMatch(/secretHash/);
    }
    expect(audit.text).toContain('Register OAuth Client');
  });

  it.each(['basic', 'post'] as const)('gets a token that SCIM takes, by %s', async (way) => {
    const { tenant, credentials, client } = await connect();
    const token = expectToken(await client[way]({ scope: 'anything at all' }));
    const scim = new ScimClient(tenant.tenantUrl, token);
    expectStatus(await scim.get('/Users'), 200);
    const { id } = await createUser(scim, 1);
    const [entry] = await rollbook.admin.audit({ target: id });
    expect(entry?.actor).toEqual({
      kind: 'oauth-client',
      id: credentials.clientId,
      label: 'Entra gallery',
    });
  });

  it('gets tokens that say whom, by whom and for what', async () => {
    const { tenant, credentials, client } = await connect();
    const token = expectToken(await client.basic());
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'HS256',
      typ: 'at+jwt',
      kid: expect.any(String),
    });
    const { iat, exp, jti, ...claims } = decodeJwt(token);
    expect(claims).toEqual({
      iss: rollbook.server.url,
      sub: credentials.clientId,
      client_id: credentials.clientId,
      aud: tenant.tenantUrl,
      scope: 'scim',
    });
    expect(exp! - iat!).toBe(600);
    expect(jti).not.toBe(decodeJwt(expectToken(await client.basic())).jti);
  });

  it('opens its own node only, while its method is active', async () => {
    const { admin } = rollbook;
    const mine = await connect();
    const theirs = await connect();
    const token = expectToken(await mine.client.basic());
    const path = mine.tenant.tenantUrl;
    expectError(await new ScimClient(theirs.tenant.tenantUrl, token).get('/Users'), 401);
    await admin.changeMethod(mine.tenant.nodeId, 'pause');
    expectError(await new ScimClient(path, token).get('/Users'), 403);
    await admin.changeMethod(mine.tenant.nodeId, 'resume');
    expectStatus(await new ScimClient(path, token).get('/Users'), 200);
    expectProblem(await new AdminClient(rollbook.server.url, token).send('GET', '/audit'), 401);
  });

  it('is nobody while its method is a draft', async () => {
    const { admin } = rollbook;
    const organisation = await admin.createOrganisation('Example');
    const node = await admin.createNode(organisation.id, 'Node');
    await admin.createMethod(node.id, { profile: 'keeper', idp: 'entra-id' });
    const client = clientOf(await admin.registerOAuthClient(node.id));
    expectRefusal(await client.basic(), 401, 'invalid_client');
    await admin.changeMethod(node.id, 'activate');
    expectToken(await client.basic());
  });

  it('gets another secret, and the old one is refused; tokens live on', async () => {
    const { tenant, credentials, client } = await connect();
    const token = expectToken(await client.basic());
    const rotated = await rollbook.admin.rotateClientSecret(tenant.nodeId, credentials.clientId);
    expect(rotated).toEqual({
      ...credentials,
      clientSecret: expect.any(String),
      rotatedAt: expect.any(String),
    });
    rollbook.watch(rotated.clientSecret);
    expect(rotated.clientSecret).not.toBe(credentials.clientSecret);
    expectRefusal(await client.basic(), 401, 'invalid_client');
    expectToken(await clientOf(rotated).basic());
    expectStatus(await new ScimClient(tenant.tenantUrl, token).get('/Users'), 200);
  });

  it('dies with every token that it was given when it is revoked', async () => {
    const { admin } = rollbook;
    const { tenant, credentials, client } = await connect();
    const { nodeId } = tenant;
    const token = expectToken(await client.basic());
    const scim = new ScimClient(tenant.tenantUrl, token);
    expectStatus(await scim.get('/Users'), 200);
    await admin.revokeOAuthClient(nodeId, credentials.clientId);
    expectError(await scim.get('/Users'), 401);
    expectRefusal(await client.basic(), 401, 'invalid_client');
    expect(await admin.oauthClients(nodeId)).toEqual([]);
    const path = `/nodes/${nodeId}/provisioning-method/oauth-clients/${credentials.clientId}`;
    expectProblem(await admin.send('DELETE', path), 404);
    expectProblem(await admin.send('POST', `${path}/rotate`), 404);
    const names = (await admin.audit({ nodeId, category: 'ADMIN' })).map((e) => e.displayName);
    expect(names.slice(0, 2)).toEqual(['Revoke OAuth Client', 'Register OAuth Client']);
  });

  it('is told of by discovery', async () => {
    const { scim } = await rollbook.tenant();
    const { body } = await scim.get('/ServiceProviderConfig');
    const { authenticationSchemes } = body as { authenticationSchemes: { type: string }[] };
    expect(authenticationSchemes.map(({ type }) => type)).toEqual(['oauthbearertoken', 'oauth2']);

    const answer = await fetch(`${rollbook.server.url}/.well-known/oauth-authorization-server`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      issuer: rollbook.server.url,
      token_endpoint: `${rollbook.server.url}/oauth/token`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      scopes_supported: ['scim'],
    });
  });
});

describe('the token endpoint', () => {
  it('refuses what is no request of its grant', async () => {
    const { client, credentials } = await connect();
    const { clientId: client_id, clientSecret: client_secret } = credentials;
    const form = { grant_type: 'client_credentials', client_id, client_secret };
    const text = new URLSearchParams(form).toString();
    const basic = { authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` };
    for (const answer of [
      await client.send(''),
      await client.send({ client_id, client_secret }),
      await client.send(`${text}&grant_type=client_credentials`),
      await client.send(form, basic),
      await client.send({ grant_type: 'client_credentials', client_id: 'another' }, basic),
      await client.send(JSON.stringify(form), { 'content-type': 'application/json' }),
    ]) {
      expectRefusal(answer, 400, 'invalid_request');
    }
    for (const grant_type of ['password', 'authorization_code', 'CLIENT_CREDENTIALS']) {
      const answer = await client.send({ ...form, grant_type });
      expectRefusal(answer, 400, 'unsupported_grant_type');
    }
    const xml = { 'content-type': 'application/xml' };
    expectRefusal(await client.send('<a/>', xml), 415, 'invalid_request');
    expectRefusal(await client.send('x'.repeat(100_000)), 413, 'invalid_request');
    expectToken(await client.send(form));
    expectToken(await client.send({ grant_type: 'client_credentials', client_id }, basic));
  });

  it('is reached by POST alone', async () => {
    const answer = await fetch(`${rollbook.server.url}/oauth/token`);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it.each([
    ['no credentials', {}],
    ['another scheme', { authorization: 'Bearer abc' }],
    ['what is no base64', { authorization: 'Basic ***' }],
    ['no colon', { authorization: `Basic ${btoa('abc')}` }],
    ['an encoding that is broken', { authorization: `Basic ${btoa('%zz:%zz')}` }],
    ['a client that nobody knows', { authorization: `Basic ${btoa('nobody:secret')}` }],
  ])('refuses %s', async (_, headers) => {
    const client = new OAuthTokenClient(`${rollbook.server.url}/oauth/token`, '', '');
    const answer = await client.send({ grant_type: 'client_credentials' }, headers);
    expectRefusal(answer, 401, 'invalid_client');
  });

  it('takes forms nowhere else', async () => {
    const { tenant } = await connect();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expectError(await tenant.scim.post('/Users', 'userName=a', type), 415);
    expectProblem(await rollbook.admin.send('POST', '/organisations', 'name=a', type), 415);
  });

  it('limits guesses, counts them, and folds them into few failures', async () => {
    const { tenant, credentials, client } = await connect();
    const guess = new OAuthTokenClient(credentials.tokenUrl, credentials.clientId, 'wrong');
    const answers = [];
    for (let n = 0; n < 30; n++) answers.push(await guess.basic());
    expectRefusal(answers[0]!, 401, 'invalid_client');
    const last = answers.at(-1)!;
    expectRefusal(last, 429, 'temporarily_unavailable');
    expect(last.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    // Not even the right one is looked at now: that, too, would tell.
    expectRefusal(await client.basic(), 429, 'temporarily_unavailable');
    const other = await connect();
    expectToken(await other.client.basic());

    const entries = await rollbook.admin.audit({ nodeId: tenant.nodeId, category: 'FAILURE' });
    expect(entries.map(({ status }) => status)).toEqual([429, 401]);
    expect(entries[1]).toMatchObject({ actor: { kind: 'system', label: 'Refused OAuth client' } });
    const metrics = await (await fetch(`${rollbook.server.url}/metrics`)).text();
    expect(metrics).toMatch(/rollbook_oauth_token_requests_total\{outcome="limited"\} [1-9]/);
  });
});

describe('an access token', () => {
  it('is not accepted when it is forged, changed, of another kind or too old', async () => {
    const { tenant, credentials, client } = await connect();
    const genuine = expectToken(await client.basic());
    const claims = decodeJwt(genuine);
    const header = decodeProtectedHeader(genuine) as { alg: string; typ: string; kid: string };
    const forge = (
      key: string,
      over: { readonly claims?: object; readonly header?: object } = {},
    ) =>
      new SignJWT({ ...claims, ...over.claims })
        .setProtectedHeader({ ...header, ...over.header })
        .sign(Buffer.from(key));
    const [head, body, signature] = genuine.split('.');
    const none = Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url');
    for (const token of [
      await forge('x'.repeat(43)),
      await forge(credentials.clientSecret),
      `${head}.${body}.`,
      `${none}.${body}.`,
      `${head}.${body}.${signature!.slice(0, -2)}xx`,
      `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: 'x' })).toString('base64url')}.${signature}`,
      '..',
      'a.b.c',
      'a.b.c.d.e',
    ]) {
      expectError(await new ScimClient(tenant.tenantUrl, token).get('/Users'), 401);
    }
    expectStatus(await new ScimClient(tenant.tenantUrl, genuine).get('/Users'), 200);
  });
});

describe('signing keys', () => {
  const start = useServers();
  const folder = useFolder();

  it('are made at the first start for their owner alone, and replaced without a gap', async () => {
    const file = join(folder.path, 'oauth-signing-keys');
    const first = await start({ dataFolder: folder.path });
    const env = { ROLLBOOK_PUBLIC_URL: first.url };
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const key = readFileSync(file, 'utf8').trim();
    expect(key).toMatch(/^[\w-]{43}$/);
    const admin = new AdminClient(first.url, first.ownerKey);
    const { nodeId } = await createTenant(admin);
    const { clientId, clientSecret } = await admin.registerOAuthClient(nodeId);
    const ask = async (url: string) => {
      const answer = await new OAuthTokenClient(
        `${url}/oauth/token`,
        clientId,
        clientSecret,
      ).post();
      return answer.body.access_token!;
    };
    const call = async (url: string, token: string) =>
      (await new ScimClient(`${url}/scim/v2/${nodeId}`, token).get('/Users')).status;
    const old = await ask(first.url);
    expect(await call(first.url, old)).toBe(200);
    expect(first.output()).not.toContain(key);
    await first.stop();

    writeFileSync(file, `${'n'.repeat(43)}\n${key}\n`);
    const second = await start({ dataFolder: folder.path, env });
    const young = await ask(second.url);
    expect(decodeProtectedHeader(young).kid).not.toBe(decodeProtectedHeader(old).kid);
    expect([await call(second.url, old), await call(second.url, young)]).toEqual([200, 200]);
    await second.stop();

    const keys = { ROLLBOOK_OAUTH_SIGNING_KEYS: `${'m'.repeat(32)},${'n'.repeat(43)}` };
    const third = await start({ dataFolder: folder.path, env: { ...env, ...keys } });
    expect([await call(third.url, old), await call(third.url, young)]).toEqual([401, 200]);
    await third.stop();
  });

  it('that are none keep the server from starting, and are not shown', async () => {
    writeFileSync(join(folder.path, 'oauth-signing-keys'), 'too-short\n');
    const failed = await start({ dataFolder: folder.path }).catch((error: unknown) => error);
    expect(String(failed)).toMatch(/oauth-signing-keys/);
    expect(String(failed)).not.toContain('too-short');
  });
});
