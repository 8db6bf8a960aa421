import { describe, expect, it } from '@jest/globals';
import { AdminClient, ScimClient } from '#testing';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { expectError, expectProblem, expectStatus } from '../support/expectations.js';
import { clientOf, connect, expectRefusal, expectToken } from '../support/oauth.js';
import { createUser } from '../support/resources.js';
import { useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();

describe('an OAuth client', () => {
  it('is registered with a secret that is shown once, listed, and told of', async () => {
    const { admin, server } = rollbook;
    const { tenant, credentials } = await connect(rollbook);
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
    const { tenant, credentials, client } = await connect(rollbook);
    const token = expectToken(rollbook, await client[way]({ scope: 'anything at all' }));
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
    const { tenant, credentials, client } = await connect(rollbook);
    const token = expectToken(rollbook, await client.basic());
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
    expect(exp! - iat!).toBe(3_600);
    expect(jti).not.toBe(decodeJwt(expectToken(rollbook, await client.basic())).jti);
  });

  it('opens its own node only, while its method is active', async () => {
    const { admin } = rollbook;
    const mine = await connect(rollbook);
    const theirs = await connect(rollbook);
    const token = expectToken(rollbook, await mine.client.basic());
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
    expectToken(rollbook, await client.basic());
  });

  it('gets another secret, and the old one is refused; tokens live on', async () => {
    const { tenant, credentials, client } = await connect(rollbook);
    const token = expectToken(rollbook, await client.basic());
    const rotated = await rollbook.admin.rotateClientSecret(tenant.nodeId, credentials.clientId);
    expect(rotated).toEqual({
      ...credentials,
      clientSecret: expect.any(String),
      rotatedAt: expect.any(String),
    });
    rollbook.watch(rotated.clientSecret);
    expect(rotated.clientSecret).not.toBe(credentials.clientSecret);
    expectRefusal(await client.basic(), 401, 'invalid_client');
    expectToken(rollbook, await clientOf(rotated).basic());
    expectStatus(await new ScimClient(tenant.tenantUrl, token).get('/Users'), 200);
  });

  it('dies with every token that it was given when it is revoked', async () => {
    const { admin } = rollbook;
    const { tenant, credentials, client } = await connect(rollbook);
    const { nodeId } = tenant;
    const token = expectToken(rollbook, await client.basic());
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

describe('an access token', () => {
  it('is not accepted when it is forged, changed, of another kind or too old', async () => {
    const { tenant, credentials, client } = await connect(rollbook);
    const genuine = expectToken(rollbook, await client.basic());
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
