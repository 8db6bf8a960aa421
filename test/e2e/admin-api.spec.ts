import { describe, expect, it } from '@jest/globals';
import { AdminClient, ScimClient } from '#testing';
import { expectError, expectProblem, expectStatus } from '../support/expectations.js';
import { rawExchange } from '../support/raw-exchange.js';
import { createTenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
const UNKNOWN = '00000000-0000-7000-8000-000000000000';

async function newNode() {
  const organisation = await rollbook.admin.createOrganisation('Example');
  return rollbook.admin.createNode(organisation.id, 'Node');
}

describe('organisations and nodes', () => {
  it('are created, read and listed', async () => {
    const { admin } = rollbook;
    const organisation = await admin.createOrganisation('Zürich Insurance 保険');
    expect(organisation).toMatchObject({
      id: expect.any(String),
      name: 'Zürich Insurance 保険',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    const read = await admin.send('GET', `/organisations/${organisation.id}`);
    expect(read.body).toMatchObject({ id: organisation.id, name: organisation.name });
    expect((await admin.send('GET', '/organisations')).text).toContain(organisation.id);

    const parent = await admin.createNode(organisation.id, 'Parent');
    const child = await admin.createNode(organisation.id, 'Child', parent.id);
    const nodes = await admin.send('GET', `/organisations/${organisation.id}/nodes`);
    expect(nodes.text).toContain(parent.id);
    expect(nodes.text).toContain(child.id);
  });

  it.each([
    ['no body', undefined],
    ['no name', {}],
    ['an empty name', { name: '' }],
    ['a blank name', { name: '   ' }],
    ['a name that is no text', { name: 7 }],
    ['a name that is an object', { name: { a: 1 } }],
    ['a name without an end', { name: 'x'.repeat(100_000) }],
    ['an array', []],
    ['text', '"name"'],
    ['no JSON', '{"name":'],
  ])('are not created from %s', async (_, body) => {
    expectProblem(await rollbook.admin.send('POST', '/organisations', body ?? ''), 400);
    const organisation = await rollbook.admin.createOrganisation('Example');
    const path = `/organisations/${organisation.id}/nodes`;
    expectProblem(await rollbook.admin.send('POST', path, body ?? ''), 400);
  });

  it('are not found when nobody has created them', async () => {
    const { admin } = rollbook;
    for (const id of [UNKNOWN, 'no-uuid', '%00', '..%2f']) {
      for (const path of [
        `/organisations/${id}`,
        `/organisations/${id}/nodes`,
        `/nodes/${id}/provisioning-method`,
        `/nodes/${id}/users`,
        `/nodes/${id}/teams`,
        `/nodes/${id}/usage`,
        `/teams/${id}/memberships`,
      ]) {
        const answer = await admin.send('GET', path);
        expectProblem(answer, answer.status === 400 ? 400 : 404);
      }
    }
    for (const id of [UNKNOWN, 'no-uuid', '%00', '..%2f', 'x'.repeat(500)]) {
      for (const [path, body] of [
        [`/organisations/${id}/nodes`, { name: 'x' }],
        [`/nodes/${id}/provisioning-method`, { profile: 'keeper', idp: 'okta' }],
        [`/nodes/${id}/provisioning-method/activate`, undefined],
        [`/nodes/${id}/provisioning-method/tokens`, {}],
        [`/users/${id}/register`, undefined],
        [`/teams/${id}/memberships/${id}/approve`, {}],
      ] as const) {
        const answer = await admin.send('POST', path, body);
        expectProblem(answer, answer.status === 400 ? 400 : 404);
      }
    }
  });

  it('do not hang below a node of another organisation', async () => {
    const { admin } = rollbook;
    const mine = await admin.createOrganisation('Mine');
    const theirs = await newNode();
    for (const parentId of [theirs.id, UNKNOWN]) {
      const path = `/organisations/${mine.id}/nodes`;
      const answer = await admin.send('POST', path, { name: 'x', parentId });
      expect([400, 404, 409]).toContain(answer.status);
      expectProblem(answer, answer.status);
    }
  });
});

describe('the provisioning method', () => {
  it('is a draft with a URL and a token, which are shown once', async () => {
    const { admin } = rollbook;
    const node = await newNode();
    const created = await admin.createMethod(node.id, {
      profile: 'keeper',
      idp: 'entra-id',
      label: 'Head office',
    });
    expect(created).toMatchObject({ state: 'draft', profile: 'keeper', idp: 'entra-id' });
    expect(created.tenantUrl).toBe(`${rollbook.server.url}/scim/v2/${node.id}`);
    const secret = created.token?.secret ?? '';
    expect(secret.length).toBeGreaterThanOrEqual(32);

    const answers = [
      await admin.send('GET', `/nodes/${node.id}/provisioning-method`),
      await admin.send('POST', `/nodes/${node.id}/provisioning-method/activate`),
      await admin.send('POST', `/nodes/${node.id}/provisioning-method/pause`),
      await admin.send('POST', `/nodes/${node.id}/provisioning-method/resume`),
      await admin.send('GET', `/nodes/${node.id}/provisioning-method`),
      await admin.send('GET', '/audit'),
    ];
    for (const answer of answers) {
      expectStatus(answer, 200);
      expect(answer.text).not.toContain(secret);
      expect(answer.text).not.toMatch(/"(secret|hash|tokenHash|secretHash)"/);
    }
    expect(rollbook.server.output()).not.toContain(secret);
  });

  it.each([
    ['an unknown profile', { profile: 'nobody', idp: 'okta' }],
    ['an unknown IdP', { profile: 'keeper', idp: 'nobody' }],
    ['no profile', { idp: 'okta' }],
    ['a label that is no text', { profile: 'keeper', idp: 'okta', label: 3 }],
  ])('is not created from %s', async (_, body) => {
    const node = await newNode();
    const path = `/nodes/${node.id}/provisioning-method`;
    expectProblem(await rollbook.admin.send('POST', path, body), 400);
    expectProblem(await rollbook.admin.send('GET', path), 404);
  });

  it('is one on a node', async () => {
    const { admin } = rollbook;
    const node = await newNode();
    const path = `/nodes/${node.id}/provisioning-method`;
    const body = { profile: 'keeper', idp: 'okta' };
    const answers = await Promise.all([1, 2, 3, 4].map(() => admin.send('POST', path, body)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    expectProblem(await admin.send('POST', path, body), 409);
  });

  it('lets nobody in as a draft, and nobody through while it is paused', async () => {
    const { admin } = rollbook;
    const node = await newNode();
    const created = await admin.createMethod(node.id, { profile: 'keeper', idp: 'okta' });
    const scim = new ScimClient(created.tenantUrl, created.token!.secret);
    const calls = () => [
      scim.get('/Users'),
      scim.get('/ServiceProviderConfig'),
      scim.post('/Users', { userName: 'a@example.com' }),
      scim.delete(`/Users/${UNKNOWN}`),
    ];
    for (const answer of await Promise.all(calls())) expectError(answer, 401);
    expect((await admin.readMethod(node.id)).state).toBe('draft');
    expectProblem(await admin.send('POST', `/nodes/${node.id}/provisioning-method/pause`), 409);
    expectProblem(await admin.send('POST', `/nodes/${node.id}/provisioning-method/resume`), 409);

    expect((await admin.changeMethod(node.id, 'activate')).state).toBe('active');
    expectStatus(await scim.get('/Users'), 200);
    expectStatus(await scim.post('/Users', { userName: 'a@example.com' }), 201);

    expect((await admin.changeMethod(node.id, 'pause')).state).toBe('paused');
    for (const answer of await Promise.all(calls())) expectError(answer, 403);
    expect(await admin.users(node.id)).toHaveLength(1);

    expect((await admin.changeMethod(node.id, 'resume')).state).toBe('active');
    expectStatus(await scim.get('/Users'), 200);
    const { lastRequestAt } = await admin.readMethod(node.id);
    expect(Date.parse(lastRequestAt ?? '')).not.toBeNaN();
  });
});

describe('the bearer key', () => {
  it.each([
    ['none', ''],
    ['another', 'Bearer not-the-key-not-the-key-not-the-key-1'],
    ['a basic one', 'Basic b3duZXI6cGFzc3dvcmQ='],
    ['an empty one', 'Bearer '],
  ])('is needed everywhere: %s', async (_, authorization) => {
    for (const [method, path] of [
      ['GET', '/organisations'],
      ['POST', '/organisations'],
      ['GET', '/audit'],
      ['GET', `/nodes/${UNKNOWN}/users`],
      ['POST', `/users/${UNKNOWN}/register`],
    ] as const) {
      const answer = await rollbook.admin.send(method, path, undefined, { authorization });
      expectProblem(answer, 401);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/i);
    }
  });

  it('is asked for ahead of the body, whatever way the path is written', async () => {
    const headers = { authorization: 'Bearer wrong', 'content-type': 'application/xml' };
    for (const path of ['/organisations', '/Organisations/', '/%6frganisations']) {
      const answer = await rollbook.admin.send('POST', path, '{"name"', headers);
      expectProblem(answer, 401);
      expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
    }
    const none = await rollbook.admin.send('GET', '/organisations', undefined, {
      authorization: '',
    });
    expect(none.headers['www-authenticate']).toBe('Bearer realm="rollbook admin"');
  });

  it('is not a provisioning token, nor the other way round', async () => {
    const tenant = await rollbook.tenant();
    const impostor = new AdminClient(rollbook.server.url, tenant.token);
    expectProblem(await impostor.send('GET', '/organisations'), 401);
    const owner = { authorization: `Bearer ${rollbook.server.ownerKey}` };
    expectError(await tenant.scim.get('/Users', owner), 401);
  });
});

describe('the API as a whole', () => {
  it('answers what it does not know with a problem', async () => {
    const { admin } = rollbook;
    expectProblem(await admin.send('GET', '/nothing-here'), 404);
    for (const [method, path, allow] of [
      ['DELETE', '/audit', 'GET, HEAD, OPTIONS'],
      ['PUT', `/nodes/${UNKNOWN}`, 'GET, HEAD, OPTIONS'],
      ['GET', `/users/${UNKNOWN}/register`, 'POST, OPTIONS'],
      ['PUT', `/nodes/${UNKNOWN}/provisioning-method`, 'GET, HEAD, POST, PATCH, DELETE, OPTIONS'],
    ] as const) {
      const wrongMethod = await admin.send(method, path, {});
      expectProblem(wrongMethod, 405);
      expect(wrongMethod.headers['allow']).toBe(allow);
    }
    const xml = { 'content-type': 'application/xml' };
    expectProblem(await admin.send('POST', '/organisations', '<name/>', xml), 415);
    const huge = await rawExchange(rollbook.server.url, [
      'POST /admin/v1/organisations HTTP/1.1',
      `Authorization: Bearer ${rollbook.server.ownerKey}`,
      'Content-Type: application/json',
      'Content-Length: 20000000',
    ]);
    expect(huge).toMatch(/^HTTP\/1\.1 413 [^]*application\/problem\+json/);
    const large = { name: 'Large', more: 'x'.repeat(262_144) };
    expectProblem(await admin.send('POST', '/organisations', large), 413);
  });

  it('pages users by a cursor, and refuses one that it has not given', async () => {
    const { admin } = rollbook;
    const { nodeId, scim } = await createTenant(admin);
    for (const n of [1, 2, 3, 4, 5]) {
      expectStatus(await scim.post('/Users', { userName: `cursor${n}@example.com` }), 201);
    }
    const first = await admin.send('GET', `/nodes/${nodeId}/users?limit=2`);
    const page = first.body as { users: unknown[]; nextCursor: string };
    expect(page.users).toHaveLength(2);
    const cursor = encodeURIComponent(page.nextCursor);
    const second = await admin.send('GET', `/nodes/${nodeId}/users?limit=10&cursor=${cursor}`);
    expect((second.body as typeof page).users).toHaveLength(3);
    for (const wrong of ['cursor=%F0%28', 'cursor=nonsense', 'limit=-1', 'limit=abc']) {
      expectProblem(await admin.send('GET', `/nodes/${nodeId}/users?${wrong}`), 400);
    }
  });
});
