import { expect, it } from '@jest/globals';
import { CORE_GROUP, CORE_USER, type ScimAnswer } from '#testing';
import { expectError, expectStatus, memberIds } from '../support/expectations.js';
import { createUser, patchBody, readGroup, readUser } from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();
const REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

interface Result {
  readonly method: string;
  readonly status: string;
  readonly bulkId?: string;
  readonly location?: string;
  readonly version?: string;
  readonly response?: { readonly status?: string; readonly detail?: string };
}

function bulk(operations: readonly object[], more: object = {}): Promise<ScimAnswer> {
  return provider.scim.post('/Bulk', { schemas: [REQUEST], ...more, Operations: operations });
}

function resultsOf(answer: ScimAnswer): readonly Result[] {
  expectStatus(answer, 200);
  expect(answer.body.schemas).toEqual([RESPONSE]);
  return (answer.body as { Operations?: readonly Result[] }).Operations ?? [];
}

const idOf = ({ location = '' }: Result) => location.slice(location.lastIndexOf('/') + 1);
const postUser = (bulkId: string, userName = `bulk${fresh()}@example.com`) => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { schemas: [CORE_USER], userName },
});
const postGroup = (bulkId: string, members: readonly string[]) => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: {
    schemas: [CORE_GROUP],
    displayName: `Bulk ${fresh()}`,
    members: members.map((value) => ({ value })),
  },
});

it('RFC 7644 3.7 MUST carry out every method, and say of each operation its status and location', async () => {
  const [put, patched, gone] = [
    await createUser(provider.scim, fresh()),
    await createUser(provider.scim, fresh()),
    await createUser(provider.scim, fresh()),
  ];
  const change = patchBody({ op: 'replace', path: 'title', value: 'Patched' });
  const results = resultsOf(
    await bulk([
      postUser('made'),
      { method: 'PUT', path: `/Users/${put.id}`, data: { ...put, title: 'Put' } },
      { method: 'PATCH', path: `/Users/${patched.id}`, data: change },
      { method: 'DELETE', path: `/Users/${gone.id}` },
    ]),
  );
  expect(results).toMatchObject([
    { method: 'POST', status: '201', bulkId: 'made', version: expect.any(String) },
    { method: 'PUT', status: '200', location: put.meta.location },
    { method: 'PATCH', status: '200', location: patched.meta.location },
    { method: 'DELETE', status: '204', location: gone.meta.location },
  ]);
  expect(await readUser(provider.scim, put.id)).toMatchObject({ title: 'Put' });
  expect(await readUser(provider.scim, patched.id)).toMatchObject({ title: 'Patched' });
  expectError(await provider.scim.get(`/Users/${gone.id}`), 404);
});

it('RFC 7644 3.7 MUST need a bulkId for each POST', async () => {
  const { bulkId: _, ...post } = postUser('none');
  const answer = await bulk([post]);
  const said = answer.status === 200 ? resultsOf(answer)[0]?.status : answer.body.status;
  expect(said).toBe('400');
});

it('RFC 7644 3.7 MUST come to what the operations would come to one after the other', async () => {
  const userName = `bulk${fresh()}@example.com`;
  const results = resultsOf(
    await bulk([
      postUser('a', userName),
      postUser('same', userName),
      { method: 'DELETE', path: '/Users/bulkId:a' },
      postUser('b', userName),
    ]),
  );
  expect(results.map(({ status }) => status)).toEqual(['201', '409', '204', '201']);
});

it('RFC 7644 3.7 MUST go on after errors, and stop at failOnErrors', async () => {
  const bad = { ...postUser('bad'), data: { schemas: [CORE_USER] } };
  const all = resultsOf(await bulk([bad, { ...bad, bulkId: 'bad2' }, postUser('good')]));
  expect(all.map(({ status }) => status)).toEqual(['400', '400', '201']);
  const some = resultsOf(await bulk([bad, postUser('never')], { failOnErrors: 1 }));
  expect(some.map(({ status }) => status)).toEqual(['400']);
});

it('RFC 7644 3.7.3 MUST answer a failed operation with its error', async () => {
  const [result] = resultsOf(await bulk([{ method: 'DELETE', path: '/Users/not-there' }]));
  expect(result).toMatchObject({
    status: '404',
    response: { status: '404', detail: expect.any(String) },
  });
});

it('RFC 7644 3.7.2 MUST put the id of what was made in place of its bulkId', async () => {
  const results = resultsOf(await bulk([postUser('who'), postGroup('team', ['bulkId:who'])]));
  expect(results.map(({ status }) => status)).toEqual(['201', '201']);
  const [user, group] = results.map(idOf) as [string, string];
  expect(memberIds(await readGroup(provider.scim, group))).toEqual([user]);
});

it('RFC 7644 3.7.2 MUST resolve a bulkId wherever in the request its POST stands', async () => {
  const results = resultsOf(await bulk([postGroup('team', ['bulkId:who']), postUser('who')]));
  const ids = new Map(results.map((result) => [result.bulkId, idOf(result)]));
  expect(memberIds(await readGroup(provider.scim, ids.get('team') ?? ''))).toEqual([
    ids.get('who'),
  ]);
});

it('RFC 7644 3.7.1 MUST resolve references that go round in a circle', async () => {
  const results = resultsOf(
    await bulk([postGroup('a', ['bulkId:b']), postGroup('b', ['bulkId:a'])]),
  );
  expect(results.map(({ status }) => status)).toEqual(['201', '201']);
  const [a, b] = results.map(idOf) as [string, string];
  expect(memberIds(await readGroup(provider.scim, a))).toEqual([b]);
  expect(memberIds(await readGroup(provider.scim, b))).toEqual([a]);
});

it('RFC 7644 3.7.4 MUST announce its limits, and refuse with 413 what is beyond them', async () => {
  const { body } = await provider.scim.get('/ServiceProviderConfig');
  const limits = body as unknown as { bulk: { maxOperations: number; maxPayloadSize: number } };
  const { maxOperations, maxPayloadSize } = limits.bulk;
  const operations = Array.from({ length: maxOperations + 1 }, () => ({
    method: 'DELETE',
    path: '/Users/x',
  }));
  expectError(await bulk(operations), 413);
  expectError(await bulk([], { padding: 'x'.repeat(maxPayloadSize) }), 413);
});
