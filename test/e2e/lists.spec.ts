import { beforeAll, describe, expect, it } from '@jest/globals';
import { ENTERPRISE_USER, person, scimRequest } from '#testing';
import { post, runBulk } from '../support/bulk.js';
import { expectError, expectList, expectStatus, type Resource } from '../support/expectations.js';
import {
  createGroup,
  createUser,
  filtered,
  patchBody,
  patchUser,
  readUser,
  userBody,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const COUNT = 12;
const rollbook = useRollbook();
let tenant: Tenant;
let users: Resource[];
let group: Resource;

beforeAll(async () => {
  tenant = await rollbook.tenant({ profile: 'standard' });
  users = [];
  for (let n = 0; n < COUNT; n += 1) {
    const active = n % 3 !== 0;
    const department = { [ENTERPRISE_USER]: { department: n < 6 ? 'North' : 'South' } };
    const title = n === 4 ? { title: 'Only one' } : {};
    users.push(
      await createUser(tenant.scim, n, { externalId: `Ext-${n}`, active, ...department, ...title }),
    );
  }
  group = await createGroup(tenant.scim, 'Some', [users[1]!.id, users[2]!.id]);
});

const ids = (resources: readonly Resource[]) => resources.map(({ id }) => id);
const page = async (query: string) => tenant.scim.get(`/Users?${query}`);

describe('a page', () => {
  it('holds what it says, and the pages together hold everybody once', async () => {
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= COUNT; startIndex += 5) {
      const answer = await page(`startIndex=${startIndex}&count=5`);
      const resources = expectList(answer, COUNT);
      expect(answer.body.startIndex).toBe(startIndex);
      expect(resources).toHaveLength(Math.min(5, COUNT - startIndex + 1));
      seen.push(...ids(resources));
    }
    expect(seen.toSorted()).toEqual(ids(users).toSorted());
  });

  it('of none tells only how many there are', async () => {
    for (const query of ['count=0', 'count=-3']) {
      expect(expectList(await page(query), COUNT)).toEqual([]);
    }
  });

  it('begins at 1 when it is asked to begin earlier', async () => {
    for (const startIndex of [0, -7]) {
      const answer = await page(`startIndex=${startIndex}&count=2`);
      expect(ids(expectList(answer, COUNT))).toEqual(
        ids(expectList(await page('startIndex=1&count=2'))),
      );
      expect(answer.body.startIndex).toBe(1);
    }
  });

  it('past the end is empty and says where it was asked to begin', async () => {
    const answer = await page('startIndex=500&count=10');
    expect(expectList(answer, COUNT)).toEqual([]);
    expect(answer.body.startIndex).toBe(500);
  });

  it.each(['startIndex=one', 'count=many', 'startIndex=1.5', 'count='])(
    'is not cut from %s',
    async (query) => {
      const answer = await page(query);
      if (query === 'count=') expect([200, 400]).toContain(answer.status);
      else expectError(answer, 400, 'invalidValue');
    },
  );

  it('is never longer than the limit that the configuration tells', async () => {
    const { body } = await tenant.scim.get('/ServiceProviderConfig');
    const { maxResults } = (body as { filter?: { maxResults?: number } }).filter!;
    expect(maxResults).toBeGreaterThan(0);
    const resources = expectList(await page('count=100000000'), COUNT);
    expect(resources.length).toBeLessThanOrEqual(maxResults!);
  });
});

