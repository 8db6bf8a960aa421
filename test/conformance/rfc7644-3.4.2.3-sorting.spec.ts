import { beforeAll, expect, it } from '@jest/globals';
import { expectError, expectList } from '../support/expectations.js';
import { createUser } from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();
beforeAll(async () => {
  for (const [nickName, more] of [
    ['1', { title: 'b', name: { familyName: 'Óm' }, externalId: 'a', emails: values('z', 'c') }],
    ['2', { title: 'A', name: { familyName: 'zz' }, externalId: 'B', emails: values('b', null) }],
    ['3', { title: 'C', name: { familyName: 'Aa' }, externalId: 'b', emails: values('y', 'a') }],
    ['4', {}],
  ] as const) {
    await createUser(provider.scim, fresh(), { emails: [], name: {}, ...more, nickName });
  }
});

/** An address, and a primary one behind it. */
function values(first: string, primary: string | null) {
  const others = primary === null ? [] : [{ value: `${primary}@x.org`, primary: true }];
  return [{ value: `${first}@x.org` }, ...others];
}

async function sorted(query: string): Promise<string> {
  const users = expectList(await provider.scim.get(`/Users?${query}`), 4);
  return users.map((user) => (user as { nickName?: string }).nickName).join('');
}

it('RFC 7644 3.4.2.3 SHALL sort ascending where sortOrder is not given', async () => {
  expect(await sorted('sortBy=title')).toBe('2134');
  expect(await sorted('sortBy=title&sortOrder=ascending')).toBe('2134');
});

it('RFC 7644 3.4.2.3 MUST sort texts with or without regard to letter case, as caseExact says', async () => {
  expect(await sorted('sortBy=title')).toBe('2134');
  expect(await sorted('sortBy=externalId')).toBe('2134');
});

it('RFC 7644 3.4.2.3 MUST put what has no such value last, and first in descending order', async () => {
  expect(await sorted('sortBy=title&sortOrder=descending')).toBe('4312');
});

it('RFC 7644 3.4.2.3 MUST sort by the primary value of several, or else by the first', async () => {
  expect(await sorted('sortBy=emails.value')).toBe('3214');
  expect(await sorted('sortBy=emails')).toBe('3214');
});

it('RFC 7644 3.4.2.3 MUST sort by a sub-attribute in attribute notation', async () => {
  expect(await sorted('sortBy=NAME.familyName')).toBe('3214');
  expectError(await provider.scim.get('/Users?sortBy=name'), 400, 'invalidValue');
});
