import { expect, it } from '@jest/globals';
import { CORE_USER, scimRequest } from '#testing';
import { expectError, expectList, expectStatus } from '../support/expectations.js';
import { createUser, readUser } from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();
const minimal = () => ({ schemas: [CORE_USER], userName: `request${fresh()}@example.com` });

it('RFC 7644 3.1 MUST accept and send application/scim+json', async () => {
  const answer = await provider.scim.post('/Users', minimal(), {
    'content-type': 'application/scim+json',
    accept: 'application/scim+json',
  });
  expectStatus(answer, 201);
  expect(answer.headers['content-type']).toMatch(/^application\/scim\+json/);
});

it('RFC 7644 3.1 SHOULD accept application/json too', async () => {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  expectStatus(await provider.scim.post('/Users', minimal(), headers), 201);
});

it('RFC 7644 3.1 MUST keep text in UTF-8', async () => {
  const displayName = 'Žluťoučký 国際 𝒮 👩‍🚀';
  const user = await createUser(provider.scim, fresh(), { displayName });
  expect(await readUser(provider.scim, user.id)).toMatchObject({ displayName });
});

it('RFC 7644 3.1 MUST have meta.location be where the resource is', async () => {
  const user = await createUser(provider.scim, fresh());
  const path = user.meta.location.slice(provider.tenant.tenantUrl.length);
  expect((await provider.scim.get(path)).body).toEqual(user);
});

it('RFC 7644 3.2 MUST refuse with 405 a method that an endpoint does not have', async () => {
  for (const [method, path] of [
    ['PUT', '/Users'],
    ['PATCH', '/Groups'],
    ['POST', '/Users/x'],
    ['DELETE', '/Schemas'],
  ] as const) {
    const answer = await provider.scim.send(scimRequest(method, path, {}));
    expectError(answer, 405);
    expect(answer.headers['allow']).toContain('GET');
  }
});

it('RFC 7644 3.1 SHALL NOT list the schemas of messages under /Schemas', async () => {
  const schemas = expectList(await provider.scim.get('/Schemas'));
  expect(schemas.map(({ id }) => id).filter((id) => id.includes(':api:'))).toEqual([]);
  const message = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
  expectError(await provider.scim.get(`/Schemas/${message}`), 404);
});
