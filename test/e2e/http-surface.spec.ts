import { beforeAll, describe, expect, it } from '@jest/globals';
import { exchange, type Headers, type HttpMethod, scimRequest } from '#testing';
import {
  expectError,
  expectNoContent,
  expectProblem,
  expectResource,
  expectStatus,
} from '../support/expectations.js';
import { rawExchange } from '../support/raw-exchange.js';
import { createGroup, createUser, userBody } from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
let userPath: string;
let groupPath: string;
beforeAll(async () => {
  tenant = await rollbook.tenant();
  userPath = `/Users/${(await createUser(tenant.scim, 1)).id}`;
  groupPath = `/Groups/${(await createGroup(tenant.scim, 'Here')).id}`;
});

const send = (method: HttpMethod, path: string, headers?: Headers) =>
  tenant.scim.send(scimRequest(method, path, undefined, headers));
const methodsOf = (allow: string | undefined) => allow?.split(', ');

/** The headers that tell of the answer, and not of when and on which connection it came. */
const ofAnswer = ({ date: _, connection: __, 'keep-alive': ___, ...headers }: Headers) => headers;

const COLLECTION = ['GET', 'HEAD', 'POST', 'OPTIONS'];
const RESOURCE = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const DOCUMENT = ['GET', 'HEAD', 'OPTIONS'];
/** Each kind of path with its methods. */
const PATHS: readonly (readonly [path: () => string, methods: readonly string[]])[] = [
  [() => '/Users', COLLECTION],
  [() => '/Groups', COLLECTION],
  [() => '/groups/', COLLECTION],
  [() => userPath, RESOURCE],
  [() => groupPath, RESOURCE],
  [() => '/ServiceProviderConfig', DOCUMENT],
  [() => '/Schemas', DOCUMENT],
  [() => '/Schemas/x', DOCUMENT],
  [() => '/ResourceTypes', DOCUMENT],
  [() => '/ResourceTypes/User', DOCUMENT],
  [() => '/Bulk', ['POST', 'OPTIONS']],
];

describe('methods', () => {
  it('are named by OPTIONS', async () => {
    for (const [path, methods] of PATHS) {
      const answer = await send('OPTIONS', path());
      expectNoContent(answer);
      expect(methodsOf(answer.headers.allow)).toEqual(methods);
    }
    expectError(await send('OPTIONS', '/Nothing'), 404);
    expectError(await send('OPTIONS', '/Users', { authorization: 'Bearer wrong' }), 401);
  });

  it('are named by the refusal of others', async () => {
    for (const [path, methods] of PATHS) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
        if (methods.includes(method)) continue;
        const answer = await send(method, path());
        expectError(answer, 405);
        expect(methodsOf(answer.headers.allow)).toEqual(methods);
      }
    }
  });

  it.each(['/Users', '/ServiceProviderConfig', '/Schemas', '/Nothing', '/Users/none'])(
    'HEAD %s gives the headers of GET and no body',
    async (path) => {
      const [head, get] = [await send('HEAD', path), await send('GET', path)];
      expect(head.text).toBe('');
      expect({ status: head.status, headers: ofAnswer(head.headers) }).toEqual({
        status: get.status,
        headers: ofAnswer(get.headers),
      });
    },
  );

  it('HEAD of a resource has its ETag, and heeds conditions', async () => {
    const { meta } = expectResource(await send('GET', userPath), 200);
    expect((await send('HEAD', userPath)).headers.etag).toBe(meta.version);
    expectStatus(await send('HEAD', userPath, { 'if-none-match': meta.version }), 304);
    expectStatus(await send('HEAD', userPath, { 'if-match': '"other"' }), 412);
  });

  it('are all there for /Me, which is not supported', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      expectError(await send(method, '/Me'), 501);
    }
    expectStatus(await send('HEAD', '/Me'), 501);
    expectError(await send('GET', '/me/'), 501);
    expectError(await send('GET', '/Me', { authorization: 'Bearer wrong' }), 401);
  });

  it('of the admin API are refused as problems', async () => {
    const path = '/admin/v1/organisations';
    const refused = await exchange(rollbook.server.url, { method: 'DELETE', path, headers: {} });
    expectProblem(refused, 405);
    expect(methodsOf(refused.headers['allow'])).toEqual(COLLECTION);
    const options = await exchange(rollbook.server.url, { method: 'OPTIONS', path, headers: {} });
    expectStatus(options, 204);
    expect(options.headers['allow']).toBe(refused.headers['allow']);
    const missing = { method: 'GET', path: '/admin/v1/nothing', headers: {} } as const;
    expectProblem(await exchange(rollbook.server.url, missing), 404);
  });
});

