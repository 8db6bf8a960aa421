import { beforeAll, describe, expect, it } from '@jest/globals';
import { ENTERPRISE_USER } from '#testing';
import { expectError, expectList, expectResource, expectStatus } from '../support/expectations.js';
import { createUser, filtered } from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();
const PEOPLE = ['ann', 'Bob', 'carl', 'dora', 'emil'];
beforeAll(async () => {
  for (const [index, name] of PEOPLE.entries()) {
    await createUser(provider.scim, fresh(), {
      userName: `${name}@example.com`,
      displayName: name,
      externalId: `Ext-${name}`,
      active: index % 2 === 0,
      title: index < 3 ? `Title ${index}` : null,
      emails: [
        { type: 'work', value: `${name}@work.example` },
        { type: 'home', value: `${name}@home.example` },
      ],
      [ENTERPRISE_USER]: { department: index < 2 ? 'Tours' : 'Studio' },
    });
  }
});

/** The display names of those who satisfy a filter. */
async function found(filter: string): Promise<unknown[]> {
  const users = expectList(await provider.scim.get(filtered('Users', filter)));
  return users.map(({ displayName }) => displayName).toSorted();
}

async function refused(filter: string): Promise<void> {
  expectError(await provider.scim.get(filtered('Users', filter)), 400, 'invalidFilter');
}

it('RFC 7644 3.4.1 MUST return a known resource with 200, and 404 for one that is not there', async () => {
  const user = await createUser(provider.scim, fresh());
  expect(expectResource(await provider.scim.get(`/Users/${user.id}`), 200)).toEqual(user);
  expectError(await provider.scim.get('/Users/not-there'), 404);
  expectError(await provider.scim.get(`/Groups/${user.id}`), 404);
});

describe('lists', () => {
  it('RFC 7644 3.4.2 MUST answer a query with a ListResponse that counts all results', async () => {
    const answer = await provider.scim.get('/Users?count=2');
    const resources = expectList(answer);
    expect(resources).toHaveLength(2);
    expect(answer.body.totalResults).toBeGreaterThanOrEqual(PEOPLE.length);
  });

  it('RFC 7644 3.4.2 MUST answer a query without a match with 200 and totalResults 0', async () => {
    expect(
      expectList(await provider.scim.get(filtered('Users', 'userName eq "nobody"')), 0),
    ).toEqual([]);
  });

  it('RFC 7644 3.4.2.4 MUST take a startIndex below 1 for 1', async () => {
    for (const startIndex of [0, -1]) {
      const { body } = await provider.scim.get(`/Users?startIndex=${startIndex}&count=1`);
      expect(body).toMatchObject({ startIndex: 1, itemsPerPage: 1 });
    }
  });

  it('RFC 7644 3.4.2.4 MUST take a negative count for 0, and return with 0 nothing but the total', async () => {
    for (const count of [0, -1]) {
      const { body } = await provider.scim.get(`/Users?count=${count}`);
      expect(body).toMatchObject({ itemsPerPage: 0 });
      expect(body.Resources ?? []).toEqual([]);
      expect(body.totalResults).toBeGreaterThan(0);
    }
  });

  it('RFC 7644 3.4.2.4 MUST NOT return more than count, and every resource over all pages', async () => {
    const seen = new Set<unknown>();
    const { totalResults = 0 } = (await provider.scim.get('/Users?count=0')).body;
    for (let startIndex = 1; startIndex <= totalResults; startIndex += 2) {
      const page = expectList(
        await provider.scim.get(`/Users?startIndex=${startIndex}&count=2`),
        totalResults,
      );
      expect(page.length).toBeLessThanOrEqual(2);
      for (const { id } of page) seen.add(id);
    }
    expect(seen.size).toBe(totalResults);
  });
});