describe('a selection of attributes', () => {
  const show = (answer: { body: object }) => Object.keys(answer.body).toSorted();

  it('keeps id and schemas, whatever is excluded', async () => {
    const path = `/Users/${users[4]!.id}`;
    const selected = await tenant.scim.get(`${path}?attributes=userName,NAME.givenName`);
    expect(show(selected)).toEqual(['id', 'name', 'schemas', 'userName']);
    expect(selected.body).toMatchObject({ name: { givenName: person(4).givenName } });
    const { name } = selected.body as { name?: object };
    expect(name).not.toHaveProperty('familyName');
    const reduced = await tenant.scim.get(
      `${path}?excludedAttributes=id,schemas,emails,name.familyName`,
    );
    expect(reduced.body).toMatchObject({
      id: users[4]!.id,
      schemas: expect.any(Array),
      name: { givenName: person(4).givenName },
    });
    expect(reduced.body).not.toHaveProperty('emails');
    expect((reduced.body as { name?: object }).name).not.toHaveProperty('familyName');
  });

  it('takes names with their URN, and ignores what it does not know', async () => {
    const query = `attributes=${encodeURIComponent(`${ENTERPRISE_USER}:department,nothing`)}`;
    const answer = await tenant.scim.get(`/Users/${users[0]!.id}?${query}`);
    expectStatus(answer, 200);
    expect(answer.body).toMatchObject({ [ENTERPRISE_USER]: { department: 'North' } });
    expect(answer.body).not.toHaveProperty('userName');
  });

  it('applies to lists', async () => {
    for (const resource of expectList(await page('attributes=userName'), COUNT)) {
      expect(Object.keys(resource).toSorted()).toEqual(['id', 'schemas', 'userName']);
    }
    const groups = expectList(await tenant.scim.get('/Groups?excludedAttributes=members'), 1);
    expect(groups[0]).not.toHaveProperty('members');
  });

  it('applies to the answers of POST, PUT and PATCH', async () => {
    const query = 'attributes=userName';
    const posted = await tenant.scim.post(`/Users?${query}`, userBody(100));
    expectStatus(posted, 201);
    expect(show(posted)).toEqual(['id', 'schemas', 'userName']);
    const path = `/Users/${posted.body.id}`;
    const put = await tenant.scim.put(`${path}?${query}`, userBody(100, { title: 'x' }));
    expect(show(put)).toEqual(['id', 'schemas', 'userName']);
    const patch = patchBody({ op: 'replace', path: 'title', value: 'y' });
    const excluded = 'excludedAttributes=emails,title';
    const patched = await tenant.scim.patch(`${path}?${excluded}`, patch);
    expectStatus(patched, 200);
    expect(patched.body).not.toHaveProperty('title');
    await tenant.scim.delete(path);
  });

  it('is either of the two, not both', async () => {
    expectError(await page('attributes=userName&excludedAttributes=emails'), 400, 'invalidValue');
  });
});