describe('Accept', () => {
  it.each(['*/*', 'application/json', 'application/scim+json', 'text/html, */*;q=0.1', ''])(
    '%p is served',
    async (accept) => {
      expectResource(await send('GET', userPath, { accept }), 200);
    },
  );

  it.each(['text/html', 'application/xml', 'application/json;q=0', '*/*;q=0'])(
    '%p is 406, and changes nothing',
    async (accept) => {
      expectError(await send('GET', userPath, { accept }), 406);
      expectError(await tenant.scim.post('/Users', userBody(2), { accept }), 406);
      expectError(await send('DELETE', userPath, { accept }), 406);
      expectResource(await send('GET', userPath), 200);
    },
  );
});

describe('conditions', () => {
  it('of a read are met, or 412', async () => {
    const { meta } = expectResource(await send('GET', userPath), 200);
    expectResource(await send('GET', userPath, { 'if-match': meta.version }), 200);
    for (const header of ['"other"', 'nonsense', '']) {
      expectError(await send('GET', userPath, { 'if-match': header }), 412);
    }
  });

  it('of a write may exclude a version', async () => {
    const { meta } = expectResource(await send('GET', userPath), 200);
    for (const header of ['*', meta.version, `"x", ${meta.version}`]) {
      const headers = { 'if-none-match': header };
      expectError(await tenant.scim.put(userPath, userBody(1, { title: 'No' }), headers), 412);
      expectError(await send('DELETE', userPath, headers), 412);
    }
    const headers = { 'if-none-match': '"other"' };
    const put = await tenant.scim.put(userPath, userBody(1, { title: 'Yes' }), headers);
    expect(expectResource(put, 200)).toMatchObject({ title: 'Yes' });
  });
});

describe('what Node refuses', () => {
  const raw = async (...head: readonly string[]) => {
    const target = `${new URL(tenant.tenantUrl).pathname}/Users`;
    const lines = [`GET ${target} HTTP/1.1`, `Authorization: Bearer ${tenant.token}`, ...head];
    return rawExchange(rollbook.server.url, lines);
  };
  const scimError = (status: number) =>
    new RegExp(`^HTTP/1\\.1 ${status} [^]*application/scim\\+json[^]*"status":"${status}"`);

  it('has a body as SCIM has it', async () => {
    expect(await raw('Expect: the-unexpected')).toMatch(scimError(417));
    expect(await raw(`X-Long: ${'x'.repeat(100_000)}`)).toMatch(scimError(431));
    expect(await rawExchange(rollbook.server.url, ['NO HTTP'])).toMatch(scimError(400));
  });

  it('is not a long filter, but a URL beyond it', async () => {
    const long = (length: number) => `/Users?filter=${'x'.repeat(length)}`;
    expectError(await send('GET', long(20_000)), 400, 'invalidFilter');
    expectError(await send('GET', long(33_000)), 414);
  });

  it('is not a long id, which nobody has', async () => {
    expectError(await send('GET', `/Users/${'x'.repeat(513)}`), 404);
    expectError(await send('DELETE', `/Groups/${'x'.repeat(30_000)}`), 404);
    const { admin } = rollbook;
    expectProblem(await admin.send('GET', `/users/${'x'.repeat(513)}`), 404);
    const beyond = await admin.send('GET', `/users/${'x'.repeat(33_000)}`);
    expectProblem(beyond, 414);
    expect(beyond.body).toMatchObject({ type: 'about:blank', title: 'URI Too Long' });
  });
});
