import { beforeAll, describe, expect, it } from '@jest/globals';
import { ENTERPRISE_USER, person } from '#testing';
import { type BulkOperation, idOf, post, runBulk, sendBulk, statuses } from '../support/bulk.js';
import {
  categories,
  expectError,
  expectList,
  expectResource,
  expectStatus,
  history,
} from '../support/expectations.js';
import { createUser, filtered, groupBody, patchBody, userBody } from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
beforeAll(async () => {
  tenant = await rollbook.tenant({ profile: 'standard' });
});

const title = (value: string) => patchBody({ op: 'replace', path: 'title', value });
const ref = (bulkId: string) => `bulkId:${bulkId}`;

describe('failOnErrors', () => {
  const bad = (bulkId: string) => post('/Users', bulkId, {});

  it('ends the request at the failure that it counts to', async () => {
    const results = await runBulk(
      tenant.scim,
      [
        post('/Users', 'a', userBody(40)),
        bad('1'),
        post('/Users', 'b', userBody(41)),
        bad('2'),
        post('/Users', 'c', userBody(42)),
        bad('3'),
      ],
      2,
    );
    expect(statuses(results)).toEqual(['201', '400', '201', '400']);
    const filter = `userName eq "${person(42).email}"`;
    expectList(await tenant.scim.get(filtered('Users', filter)), 0);
  });

  it('takes back what can then not be completed', async () => {
    const managedBy = (bulkId: string) => ({
      [ENTERPRISE_USER]: { manager: { value: ref(bulkId) } },
    });
    const results = await runBulk(
      tenant.scim,
      [post('/Users', 'p', userBody(43, managedBy('q'))), post('/Users', 'q', managedBy('p'))],
      1,
    );
    expect(results.map(({ bulkId, status }) => [bulkId, status])).toEqual([
      ['p', '409'],
      ['q', '400'],
    ]);
    const filter = `userName eq "${person(43).email}"`;
    expectList(await tenant.scim.get(filtered('Users', filter)), 0);
  });
});

describe('a message that is none', () => {
  const fine = post('/Users', 'fine', userBody(50));
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list', []],
    ['no operations', {}],
    ['an empty list', { Operations: [] }],
    ['operations that are text', { Operations: 'x' }],
    ['an operation that is none', { Operations: [fine, null] }],
    ['an unknown method', { Operations: [fine, { ...fine, bulkId: 'x', method: 'GET' }] }],
    ['a method that is a number', { Operations: [fine, { ...fine, bulkId: 'x', method: 1 }] }],
    ['no path', { Operations: [fine, { method: 'DELETE' }] }],
    ['a path that is an object', { Operations: [fine, { method: 'DELETE', path: {} }] }],
    ['a POST without bulkId', { Operations: [fine, { ...fine, bulkId: undefined }] }],
    ['a bulkId that is a number', { Operations: [fine, { ...fine, bulkId: 7 }] }],
    ['the same bulkId twice', { Operations: [fine, fine] }],
    ['no data', { Operations: [fine, { ...fine, bulkId: 'x', data: null }] }],
    ['a version that is a number', { Operations: [{ ...fine, version: 1 }] }],
    ['failOnErrors of nothing', { failOnErrors: 0, Operations: [fine] }],
    ['failOnErrors as text', { failOnErrors: '1', Operations: [fine] }],
    ['data nested deep', nested(5_000)],
  ])('is refused whole: %s', async (_, body) => {
    const answer = await tenant.scim.post('/Bulk', body ?? 'null');
    expectError(answer, 400);
    const filter = `userName eq "${person(50).email}"`;
    expectList(await tenant.scim.get(filtered('Users', filter)), 0);
  });

  it('is refused with 413 for more operations than announced', async () => {
    const operations = Array.from({ length: 1_001 }, (): BulkOperation => {
      return { method: 'DELETE', path: '/Users/x' };
    });
    expectError(await sendBulk(tenant.scim, operations), 413);
  });

  it('only fails where the data of one operation is of the wrong kind', async () => {
    const operations = ['text', 7, [], true].map((data, n) => post('/Users', `${n}`, data));
    expect(statuses(await runBulk(tenant.scim, operations))).toEqual(['400', '400', '400', '400']);
  });
});

describe('what is known afterwards', () => {
  it('is what single requests would have left in the audit log', async () => {
    const [made, refused] = await runBulk(tenant.scim, [
      post('/Users', 'a', userBody(60, { externalId: 'audited' })),
      post('/Users', 'b', userBody(60, { externalId: 'other' })),
    ]);
    expect([made?.status, refused?.status]).toEqual(['201', '409']);
    expect(await categories(rollbook.admin, idOf(made))).toEqual(['CREATE']);
    const entries = await history(rollbook.admin, 'other');
    expect(entries).toMatchObject([
      {
        category: 'FAILURE',
        outcome: 'failure',
        status: 409,
        scimType: 'uniqueness',
        target: { userName: person(60).email, externalId: 'other' },
      },
    ]);
  });

  it('names whom a refused change was about', async () => {
    const { id } = await createUser(tenant.scim, 61, { externalId: 'named' });
    expectStatus(await tenant.scim.patch(`/Users/${id}`, title('x'), { 'if-match': '"9"' }), 412);
    const [, failure] = await history(rollbook.admin, id);
    expect(failure).toMatchObject({
      category: 'FAILURE',
      target: { id, userName: person(61).email, externalId: 'named' },
    });
  });

  it('is that a profile without groups refuses theirs alone', async () => {
    const { scim } = await rollbook.tenant({ profile: 'keepabl' });
    const results = await runBulk(scim, [
      post('/Groups', 'g', groupBody('None here')),
      post('/Users', 'u', userBody(62)),
    ]);
    expect(statuses(results)).toEqual(['404', '201']);
  });

  it('is all of a thousand creations', async () => {
    const { scim } = await rollbook.tenant({ profile: 'standard' });
    const operations = Array.from({ length: 1_000 }, (_, n) =>
      post('/Users', `u${n}`, userBody(1_000 + n)),
    );
    const results = await runBulk(scim, operations);
    expect(new Set(statuses(results))).toEqual(new Set(['201']));
    expect(new Set(results.map(idOf)).size).toBe(1_000);
    expectList(await scim.get('/Users?count=0'), 1_000);
    expectResource(await scim.get(`/Users/${idOf(results[999])}`), 200);
  });
});

function nested(depth: number): string {
  const data = '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
  return `{"Operations":[{"method":"POST","path":"/Users","bulkId":"n","data":${data}}]}`;
}