describe('a filter', () => {
  const who = (n: number) => person(n).email;
  const found = async (filter: string) => {
    const answer = await tenant.scim.get(filtered('Users', filter));
    const resources = expectList(answer);
    expect(resources).toHaveLength(answer.body.totalResults!);
    return resources.map(({ id }) => users.findIndex((user) => user.id === id)).toSorted(byNumber);
  };
  const byNumber = (a: number, b: number) => a - b;
  const all = [...Array(COUNT).keys()];
  const active = all.filter((n) => n % 3 !== 0);

  it.each<[string, () => string, readonly number[]]>([
    ['userName eq, any letter case', () => `userName eq "${who(3).toUpperCase()}"`, [3]],
    ['userName ne', () => `userName ne "${who(3)}"`, all.filter((n) => n !== 3)],
    ['userName co', () => 'userName co ".1@"', [1]],
    ['userName sw', () => `userName sw "${who(5).slice(0, -12)}"`, [5]],
    ['userName ew', () => 'userName ew ".7@EXAMPLE.COM"', [7]],
    ['externalId is case exact', () => 'externalId eq "ext-3"', []],
    ['externalId eq', () => 'externalId eq "Ext-3"', [3]],
    ['id eq', () => `id eq "${users[6]!.id}"`, [6]],
    ['id is case exact', () => `id eq "${users[6]!.id.toUpperCase()}x"`, []],
    ['active eq', () => 'active eq true', active],
    ['active ne', () => 'active ne true', all.filter((n) => !active.includes(n))],
    ['title pr', () => 'title pr', [4]],
    ['not title pr', () => 'not (title pr)', all.filter((n) => n !== 4)],
    ['and', () => `active eq true and userName co "example"`, active],
    ['or', () => `userName eq "${who(1)}" or userName eq "${who(2)}"`, [1, 2]],
    ['and binds closer than or', () => 'title pr or active eq true and title pr', [4]],
    ['grouping', () => '(title pr or active eq true) and externalId eq "Ext-5"', [5]],
    ['emails.value', () => `emails.value eq "${who(8)}"`, [8]],
    ['emails', () => `emails eq "${who(8)}"`, [8]],
    ['a value path', () => `emails[type eq "work" and value eq "${who(9)}"]`, [9]],
    ['a value path and more', () => `emails[type eq "work"].value eq "${who(9)}"`, [9]],
    ['name.familyName', () => `name.familyName eq "${person(2).familyName}"`, [2]],
    ['name.givenName sw', () => `name.givenName sw "${person(2).givenName}"`, [2]],
    [
      'a URN before the name',
      () => `urn:ietf:params:scim:schemas:core:2.0:User:userName eq "${who(1)}"`,
      [1],
    ],
    ['meta.created', () => 'meta.created gt "2001-01-01T00:00:00Z"', all],
    [
      'meta.lastModified in another zone',
      () => 'meta.lastModified lt "2001-01-01T00:00:00+02:00"',
      [],
    ],
    ['groups', () => `groups.value eq "${group.id}"`, [1, 2]],
  ])('%s', async (_, filter, expected) => {
    expect(await found(filter())).toEqual(expected);
  });

  it('keeps De Morgan', async () => {
    const [a, b] = ['active eq true', 'userName co "1"'];
    expect(await found(`not (${a} and ${b})`)).toEqual(await found(`not (${a}) or not (${b})`));
    expect(await found(`not (${a} or ${b})`)).toEqual(await found(`not (${a}) and not (${b})`));
  });

  it('finds groups by name and by member', async () => {
    for (const filter of [
      'displayName eq "sOmE"',
      `members.value eq "${users[1]!.id}"`,
      `members[value eq "${users[2]!.id}"]`,
      'displayName sw "So" and members pr',
    ]) {
      expect(ids(expectList(await tenant.scim.get(filtered('Groups', filter)), 1))).toEqual([
        group.id,
      ]);
    }
  });

  it('applies to pages and to totals alike', async () => {
    const filter = encodeURIComponent('active eq true');
    const answer = await page(`filter=${filter}&startIndex=2&count=3`);
    expect(expectList(answer, active.length)).toHaveLength(3);
    expect(expectList(await page(`filter=${filter}&count=0`), active.length)).toEqual([]);
  });

  it.each([
    'userName',
    'userName eq',
    'userName is "x"',
    'eq "x"',
    'userName eq "x',
    'userName eq "x" and',
    '(userName eq "x"',
    'userName eq "x")',
    'not userName eq "x"',
    'colour eq "blue"',
    'active gt true',
    'active eq "perhaps"',
    'emails[type eq "work"',
    'userName eq "x" "y"',
    'meta.created gt "yesterday"',
    '   ',
    '('.repeat(2_000),
    `userName eq "${'x'.repeat(10_000)}"`,
    Array.from({ length: 250 }, (_, n) => `userName eq "${n}"`).join(' or '),
  ])('that cannot be evaluated is refused: %s', async (filter) => {
    expectError(await tenant.scim.get(filtered('Users', filter)), 400, 'invalidFilter');
  });

  it('sees a change at once', async () => {
    const user = users[11]!;
    await patchUser(tenant.scim, user.id, { op: 'replace', path: 'active', value: false });
    expect(await found('active eq true')).not.toContain(11);
    await patchUser(tenant.scim, user.id, { op: 'replace', path: 'active', value: true });
    expect(await found('active eq true')).toContain(11);
    expect((await readUser(tenant.scim, user.id)).active).toBe(true);
  });
});

it('a page of several megabytes is sent whole, and HEAD of it without a body', async () => {
  const { scim } = await rollbook.tenant({ profile: 'standard' });
  // An odd number of code units ahead of pairs of them: some piece of the answer would end within a pair.
  const title = (n: number) => `${'x'.repeat(n % 2)}${'😀'.repeat(2_000)}`;
  const operations = Array.from({ length: 1_000 }, (_, n) =>
    post('/Users', `${n}`, { userName: `long${n}@example.com`, title: title(n) }),
  );
  for (let at = 0; at < operations.length; at += 250) {
    await runBulk(scim, operations.slice(at, at + 250));
  }
  const path = '/Users?count=1000';
  const answer = await scim.get(path);
  const resources = expectList(answer, operations.length);
  expect(resources.map((user) => (user as { title?: string }).title)).toEqual(
    operations.map((_, n) => title(n)),
  );
  const head = await scim.send(scimRequest('HEAD', path));
  expectStatus(head, 200);
  expect(head.text).toBe('');
});
