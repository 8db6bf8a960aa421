import { expect, it } from '@jest/globals';
import { ScimClient } from '#testing';
import { expectList } from '../support/expectations.js';
import { useProvider } from './support.js';

const provider = useProvider();

it('RFC 7644 3.13 MUST serve the version of the protocol that the base URL names, and reject others', async () => {
  const { tenantUrl, scim } = provider.tenant;
  expect(tenantUrl).toContain('/scim/v2/');
  expectList(await scim.get('/Users'));
  for (const version of ['v1', 'v3', 'v2.1']) {
    const other = new ScimClient(tenantUrl.replace('/v2/', `/${version}/`), provider.tenant.token);
    expect((await other.get('/Users')).status).toBe(404);
  }
});
