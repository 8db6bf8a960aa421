import { beforeAll, expect, it } from '@jest/globals';
import { expectError, expectList } from '../support/expectations.js';
import { createGroup, createUser } from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const provider = useProvider();
beforeAll(async () => {
  for (const title of ['One', 'Two', 'Three']) {
    await createUser(provider.scim, fresh(), { title });
  }
  await createGroup(provider.scim, 'Searched');
});

const search = (path: string, parameters: object) =>
  provider.scim.post(path, { schemas: [SEARCH_REQUEST], ...parameters });

it('RFC 7644 3.4.3 MUST answer a search as it answers the query', async () => {
  for (const [parameters, query] of [
    [{ filter: 'title co "o"' }, 'filter=title%20co%20%22o%22'],
    [{ sortBy: 'title', sortOrder: 'descending' }, 'sortBy=title&sortOrder=descending'],
    [{ startIndex: 2, count: 1 }, 'startIndex=2&count=1'],
    [{ attributes: ['title', 'userName'] }, 'attributes=title,userName'],
    [{ excludedAttributes: ['meta'] }, 'excludedAttributes=meta'],
  ] as const) {
    const posted = await search('/Users/.search', parameters);
    expectList(posted);
    expect(posted.body).toEqual((await provider.scim.get(`/Users?${query}`)).body);
  }
});

it('RFC 7644 3.4.3 MUST offer searches at the root and at every type', async () => {
  expectList(await search('/.search', {}), 4);
  expectList(await search('/Users/.search', {}), 3);
  expectList(await search('/Groups/.search', {}), 1);
});

it('RFC 7644 3.4.3 MUST have a search be a SearchRequest', async () => {
  expectError(await provider.scim.post('/.search', 'title pr'), 400, 'invalidSyntax');
  expectError(await provider.scim.post('/.search', ['title pr']), 400, 'invalidSyntax');
  const { scim, nodeId } = await provider.rollbook.tenant({ profile: 'standard' });
  await provider.rollbook.admin.changeSettings(nodeId, { strict: true });
  const other = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] };
  expectError(await scim.post('/Users/.search', other), 400, 'invalidSyntax');
  expectList(await scim.post('/Users/.search', { schemas: [SEARCH_REQUEST] }), 0);
});

it('RFC 7644 3.4.3 MUST refuse a search as it refuses the query', async () => {
  const none = { filter: 'title is "One"' };
  expectError(await search('/Users/.search', none), 400, 'invalidFilter');
  expectError(await search('/.search', { startIndex: 'one' }), 400, 'invalidValue');
});
