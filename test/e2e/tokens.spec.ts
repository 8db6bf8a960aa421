import { describe, expect, it } from '@jest/globals';
import { person, ScimClient } from '#testing';
import { expectError, expectList, expectProblem, expectStatus } from '../support/expectations.js';
import { createUser, filtered } from '../support/resources.js';
import { useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();

describe("a provisioning method's settings", () => {
  it('are changed one by one, and told of', async () => {
    const { admin } = rollbook;
    const { nodeId, methodId } = await rollbook.tenant({ label: 'Head office' });
    const before = await admin.readMethod(nodeId);
    expect(before).toMatchObject({ strict: false, rateLimit: null, label: 'Head office' });

    const after = await admin.changeSettings(nodeId, { strict: true, rateLimit: 25, label: null });
    expect(after).toEqual({ ...before, strict: true, rateLimit: 25, label: null });
    await admin.changeSettings(nodeId, { strict: true });
    await admin.changeSettings(nodeId, { rateLimit: null, idp: 'okta' });
    expect(await admin.readMethod(nodeId)).toEqual({
      ...before,
      ...{ strict: true, label: null, idp: 'okta' },
    });

    const entries = await admin.audit({ target: methodId, category: 'ADMIN' });
    const changes = entries.filter(({ eventType }) => eventType === 'ProvisioningMethodChanged');
    expect(changes.map((entry) => [entry.displayName, entry.changes])).toEqual([
      [
        'Change Provisioning Method',
        [
          { attribute: 'idp', from: 'entra-id', to: 'okta' },
          { attribute: 'rateLimit', from: 25, to: null },
        ],
      ],
      [
        'Change Provisioning Method',
        [
          { attribute: 'label', from: 'Head office', to: null },
          { attribute: 'strict', from: false, to: true },
          { attribute: 'rateLimit', from: null, to: 25 },
        ],
      ],
    ]);
  });

  it.each([
    ['an unknown IdP', { idp: 'nobody' }],
    ['an IdP that is null', { idp: null }],
    ['strictness that is a text', { strict: 'true' }],
    ['strictness that is null', { strict: null }],
    ['a negative rate limit', { rateLimit: -1 }],
    ['a broken rate limit', { rateLimit: 0.5 }],
    ['a rate limit beyond all', { rateLimit: 1e9 }],
    ['an empty label', { label: ' ' }],
    ['a profile, which stays what it is', { profile: 'standard' }],
  ])('are not changed to %s', async (_, settings) => {
    const { admin } = rollbook;
    const { nodeId } = await rollbook.tenant();
    const before = await admin.readMethod(nodeId);
    const path = `/nodes/${nodeId}/provisioning-method`;
    expectProblem(await admin.send('PATCH', path, settings), 400);
    expect(await admin.readMethod(nodeId)).toEqual(before);
  });
});

describe('tokens', () => {
  it('replace each other without a gap', async () => {
    const { admin } = rollbook;
    const { nodeId, methodId, tenantUrl, scim } = await rollbook.tenant({ label: 'Head office' });
    const [first] = await admin.tokens(nodeId);
    expect(first).toMatchObject({ label: 'Head office token', expiresAt: null });

    const { secret, ...second } = await admin.issueToken(nodeId, { label: 'Second' });
    expect(second).toMatchObject({ label: 'Second', expiresAt: null });
    expect(await admin.tokens(nodeId)).toEqual([first, second]);
    const successor = new ScimClient(tenantUrl, rollbook.watch(secret));
    expectStatus(await scim.get('/Users'), 200);
    expectStatus(await successor.get('/Users'), 200);

    await admin.revokeToken(nodeId, first!.id);
    expectError(await scim.get('/Users'), 401);
    expectStatus(await successor.get('/Users'), 200);
    expect(await admin.tokens(nodeId)).toEqual([second]);
    expect((await admin.readMethod(nodeId)).tokens).toEqual([second]);

    const entries = await admin.audit({ target: methodId, category: 'ADMIN' });
    expect(entries.slice(0, 2).map(({ displayName }) => displayName)).toEqual([
      'Revoke Provisioning Token',
      'Create Provisioning Token',
    ]);
    const answers = [await admin.send('GET', '/audit'), await admin.send('GET', path(nodeId))];
    for (const { text } of answers) {
      expect(text).not.toContain(secret);
      expect(text).not.toMatch(/"(?:secret|hash|tokenHash)"/);
    }
  });

  it('end by themselves', async () => {
    const { nodeId, tenantUrl } = await rollbook.tenant();
    const end = Date.now() + 1_000;
    const { secret, expiresAt } = await rollbook.admin.issueToken(nodeId, {
      expiresAt: new Date(end).toISOString(),
    });
    expect(expiresAt).toBe(new Date(end).toISOString());
    const scim = new ScimClient(tenantUrl, rollbook.watch(secret));
    const statuses = new Set<number>();
    while (Date.now() < end) statuses.add((await scim.get('/Users')).status);
    expect(statuses).toContain(200);
    expectError(await scim.get('/Users'), 401);
  });

  it.each([
    ['an end in the past', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['an end that is no date', { expiresAt: 'tomorrow' }],
    ['an end in a form that is not read', { expiresAt: '2999-W01' }],
    ['an end that could be taken for another day', { expiresAt: '2999-012' }],
    ['an end without a zone', { expiresAt: '2999-01-01T00:00:00' }],
    ['an end that is null', { expiresAt: null }],
    ['a label that is no text', { label: 3 }],
    ['a secret of its own', { secret: 'x'.repeat(43) }],
  ])('are not issued with %s', async (_, body) => {
    const { admin } = rollbook;
    const { nodeId } = await rollbook.tenant();
    expectProblem(await admin.send('POST', `${path(nodeId)}/tokens`, body), 400);
    expect(await admin.tokens(nodeId)).toHaveLength(1);
  });

  it("are not another method's to revoke", async () => {
    const { admin } = rollbook;
    const [mine, theirs] = [await rollbook.tenant(), await rollbook.tenant()];
    const [token] = await admin.tokens(theirs.nodeId);
    for (const id of [token!.id, 'unknown', 'constructor']) {
      expectProblem(await admin.send('DELETE', `${path(mine.nodeId)}/tokens/${id}`), 404);
    }
    expectStatus(await theirs.scim.get('/Users'), 200);
  });
});

describe('deleting a provisioning method', () => {
  it('ends its tokens, keeps the users, and makes room for another method', async () => {
    const { admin } = rollbook;
    const { nodeId, tenantUrl, scim, methodId } = await rollbook.tenant();
    const { id } = await createUser(scim, 1);
    await admin.deleteMethod(nodeId);
    expectError(await scim.get('/Users'), 401);
    for (const below of ['', '/tokens', '/oauth-clients']) {
      expectProblem(await admin.send('GET', path(nodeId) + below), 404);
    }
    expectProblem(await admin.send('DELETE', path(nodeId)), 404);
    expectProblem(await admin.send('PATCH', path(nodeId), { strict: true }), 404);
    expect(await admin.users(nodeId)).toHaveLength(1);
    const [entry] = await admin.audit({ target: methodId, category: 'ADMIN' });
    expect(entry?.displayName).toBe('Delete Provisioning Method');

    const created = await admin.createMethod(nodeId, { profile: 'keeper', idp: 'okta' });
    expect(created.id).not.toBe(methodId);
    await admin.changeMethod(nodeId, 'activate');
    expectError(await scim.get('/Users'), 401);
    const next = new ScimClient(tenantUrl, rollbook.watch(created.token!.secret));
    const [found] = expectList(
      await next.get(filtered('Users', `userName eq "${person(1).email}"`)),
      1,
    );
    expect(found?.id).toBe(id);
  });
});

function path(nodeId: string): string {
  return `/nodes/${nodeId}/provisioning-method`;
}