describe('filters', () => {
  it('RFC 7644 3.4.2.2 MUST know attribute names and operators in any letter case', async () => {
    expect(await found('USERNAME Eq "ann@example.com"')).toEqual(['ann']);
  });

  it('RFC 7644 3.4.2.2 MUST compare texts as caseExact says', async () => {
    expect(await found('userName eq "BOB@EXAMPLE.COM"')).toEqual(['Bob']);
    expect(await found('externalId eq "ext-ann"')).toEqual([]);
    expect(await found('externalId eq "Ext-ann"')).toEqual(['ann']);
  });

  it('RFC 7644 3.4.2.2 MUST evaluate eq, ne, co, sw, ew and pr', async () => {
    expect(await found('displayName eq "carl"')).toEqual(['carl']);
    expect(await found('displayName sw "ANN"')).toEqual(['ann']);
    expect(await found('userName co "ORA@"')).toEqual(['dora']);
    expect(await found('emails.value ew "emil@home.example"')).toEqual(['emil']);
    expect(await found('title pr and displayName ne "ann"')).toEqual(['Bob', 'carl']);
  });

  it('RFC 7644 3.4.2.2 MUST match a multi-valued attribute when any of its values does', async () => {
    expect(await found('emails.value eq "ann@home.example"')).toEqual(['ann']);
    expect(await found('emails eq "ann@home.example"')).toEqual(['ann']);
  });

  it('RFC 7644 3.4.2.2 MUST apply a value path to one value at a time', async () => {
    expect(await found('emails[type eq "work" and value co "ann@"]')).toEqual(['ann']);
    expect(await found('emails[type eq "work" and value co "ann@home"]')).toEqual([]);
  });

  it('RFC 7644 3.4.2.2 MUST bind grouping first, then not, then and, then or', async () => {
    const [a, b] = ['displayName eq "ann"', 'displayName eq "Bob"'];
    expect(await found(`${a} or ${b} and active eq false`)).toEqual(['Bob', 'ann']);
    expect(await found(`(${a} or ${b}) and active eq false`)).toEqual(['Bob']);
    expect(await found(`(${a} or ${b}) and not (active eq false)`)).toEqual(['ann']);
  });

  it('RFC 7644 3.4.2.2 MUST compare dateTimes as instants', async () => {
    expect(await found('displayName eq "ann" and meta.created gt "2001-01-01T00:00:00Z"')).toEqual([
      'ann',
    ]);
    expect(
      await found('displayName eq "ann" and meta.created lt "2001-01-01T00:00:00+02:00"'),
    ).toEqual([]);
  });

  it('RFC 7644 3.4.2.2 MUST refuse an order of booleans with invalidFilter', async () => {
    await refused('active gt true');
  });

  it('RFC 7644 3.4.2.2 MUST refuse an operator or an expression it does not know with invalidFilter', async () => {
    for (const filter of [
      'userName like "a"',
      'userName eq',
      '(userName pr',
      'userName',
      '"a" eq "a"',
    ]) {
      await refused(filter);
    }
  });
});

describe('attributes', () => {
  const one = filtered('Users', 'displayName eq "ann"');

  it('RFC 7644 3.4.2.5 MUST return only the attributes asked for, and those returned always', async () => {
    const [user] = expectList(
      await provider.scim.get(`${one}&attributes=userName,emails.value`),
      1,
    );
    expect(Object.keys(user ?? {}).toSorted()).toEqual(['emails', 'id', 'schemas', 'userName']);
    expect(user?.emails?.map((email) => Object.keys(email))).toEqual([['value'], ['value']]);
  });

  it('RFC 7644 3.4.2.5 MUST leave out the attributes excluded, but none that is returned always', async () => {
    const [user] = expectList(
      await provider.scim.get(`${one}&excludedAttributes=id,schemas,emails,meta`),
      1,
    );
    expect(user).toMatchObject({ id: expect.any(String), userName: 'ann@example.com' });
    expect(user).not.toHaveProperty('emails');
    expect(user).not.toHaveProperty('meta');
  });

  it('RFC 7644 3.4.2.5 MUST refuse attributes together with excludedAttributes', async () => {
    expectError(await provider.scim.get(`${one}&attributes=id&excludedAttributes=meta`), 400);
  });

  it('RFC 7644 3.9 MUST apply attributes and excludedAttributes to the answers of writes', async () => {
    const created = await provider.scim.post('/Users?attributes=userName', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: `selected${fresh()}`,
      title: 'Tour Guide',
    });
    expectStatus(created, 201);
    expect(Object.keys(created.body).toSorted()).toEqual(['id', 'schemas', 'userName']);
    const put = await provider.scim.put(`/Users/${created.body.id}?excludedAttributes=title`, {
      ...created.body,
      title: 'Other',
    });
    expectStatus(put, 200);
    expect(put.body).not.toHaveProperty('title');
  });
});
