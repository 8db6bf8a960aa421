import { beforeAll, expect, it } from '@jest/globals';
import type { ScimAnswer } from '#testing';
import { expectError, expectList, type Resource } from '../support/expectations.js';
import { createUser } from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const COUNT = 7;
const provider = useProvider();
let users: readonly string[];
beforeAll(async () => {
  const created: Resource[] = [];
  for (let n = 0; n < COUNT; n += 1) created.push(await createUser(provider.scim, fresh()));
  users = created.map(({ id }) => id);
});

interface Cursors {
  readonly nextCursor?: string;
  readonly previousCursor?: string;
}
const page = (query: string) => provider.scim.get(`/Users?${query}`);
const cursorsOf = ({ body }: ScimAnswer) => body as Cursors;
const idsOf = (answer: ScimAnswer) => expectList(answer, COUNT).map(({ id }) => id);

it('RFC 9865 2 MUST begin with a cursor that is empty', async () => {
  for (const cursor of ['cursor=', 'cursor']) {
    const answer = await page(`${cursor}&count=3`);
    expect(idsOf(answer)).toEqual(users.slice(0, 3));
    expect(answer.body).not.toHaveProperty('startIndex');
  }
});

it('RFC 9865 2 MUST give nextCursor with every page but the last, and every resource once', async () => {
  const seen: string[] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined) {
    const answer: ScimAnswer = await page(`cursor=${cursor}&count=3`);
    const ids = idsOf(answer);
    expect(ids.length).toBeGreaterThan(0);
    seen.push(...ids);
    cursor = cursorsOf(answer).nextCursor;
    expect(cursor === undefined).toBe(seen.length === COUNT);
  }
  expect(seen).toEqual(users);
});

it('RFC 9865 2 MUST NOT give previousCursor with the first page; it leads from later ones to those before', async () => {
  const first = await page('cursor&count=3');
  expect(first.body).not.toHaveProperty('previousCursor');
  const second = await page(`cursor=${cursorsOf(first).nextCursor}&count=3`);
  const { previousCursor } = cursorsOf(second);
  expect(idsOf(await page(`cursor=${previousCursor}&count=3`))).toEqual(idsOf(first));
});

it('RFC 9865 2 MUST make cursors of unreserved characters', async () => {
  const { nextCursor } = cursorsOf(await page('cursor&count=1&sortBy=userName'));
  expect(nextCursor).toMatch(/^[A-Za-z0-9\-._~]+$/);
});

it('RFC 9865 2 MUST NOT return more than count', async () => {
  expect(idsOf(await page('cursor&count=2'))).toHaveLength(2);
});

it('RFC 9865 2 SHALL take a negative count for 0, and return with 0 nothing but the total', async () => {
  for (const count of [0, -1]) {
    const answer = await page(`cursor&count=${count}`);
    expect(idsOf(answer)).toEqual([]);
    expect(answer.body).not.toHaveProperty('startIndex');
  }
});

it('RFC 9865 2.1 SHOULD refuse a cursor that is none with invalidCursor', async () => {
  const { nextCursor = '' } = cursorsOf(await page('cursor&count=2'));
  for (const cursor of ['x', nextCursor.slice(1), `${nextCursor}A`, 'not-a-cursor']) {
    expectError(await page(`cursor=${cursor}&count=2`), 400, 'invalidCursor');
  }
  for (const added of ['!', '=', '.', '%2B']) {
    expectError(await page(`cursor=${nextCursor}${added}&count=2`), 400, 'invalidCursor');
  }
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'];
  const search = await provider.scim.post('/Users/.search', { schemas, cursor: 5 });
  expectError(search, 400, 'invalidCursor');
});

it('RFC 9865 2.1 SHOULD refuse a count beyond the largest page with invalidCount', async () => {
  const { body } = await provider.scim.get('/ServiceProviderConfig');
  const { maxPageSize } = (body as { pagination?: { maxPageSize: number } }).pagination ?? {};
  expectError(await page(`cursor&count=${Number(maxPageSize) + 1}`), 400, 'invalidCount');
  expectError(await page('cursor&count=abc'), 400, 'invalidCount');
});

it('RFC 9865 2 MUST have the other parameters stay as they were', async () => {
  const { nextCursor } = cursorsOf(await page('cursor&count=2&filter=userName%20pr'));
  expectError(await page(`cursor=${nextCursor}&count=2`), 400, 'invalidCursor');
  expectError(await provider.scim.get(`/Groups?cursor=${nextCursor}&count=2`), 400);
});

it('RFC 9865 2.2 MUST page through a list that is sorted', async () => {
  const query = 'sortBy=userName&sortOrder=descending&count=4';
  const first = await page(`cursor&${query}`);
  const second = await page(`cursor=${cursorsOf(first).nextCursor}&${query}`);
  const whole = idsOf(await page('sortBy=userName&sortOrder=descending'));
  expect([...idsOf(first), ...idsOf(second)]).toEqual(whole);
});

it('RFC 9865 2.4 MUST have a way of paging for requests that ask for none: by index', async () => {
  const answer = await page('count=2');
  expect(answer.body).toMatchObject({ startIndex: 1, itemsPerPage: 2 });
  expect(answer.body).not.toHaveProperty('nextCursor');
});

it('RFC 9865 3 MUST page by cursor through a search, too', async () => {
  const search = (cursor: string) =>
    provider.scim.post('/Users/.search', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      cursor,
      count: 4,
    });
  const first = await search('');
  const second = await search(cursorsOf(first).nextCursor ?? '');
  expect([...idsOf(first), ...idsOf(second)]).toEqual(users);
});

it('RFC 9865 4 SHOULD announce its ways of paging, and their limits', async () => {
  const { body } = await provider.scim.get('/ServiceProviderConfig');
  expect((body as { pagination?: unknown }).pagination).toEqual({
    cursor: true,
    index: true,
    defaultPaginationMethod: 'index',
    defaultPageSize: expect.any(Number),
    maxPageSize: expect.any(Number),
    cursorTimeout: expect.any(Number),
  });
});

it('RFC 9865 5 MUST keep a cursor from showing what its bearer may not see', async () => {
  const { nextCursor } = cursorsOf(await page('cursor&count=2'));
  const stranger = await provider.rollbook.tenant({ profile: 'standard' });
  const answer = await stranger.scim.get(`/Users?cursor=${nextCursor}&count=2`);
  expectError(answer, 400, 'invalidCursor');
  const none = await stranger.scim.get('/Users?cursor=made-up&count=2');
  expect(answer.body).toEqual(none.body);
});
