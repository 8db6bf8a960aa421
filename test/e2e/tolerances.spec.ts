import { beforeAll, describe, expect, it } from '@jest/globals';
import { CORE_USER, ENTERPRISE_USER, person, scimRequest } from '#testing';
import {
  expectList,
  expectNoContent,
  expectResource,
  expectStatus,
  memberIds,
} from '../support/expectations.js';
import {
  addMembers,
  createGroup,
  createUser,
  filtered,
  patchGroup,
  patchUser,
  readGroup,
  readUser,
  userBody,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
beforeAll(async () => {
  tenant = await rollbook.tenant({ profile: 'standard' });
});

let next = 0;
const newUser = (more?: Readonly<Record<string, unknown>>) =>
  createUser(tenant.scim, (next += 1), more);
const patched = async (id: string, ...operations: Parameters<typeof patchUser>[2][]) =>
  expectResource(await patchUser(tenant.scim, id, ...operations), 200);
const posted = async (body: unknown) => expectResource(await tenant.scim.post('/Users', body), 201);

describe('tolerance', () => {
  it.each(['Replace', 'REPLACE', 'rePLace', 'Add', 'ADD'])('T1: the op %p', async (op) => {
    const { id } = await newUser();
    expect(await patched(id, { op, path: 'title', value: op })).toMatchObject({ title: op });
  });

  it.each(['True', 'true', 'False', 'false', true, false])('T2: the boolean %p', async (value) => {
    const truth = String(value).toLowerCase() === 'true';
    const created = await newUser({ active: value });
    expect(created.active).toBe(truth);
    const { id } = await newUser({ active: !truth });
    expect((await patched(id, { op: 'replace', path: 'active', value })).active).toBe(truth);
    const emails = [{ value: `t2.${next}@example.com`, primary: value }];
    expect(await patched(id, { op: 'replace', path: 'emails', value: emails })).toMatchObject({
      emails: truth ? [{ primary: true }] : [expect.not.objectContaining({ primary: true })],
    });
    const quoted = typeof value === 'string' ? `"${value}"` : String(value);
    const found = expectList(await tenant.scim.get(filtered('Users', `active eq ${quoted}`)));
    expect(found.map((user) => user.active)).toEqual(found.map(() => truth));
    expect(found.map((user) => user.id)).toContain(id);
  });

  it('T3: an array of one where a single value belongs', async () => {
    const { id } = await newUser({ title: ['Posted'] });
    expect(await readUser(tenant.scim, id)).toMatchObject({ title: 'Posted' });
    expect(
      await patched(
        id,
        { op: 'replace', path: 'title', value: ['Patched'] },
        { op: 'replace', path: 'active', value: ['False'] },
        { op: 'replace', path: 'name', value: [{ familyName: 'Listed' }] },
      ),
    ).toMatchObject({ title: 'Patched', active: false, name: { familyName: 'Listed' } });
  });

  it.each([
    ['$ref null', (value: string) => ({ $ref: null, value })],
    ['without a type', (value: string) => ({ value })],
    ['more keys', (value: string) => ({ value, type: 'User', display: 'x', extra: { a: 1 } })],
    ['a bare string', (value: string) => value],
  ])('T4: members removed by a value array, %s', async (_, item) => {
    const [goes, stays] = [(await newUser()).id, (await newUser()).id];
    const { id } = await createGroup(tenant.scim, `T4 ${next}`, [goes, stays]);
    const remove = { op: 'remove', path: 'members', value: [item(goes)] };
    expectNoContent(await patchGroup(tenant.scim, id, remove));
    expect(memberIds(await readGroup(tenant.scim, id))).toEqual([stays]);
    expectNoContent(await patchGroup(tenant.scim, id, { ...remove, value: [] }));
    expect(memberIds(await readGroup(tenant.scim, id))).toEqual([stays]);
  });

  it('T5: dotted keys and keys of extensions in a value without a path', async () => {
    const { id } = await newUser();
    const value = {
      'name.givenName': 'Dotted',
      [`${ENTERPRISE_USER}:department`]: 'Keys',
      [`${ENTERPRISE_USER}:costCenter`]: '42',
    };
    expect(await patched(id, { op: 'replace', value })).toMatchObject({
      name: { givenName: 'Dotted' },
      [ENTERPRISE_USER]: { department: 'Keys', costCenter: '42' },
    });
  });

  it('T6: id, schemas and meta in a value without a path; externalId null unlinks', async () => {
    const user = await newUser({ externalId: 't6' });
    const meta = { resourceType: 'User', version: 'W/"999"', created: '2001-01-01T00:00:00Z' };
    const after = await patched(user.id, {
      op: 'replace',
      value: { id: 'another', schemas: ['x'], meta, externalId: null, title: 'T6' },
    });
    expect(after).toMatchObject({ id: user.id, title: 'T6', meta: { created: user.meta.created } });
    expect(after).not.toHaveProperty('externalId');
    expect(after.schemas).toContain(CORE_USER);
  });

  it.each([
    ['one object', { Operations: { op: 'replace', path: 'title', value: 'T7' } }],
    ['operations', { operations: [{ op: 'replace', path: 'title', value: 'T7' }] }],
  ])('T7: Operations as %s', async (_, body) => {
    const { id } = await newUser();
    const answer = await tenant.scim.patch(`/Users/${id}`, body);
    expect(expectResource(answer, 200)).toMatchObject({ title: 'T7' });
  });

  it('T8: a manager as string, object and array; empty and null remove it', async () => {
    const { id } = await newUser();
    const path = `${ENTERPRISE_USER}:manager`;
    for (const value of ['boss-1', { value: 'boss-1' }, [{ value: 'boss-1' }]]) {
      const set = await patched(id, { op: 'Add', path, value });
      expect(set).toMatchObject({ [ENTERPRISE_USER]: { manager: { value: 'boss-1' } } });
      for (const nothing of ['', null]) {
        await patched(id, { op: 'Add', path, value });
        const unset = await patched(id, { op: 'Replace', path, value: nothing });
        expect(JSON.stringify(unset)).not.toContain('boss-1');
      }
    }
    const created = await newUser({ [ENTERPRISE_USER]: { manager: 'boss-2' } });
    expect(created).toMatchObject({ [ENTERPRISE_USER]: { manager: { value: 'boss-2' } } });
  });

  it.each([
    ['none', undefined],
    ['an unknown one', ['urn:example:unknown']],
    ['a misspelt one', ['urn:ietf:params:scim:schemas:core:2.0:user;']],
    ['text', CORE_USER],
    ['null', null],
  ])('T9: schemas: %s', async (_, schemas) => {
    const user = await newUser({ schemas });
    expect(user.schemas).toContain(CORE_USER);
    expect(JSON.stringify(user.schemas)).not.toContain('unknown');
  });

  it('T10: nulls, unknown attributes, and what only the server says', async () => {
    const junk = {
      id: 'mine',
      meta: { location: 'http://example.com', version: 'W/"7"' },
      groups: [],
      password: 'do-not-keep-me',
      nickName: null,
      phoneNumbers: null,
      favouriteColour: 'blue',
      deep: { er: [1, null] },
      ['__proto__']: { polluted: true },
      [ENTERPRISE_USER]: null,
    };
    const user = await newUser(junk);
    expect(user.id).not.toBe('mine');
    const text = JSON.stringify(user);
    for (const absent of ['do-not-keep-me', 'favouriteColour', 'polluted', 'example.com/Users']) {
      expect(text).not.toContain(absent);
    }
    const put = { ...user, ...junk, title: 'T10' };
    const after = expectResource(await tenant.scim.put(`/Users/${user.id}`, put), 200);
    expect(after).toMatchObject({ id: user.id, title: 'T10' });
    expect(rollbook.server.output()).not.toContain('do-not-keep-me');
    const audit = await rollbook.admin.send('GET', `/audit?target=${user.id}`);
    expect(audit.text).not.toContain('do-not-keep-me');
  });

  it('T11: attribute names in any letter case, in bodies, paths and filters', async () => {
    const email = `t11.${(next += 1)}@example.com`;
    const user = await posted({
      SCHEMAS: [CORE_USER],
      USERNAME: `t11-${next}`,
      Name: { GIVENNAME: 'Case', familyname: 'Less' },
      EMAILS: [{ Value: email, TYPE: 'work', Primary: true }],
    });
    expect(user).toMatchObject({
      userName: `t11-${next}`,
      name: { givenName: 'Case', familyName: 'Less' },
      emails: [{ value: email, type: 'work', primary: true }],
    });
    expect(
      await patched(
        user.id,
        { op: 'replace', path: 'NAME.FamilyName', value: 'Path' },
        { op: 'replace', value: { DISPLAYNAME: 'Value' } },
      ),
    ).toMatchObject({ name: { familyName: 'Path' }, displayName: 'Value' });
    const path = filtered('Users', `USERNAME EQ "T11-${next}" AND Emails[TYPE Eq "WORK"]`);
    expectList(await tenant.scim.get(path), 1);
  });

  it.each(['Add', 'Replace'])('T12: %s on a value path that matches nothing', async (op) => {
    const { id } = await newUser();
    const path = 'phoneNumbers[type eq "fax" and display eq "Office"].value';
    expect(await patched(id, { op, path, value: '1' })).toMatchObject({
      phoneNumbers: [{ type: 'fax', display: 'Office', value: '1' }],
    });
    expect(await patched(id, { op, path, value: '2' })).toMatchObject({
      phoneNumbers: [{ type: 'fax', display: 'Office', value: '2' }],
    });
  });

  it.each([
    'application/scim+json',
    'application/json',
    'text/json',
    'application/scim+json; charset=utf-8',
    'application/json;charset=UTF-8',
    'APPLICATION/SCIM+JSON',
  ])('T13: Content-Type %s', async (type) => {
    const answer = await tenant.scim.post('/Users', userBody((next += 1)), {
      'content-type': type,
    });
    const { id } = expectResource(answer, 201);
    const patch = { Operations: [{ op: 'replace', path: 'title', value: type }] };
    expectStatus(await tenant.scim.patch(`/Users/${id}`, patch, { 'content-type': type }), 200);
  });

  it('T13: no Content-Type at all', async () => {
    const body = JSON.stringify(userBody((next += 1)));
    const answer = await tenant.scim.send({ method: 'POST', path: '/Users', headers: {}, body });
    expectResource(answer, 201);
  });

  it('T14: emails as one object', async () => {
    const email = { value: 'one@example.com', type: 'work' };
    const user = await newUser({ emails: email });
    expect(user.emails).toEqual([expect.objectContaining(email)]);
    const other = { value: 'two@example.com', type: 'work' };
    const after = await patched(user.id, { op: 'replace', path: 'emails', value: other });
    expect(after.emails).toEqual([expect.objectContaining(other)]);
  });

  it.each([
    ['unquoted', (name: string) => `filter=userName%20eq%20${name}`],
    ['extra blanks', (name: string) => `filter=%20userName%20%20eq%20%20%22${name}%22%20`],
    ['plus', (name: string) => `filter=userName+eq+%22${name}%22`],
    ['percent', (name: string) => `filter=userName%20eq%20%22${encodeURIComponent(name)}%22`],
    ['a plus in the name', (name: string) => `filter=userName+eq+%22${name}%22`],
  ])('T15: filters with %s', async (how, query) => {
    const plus = how === 'a plus in the name' ? '%2Btag' : '';
    const local = `t15.${(next += 1)}`;
    const user = await posted({ userName: `${local}${plus && '+tag'}@example.com` });
    const path = `/Users?${query(`${local}${plus}@example.com`)}`;
    expect(expectList(await tenant.scim.get(path), 1)[0]?.id).toBe(user.id);
  });

  it('T16: extensions under their URN in any case, core attributes under the core URN', async () => {
    const who = person((next += 1));
    const user = await posted({
      [CORE_USER]: { userName: who.email, displayName: 'Under the URN' },
      [ENTERPRISE_USER.toUpperCase()]: { Department: 'Upper' },
    });
    expect(user).toMatchObject({
      userName: who.email,
      displayName: 'Under the URN',
      [ENTERPRISE_USER]: { department: 'Upper' },
    });
    const value = {
      [ENTERPRISE_USER.toLowerCase()]: { department: 'Lower' },
      [CORE_USER]: { title: 'Core' },
    };
    expect(await patched(user.id, { op: 'replace', value })).toMatchObject({
      title: 'Core',
      [ENTERPRISE_USER]: { department: 'Lower' },
    });
  });

  it('T17: a trailing slash', async () => {
    const user = await newUser();
    const query = new URLSearchParams({ filter: `userName eq "${user.userName}"` });
    expectList(await tenant.scim.get(`/Users/?${query.toString()}`), 1);
    expectList(await tenant.scim.get('/Groups/'));
    expectResource(await tenant.scim.get(`/Users/${user.id}/`), 200);
    expectResource(await tenant.scim.post('/Users/', userBody((next += 1))), 201);
  });

  it('T18: path segments in any letter case', async () => {
    const user = await newUser();
    for (const path of ['/users', '/USERS', '/groups', '/schemas', '/resourcetypes']) {
      expectStatus(await tenant.scim.get(path), 200);
    }
    expectStatus(await tenant.scim.get('/serviceproviderconfig'), 200);
    expectResource(await tenant.scim.get(`/users/${user.id}`), 200);
    const group = await createGroup(tenant.scim, 'T18');
    const add = { Operations: [addMembers(user.id)] };
    expectNoContent(await tenant.scim.send(scimRequest('PATCH', `/groups/${group.id}`, add)));
  });
});
