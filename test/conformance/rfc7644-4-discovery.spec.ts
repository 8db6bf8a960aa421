import { expect, it } from '@jest/globals';
import { scimRequest } from '#testing';
import { expectError, expectList, expectNoNulls, expectStatus } from '../support/expectations.js';
import { useProvider } from './support.js';

const provider = useProvider();
const ENDPOINTS = ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes'];

it('RFC 7644 4 MUST serve its configuration, schemas and resource types', async () => {
  for (const path of ENDPOINTS) {
    const answer = await provider.scim.get(path);
    expectStatus(answer, 200);
    expectNoNulls(answer.body);
  }
});

it('RFC 7644 4 MUST list schemas and resource types, and give each by its id', async () => {
  for (const path of ['/Schemas', '/ResourceTypes']) {
    for (const document of expectList(await provider.scim.get(path))) {
      const one = await provider.scim.get(`${path}/${encodeURIComponent(document.id)}`);
      expect(one.body).toEqual(document);
      expect(document.meta.location).toBe(`${provider.tenant.tenantUrl}${path}/${document.id}`);
    }
    expectError(await provider.scim.get(`${path}/nothing`), 404);
  }
});

it('RFC 7644 4 SHALL refuse a filter with 403', async () => {
  for (const path of ENDPOINTS) {
    expectError(await provider.scim.get(`${path}?filter=name%20eq%20%22User%22`), 403);
  }
});

it('RFC 7644 4 SHALL ignore sorting and paging', async () => {
  const whole = (await provider.scim.get('/Schemas')).body;
  const asked = '/Schemas?startIndex=2&count=1&sortBy=id&sortOrder=descending';
  expect((await provider.scim.get(asked)).body).toEqual(whole);
});

it('RFC 7644 4 MUST refuse writes with 405', async () => {
  for (const path of ENDPOINTS) {
    for (const method of ['POST', 'PUT', 'PATCH'] as const) {
      expectError(await provider.scim.send(scimRequest(method, path, {})), 405);
    }
  }
});

it('RFC 7644 4 MUST describe no groups where a profile has none', async () => {
  const { scim } = await provider.rollbook.tenant({ profile: 'keepabl' });
  const types = expectList(await scim.get('/ResourceTypes'), 1);
  expect(types).toMatchObject([{ id: 'User' }]);
  expect((await scim.get('/Schemas')).text).not.toMatch(/:Group"|"groups"|"memberships"/);
  expectError(await scim.get('/Groups'), 404);
});
