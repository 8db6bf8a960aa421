import { describe, expect, it } from '@jest/globals';
import { type AuditEntry, type ScimAnswer, ScimClient } from '#testing';
import { expectError, expectStatus } from '../support/expectations.js';
import { userBody } from '../support/resources.js';
import { useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook({
  ROLLBOOK_SCIM_RATE_LIMIT: '2',
  ROLLBOOK_REFUSED_TOKEN_WINDOW_MS: '300',
});
const BURST = 16;

/** Sends requests until one is refused, and gives the refusal. */
async function exhaust(scim: ScimClient): Promise<ScimAnswer> {
  for (let sent = 0; sent < 500; sent++) {
    const answer = await scim.get('/Users?count=0');
    if (answer.status !== 200) return answer;
  }
  throw new Error('nothing was refused');
}

/** The failures of a node once a number of requests is accounted for. */
async function failures(nodeId: string, requests: number): Promise<readonly AuditEntry[]> {
  for (;;) {
    const entries = await rollbook.admin.audit({ nodeId, category: 'FAILURE' });
    const counted = entries.reduce((sum, { count }) => sum + (count ?? 0), 0);
    if (counted >= requests) return entries;
  }
}

describe('the rate limit', () => {
  it('tells in every answer how a token stands', async () => {
    const { scim } = await rollbook.tenant();
    const answer = await scim.get('/Users?count=0');
    expectStatus(answer, 200);
    expect(answer.headers['ratelimit-policy']).toBe('"scim";q=16;w=8');
    expect(answer.headers.ratelimit).toBe('"scim";r=15;t=1');
    expect(answer.headers['retry-after']).toBeUndefined();
  });

  it('lets a burst through, and refuses what is beyond it', async () => {
    const { scim } = await rollbook.tenant();
    const answers = await Promise.all(
      Array.from({ length: 4 * BURST }, () => scim.get('/Users?count=0')),
    );
    const refused = answers.filter(({ status }) => status !== 200);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(BURST);
    expect(refused.length).toBeGreaterThan(BURST);
    for (const answer of refused) {
      expectError(answer, 429);
      expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      expect(answer.headers.ratelimit).toMatch(/^"scim";r=0;t=\d+$/);
    }
  });

  it('decides ahead of the body, and changes nothing', async () => {
    const { scim, nodeId } = await rollbook.tenant();
    await exhaust(scim);
    const attempts = await Promise.all(
      Array.from({ length: BURST }, (_, n) => scim.post('/Users', userBody(n))),
    );
    const created = attempts.filter(({ status }) => status === 201);
    for (const answer of attempts) if (answer.status !== 201) expectError(answer, 429);
    expect(await rollbook.admin.users(nodeId)).toHaveLength(created.length);
    expectError(await scim.post('/Users', '{ no JSON'), 429);
  });

  it('is counted, and folded into few failures', async () => {
    const { scim, nodeId } = await rollbook.tenant();
    await exhaust(scim);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => scim.post('/Users', { userName: 'nobody' })),
    );
    const refused = 1 + answers.filter(({ status }) => status === 429).length;
    expect(refused).toBeGreaterThan(50);
    const entries = (await failures(nodeId, refused)).filter(({ status }) => status === 429);
    expect(entries.reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(refused);
    expect(entries.length).toBeLessThan(10);
    expect(entries[0]).toMatchObject({ actor: { kind: 'token' }, outcome: 'failure' });
    const metrics = await (await fetch(`${rollbook.server.url}/metrics`)).text();
    const limited = /^rollbook_rate_limited_total (\d+)$/m.exec(metrics)?.[1];
    expect(Number(limited)).toBeGreaterThanOrEqual(refused);
  });

  it('counts a bulk request as its operations, which is carried out and owed for', async () => {
    const { scim } = await rollbook.tenant();
    const Operations = Array.from({ length: 3 * BURST }, (_, n) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `${n}`,
      data: userBody(n),
    }));
    const { status, body } = await scim.post('/Bulk', { Operations });
    expect(status).toBe(200);
    expect((body as { Operations?: readonly unknown[] }).Operations).toHaveLength(3 * BURST);
    const answer = await scim.get('/Users?count=0');
    expectError(answer, 429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(2);
  });

  it('is one for each token', async () => {
    const { scim, nodeId, tenantUrl } = await rollbook.tenant();
    const { secret } = await rollbook.admin.issueToken(nodeId);
    await exhaust(scim);
    expectStatus(await new ScimClient(tenantUrl, rollbook.watch(secret)).get('/Users'), 200);
  });

  it('can be another for a method, or none', async () => {
    const { scim, nodeId } = await rollbook.tenant();
    await exhaust(scim);
    await rollbook.admin.changeSettings(nodeId, { rateLimit: 0 });
    for (let sent = 0; sent < 2 * BURST; sent++) {
      const answer = await scim.get('/Users?count=0');
      expectStatus(answer, 200);
      expect(answer.headers).not.toHaveProperty('ratelimit');
    }
    await rollbook.admin.changeSettings(nodeId, { rateLimit: 1 });
    const answer = await scim.get('/Users?count=0');
    expect(answer.headers['ratelimit-policy']).toBe('"scim";q=8;w=8');
    expectError(await exhaust(scim), 429);
  });
});
