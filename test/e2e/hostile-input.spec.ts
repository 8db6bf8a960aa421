import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scimRequest } from '#testing';
import { expectError, expectList } from '../support/expectations.js';
import { rawExchange } from '../support/raw-exchange.js';
import { createGroup, createUser, patchBody } from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
let userPath: string;
let groupPath: string;
beforeAll(async () => {
  tenant = await rollbook.tenant({ profile: 'standard' });
  userPath = `/Users/${(await createUser(tenant.scim, 1)).id}`;
  groupPath = `/Groups/${(await createGroup(tenant.scim, 'Target')).id}`;
});

describe('an error is a SCIM error', () => {
  it.each(['/Nothing', '/Users/a/b', '/Users/.search/x', '/Bulk/x'])(
    'for the unknown route %s',
    async (path) => expectError(await tenant.scim.get(path), 404),
  );

  it.each([
    ['no JSON', '{"userName":'],
    ['nothing', ''],
    ['an array', '[]'],
    ['text', '"x"'],
    ['a number', '1'],
    ['null', 'null'],
    ['deep nesting', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['a lone surrogate', '{"userName":"\\ud800"}'],
    ['a NUL', '{"userName":"a\\u0000b"}'],
  ])('for a body that is %s', async (_, body) => {
    expectError(await tenant.scim.post('/Users', body), 400);
    expectError(await tenant.scim.put(userPath, body), 400);
    expectError(await tenant.scim.post('/Groups', body), 400);
  });

  it('for JSON that is none: invalidSyntax', async () => {
    expectError(await tenant.scim.post('/Users', '{"userName":'), 400, 'invalidSyntax');
  });

  it('for a body that is too large', async () => {
    // The server need not read what it refuses; a client library would fail to write the rest of it.
    const answer = await rawExchange(rollbook.server.url, [
      `POST ${new URL(tenant.tenantUrl).pathname}/Users HTTP/1.1`,
      `Authorization: Bearer ${tenant.token}`,
      'Content-Type: application/scim+json',
      'Content-Length: 20000000',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*application\/scim\+json[^]*"status":"413"/);
  });

  it('for a body that is no UTF-8, and for another charset: names must not become one', async () => {
    const { id } = await createUser(tenant.scim, 2);
    const body = Buffer.from('{"displayName":"Ren\u00e9"}', 'latin1');
    const sent = async (type: string) => {
      const headers = { authorization: `Bearer ${tenant.token}`, 'content-type': type };
      const url = `${tenant.tenantUrl}/Users/${id}`;
      return (await fetch(url, { method: 'PUT', headers, body })).json();
    };
    expect(await sent('application/scim+json')).toMatchObject({
      status: '400',
      scimType: 'invalidSyntax',
    });
    const otherwise = await sent('application/scim+json; charset=iso-8859-1');
    expect(otherwise).toMatchObject({ status: '415' });
    const kept = await tenant.scim.patch(
      `/Users/${id}`,
      patchBody({ op: 'replace', path: 'displayName', value: 'Ren\ufffd' }),
    );
    expect(kept.body.displayName).toBe('Ren\ufffd');
  });

  it('for a media type that is not JSON', async () => {
    for (const type of ['application/xml', 'text/plain', 'multipart/form-data; boundary=x', 'x']) {
      expectError(await tenant.scim.post('/Users', '<a/>', { 'content-type': type }), 415);
    }
  });

  it('for a method that a route does not have, which are named', async () => {
    for (const [method, path] of [
      ['PUT', '/Users'],
      ['PATCH', '/Groups'],
      ['DELETE', '/Users'],
      ['POST', userPath],
      ['POST', groupPath],
    ] as const) {
      const answer = await tenant.scim.send(scimRequest(method, path, {}));
      expectError(answer, 405);
      expect(answer.headers.allow).toContain('GET');
    }
  });

  it('for a token that is refused', async () => {
    expectError(await tenant.scim.get('/Users', { authorization: 'Bearer wrong' }), 401);
    expectError(await tenant.scim.get('/Nothing', { authorization: 'Bearer wrong' }), 401);
  });
});

describe('nothing that a client sends is the server’s fault', () => {
  it.each([
    ['a lone percent sign', '/Users/%'],
    ['half a character', '/Users/%E0%A4%A'],
    ['a NUL', '/Users/%00'],
    ['a way up', '/Users/..%2F..%2Fetc'],
    ['a circus tent', '/Users/%F0%9F%8E%AA'],
    ['a long id', `/Users/${'x'.repeat(4_000)}`],
    ['a filter that is a percent sign', '/Users?filter=%'],
    ['a filter that is a NUL', '/Users?filter=%00'],
    ['a huge count', '/Users?count=9999999999999999999999'],
    ['a start beyond the integers', '/Users?startIndex=9007199254740993'],
    ['no numbers', '/Users?startIndex=NaN&count=Infinity'],
    ['attributes of every object', '/Users?attributes=__proto__,constructor'],
    ['brackets', '/Users?attributes[]=a&count[x]=1'],
    ['two filters', '/Users?filter=userName%20eq%20%22a%22&filter=x'],
    ['an unknown order', '/Users?sortBy=userName&sortOrder=sideways'],
    ['many attributes', `/Users?attributes=${'a,'.repeat(3_000)}`],
  ])('in a GET: %s', async (_, path) => {
    const answer = await tenant.scim.get(path);
    expect(answer.status).toBeLessThan(500);
    if (answer.status !== 200) expectError(answer, answer.status);
  });

  it('not keys that mean something to JavaScript', async () => {
    const keys = '{"userName":"proto1","__proto__":{"admin":true},"constructor":{"prototype":{}},';
    const body = `${keys}"name":{"__proto__":{"x":1},"givenName":"P"}}`;
    const answer = await tenant.scim.post('/Users', body);
    expect([201, 400]).toContain(answer.status);
    for (const path of ['__proto__', 'constructor', 'name.__proto__', 'emails[__proto__ eq "x"]']) {
      const patch = patchBody({ op: 'replace', path, value: { polluted: true } });
      expectError(await tenant.scim.patch(userPath, patch), 400);
    }
    expect((await tenant.scim.get(userPath)).text).not.toContain('polluted');
  });

  it('not SQL in names and filters', async () => {
    const name = `'; DROP TABLE users; -- "%_\\`;
    const user = await createUser(tenant.scim, 3, { userName: name });
    const escaped = JSON.stringify(name);
    for (const op of ['eq', 'co', 'sw', 'ew']) {
      const path = `/Users?filter=${encodeURIComponent(`userName ${op} ${escaped}`)}`;
      expect(expectList(await tenant.scim.get(path), 1)[0]?.id).toBe(user.id);
    }
    const wild = encodeURIComponent('userName co "_%"');
    expectList(await tenant.scim.get(`/Users?filter=${wild}`), 0);
  });

  it('not any JSON as a body', async () => {
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          userName: fc.jsonValue(),
          displayName: fc.jsonValue(),
          emails: fc.jsonValue(),
          name: fc.jsonValue(),
          active: fc.jsonValue(),
          members: fc.jsonValue(),
          groups: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    );
    const operation = fc.record(
      {
        op: fc.oneof(fc.constantFrom('add', 'replace', 'remove'), fc.jsonValue()),
        path: fc.oneof(
          fc.constantFrom('members', 'emails[type eq "work"]', 'name.givenName', 'active'),
          fc.string(),
          fc.jsonValue(),
        ),
        value: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const operations = fc.record({ Operations: fc.oneof(fc.array(operation), fc.jsonValue()) });
    await fc.assert(
      fc.asyncProperty(body, operations, async (resource, patch) => {
        for (const answer of await Promise.all([
          tenant.scim.post('/Users', JSON.stringify(resource)),
          tenant.scim.put(userPath, JSON.stringify(resource)),
          tenant.scim.patch(userPath, patch),
          tenant.scim.post('/Groups', JSON.stringify(resource)),
          tenant.scim.put(groupPath, JSON.stringify(resource)),
          tenant.scim.patch(groupPath, patch),
        ])) {
          expect(answer.status).toBeLessThan(500);
          if (answer.status >= 400) expectError(answer, answer.status);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('not any text as a filter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const answer = await tenant.scim.get(`/Users?filter=${encodeURIComponent(text)}`);
        if (answer.status !== 200) expectError(answer, 400, 'invalidFilter');
      }),
      { numRuns: 100 },
    );
  });

  it('not a path in another form that the router takes for SCIM’s', async () => {
    const { pathname, origin } = new URL(tenant.tenantUrl);
    const authorization = `Authorization: Bearer ${tenant.token}`;
    for (const target of [
      `${pathname.replace('scim', '%73cim')}/Users`,
      `${pathname.replace('v2', '%762')}/Users`,
      `${origin}${pathname}/Users`,
    ]) {
      const head = `GET ${target} HTTP/1.1`;
      expect(await rawExchange(rollbook.server.url, [head, authorization])).toMatch(
        /^HTTP\/1\.1 200 /,
      );
      expect(await rawExchange(rollbook.server.url, [head])).toMatch(
        /^HTTP\/1\.1 401 [^]*application\/scim\+json/,
      );
    }
  });

  it('not a request that is no HTTP', async () => {
    const received = await rawExchange(rollbook.server.url, ['NOT HTTP AT ALL']);
    expect(received).toMatch(/^HTTP\/1\.1 400/);
    expectList(await tenant.scim.get('/Users'));
  });
});
