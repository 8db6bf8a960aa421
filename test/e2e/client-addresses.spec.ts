import { describe, expect, it } from '@jest/globals';
import { OAuthTokenClient, ScimClient } from '#testing';
import { expectError, expectNoContent } from '../support/expectations.js';
import { clientOf, connect, expectRefusal, expectToken } from '../support/oauth.js';
import { createUser } from '../support/resources.js';
import { type Rollbook, type Tenant, useRollbook } from '../support/rollbook.js';

/** What a proxy says for a client that claims to be another one. */
const forwarded = (address: string) => ({ 'x-forwarded-for': `198.51.100.1, ${address}` });
const form = { grant_type: 'client_credentials' };

const addressesOf = async ({ admin }: Rollbook, { nodeId }: Tenant, category: string) =>
  (await admin.audit({ nodeId, category })).map(({ client }) => client?.address);

describe('behind a trusted proxy', () => {
  const rollbook = useRollbook({ ROLLBOOK_TRUSTED_PROXIES: '10.0.0.0/8,127.0.0.1' });

  it('the audit log names the address that the proxy saw', async () => {
    const tenant = await rollbook.tenant();
    const { id } = await createUser(tenant.scim, 1);
    expectNoContent(await tenant.scim.delete(`/Users/${id}`, forwarded('203.0.113.7')));
    const twice = forwarded('203.0.113.8:4711, 10.1.2.3');
    const stranger = new ScimClient(tenant.tenantUrl, 'guess');
    expectError(await stranger.get('/Users', twice), 401);
    expect(await addressesOf(rollbook, tenant, 'SUSPEND')).toEqual(['203.0.113.7']);
    expect(await addressesOf(rollbook, tenant, 'FAILURE')).toEqual(['203.0.113.8']);
  });

  it('who guesses at a secret keeps nobody else out', async () => {
    const { credentials } = await connect(rollbook);
    const { tokenUrl, clientId, clientSecret } = credentials;
    const ask = (secret: string, address: string) => {
      const authorization = `Basic ${btoa(`${clientId}:${secret}`)}`;
      const headers = { authorization, ...forwarded(address) };
      return new OAuthTokenClient(tokenUrl, '', '').send(form, headers);
    };
    for (let n = 0; n < 10; n++) {
      expectRefusal(await ask('wrong', `203.0.113.66:${5_000 + n}`), 401, 'invalid_client');
    }
    expectRefusal(await ask('wrong', '203.0.113.66:6000'), 429, 'temporarily_unavailable');
    expectToken(rollbook, await ask(clientSecret, '203.0.113.7'));
  });
});

describe.each([
  ['none is', {}],
  ['another one is', { ROLLBOOK_TRUSTED_PROXIES: '10.0.0.0/8' }],
])('behind a proxy that is not trusted (%s)', (_, env) => {
  const rollbook = useRollbook(env);

  it('what it says is ignored', async () => {
    const { tenant, client, credentials } = await connect(rollbook);
    const { id } = await createUser(tenant.scim, 1);
    expectNoContent(await tenant.scim.delete(`/Users/${id}`, forwarded('203.0.113.7')));
    expect(await addressesOf(rollbook, tenant, 'SUSPEND')).toEqual(['127.0.0.1']);

    const authorization = `Basic ${btoa(`${credentials.clientId}:wrong`)}`;
    for (let n = 0; n < 10; n++) {
      const headers = { authorization, ...forwarded(`203.0.113.${n}`) };
      expectRefusal(await clientOf(credentials).send(form, headers), 401, 'invalid_client');
    }
    expectRefusal(await client.basic(), 429, 'temporarily_unavailable');
  });
});
