import { expect, it } from '@jest/globals';
import { CORE_GROUP, exchange } from '#testing';
import { expectStatus } from '../support/expectations.js';
import { createUser, groupBody, patchBody } from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();

/**
 * The longest that somebody else waits for an answer while a request is carried out, in milliseconds: the least of three
 * attempts, since other processes make one wait too.
 */
async function longestWait(url: string, request: () => Promise<unknown>): Promise<number> {
  const waits: number[] = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const over = new AbortController();
    let longest = 0;
    const carriedOut = request().finally(() => {
      over.abort();
    });
    while (!over.signal.aborted) {
      const asked = performance.now();
      await exchange(url, { method: 'GET', path: '/health/live', headers: {} });
      longest = Math.max(longest, performance.now() - asked);
    }
    await carriedOut;
    waits.push(longest);
  }
  return Math.min(...waits);
}

async function standard(): Promise<Tenant> {
  return rollbook.tenant({ profile: 'standard' });
}

it('a bulk request of the dearest changes to one user lets others be served in between', async () => {
  const { scim } = await standard();
  const emails = Array.from({ length: 499 }, (_, n) => ({ value: `e${n}@x.org`, type: 'work' }));
  const { id } = await createUser(scim, 1, { emails });
  const operations = Array.from({ length: 240 }, (_, n) => ({
    op: 'replace',
    path: `emails[value eq "e${n}@x.org"].type`,
    value: 'home',
  }));
  const data = patchBody(...operations);
  const Operations = Array.from({ length: 60 }, () => ({
    method: 'PATCH',
    path: `/Users/${id}`,
    data,
  }));
  const body = JSON.stringify({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations,
  });
  const wait = await longestWait(new URL(scim.baseUrl).origin, async () => {
    expectStatus(await scim.post('/Bulk', body), 200);
  });
  expect(wait).toBeLessThan(400);
});

it('as many members as one request may name let others be served in between', async () => {
  const { scim } = await standard();
  const ids: string[] = [];
  for (let n = 0; n < 10; n += 1) {
    const Operations = Array.from({ length: 1_000 }, (_, index) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `${index}`,
      data: { userName: `member${n}.${index}@example.com` },
    }));
    const { body } = await scim.post('/Bulk', { Operations });
    const results = (body as { Operations?: readonly { location: string }[] }).Operations ?? [];
    ids.push(...results.map(({ location }) => location.slice(location.lastIndexOf('/') + 1)));
  }
  let made = 0;
  const wait = await longestWait(new URL(scim.baseUrl).origin, async () => {
    const body = JSON.stringify(groupBody(`Everybody ${(made += 1)}`, ids));
    expectStatus(await scim.post('/Groups?attributes=id', body), 201);
  });
  expect(wait).toBeLessThan(400);
  const more = { schemas: [CORE_GROUP], displayName: 'More', members: [...ids, 'one'] };
  const members = more.members.map((value) => ({ value }));
  expectStatus(await scim.post('/Groups', { ...more, members }), 413);
});
