import { describe, expect, it } from '@jest/globals';
import { USER } from '../schema/resource-types.js';
import { ENTERPRISE_USER } from '../urns.js';
import { patchUser, patchWith } from './patch-testing.js';

const user = { userName: 'ann' };

describe('PATCH of single-valued attributes', () => {
  it.each(['add', 'replace'])('%s gives a simple attribute its value', (op) => {
    expect(patchUser({ title: 'Guide' }, { op, path: 'title', value: 'Chief' })).toEqual({
      ...user,
      title: 'Chief',
    });
  });

  it('removes a simple attribute, whatever value is named', () => {
    const operation = { op: 'remove', path: 'title', value: 'anything' };
    expect(patchUser({ title: 'Guide' }, operation)).toEqual(user);
  });

  it.each([
    ['an empty text', ''],
    ['null', null],
    ['an empty array', []],
  ])('takes the value away when it is replaced by %s', (_, value) => {
    expect(patchUser({ title: 'Guide' }, { op: 'replace', path: 'title', value })).toEqual(user);
  });

  it('takes no empty text for a boolean: a lock must not be left as it is in silence', () => {
    const patch = () => patchUser({ active: false }, { op: 'replace', path: 'active', value: '' });
    expect(patch).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidValue' }));
  });

  it('makes the complex attribute of a sub-attribute', () => {
    const operation = { op: 'add', path: 'name.familyName', value: 'Lee' };
    expect(patchUser({}, operation)).toEqual({ ...user, name: { familyName: 'Lee' } });
  });

  it('sets the sub-attributes given and keeps the others', () => {
    const operation = {
      op: 'replace',
      path: 'name',
      value: { familyName: 'Lee', givenName: null },
    };
    const name = { familyName: 'Ray', givenName: 'Ann', formatted: 'Ann Ray' };
    expect(patchUser({ name }, operation)).toEqual({
      ...user,
      name: { familyName: 'Lee', formatted: 'Ann Ray' },
    });
  });

  it('leaves no complex attribute behind that is empty', () => {
    const operation = { op: 'remove', path: 'name.familyName' };
    expect(patchUser({ name: { familyName: 'Lee' } }, operation)).toEqual(user);
  });

  it('removes a complex attribute as a whole', () => {
    expect(patchUser({ name: { familyName: 'Lee' } }, { op: 'remove', path: 'name' })).toEqual(
      user,
    );
  });

  it('applies operations one after the other', () => {
    const first = { op: 'add', path: 'title', value: 'Guide' };
    const second = { op: 'remove', path: 'title' };
    const third = { op: 'add', path: 'nickName', value: 'An' };
    expect(patchUser({}, first, second, third)).toEqual({ ...user, nickName: 'An' });
  });

  it('takes blanks around a user name away', () => {
    const operation = { op: 'replace', path: 'userName', value: '  bob ' };
    expect(patchUser({}, operation)).toEqual({ userName: 'bob' });
  });

  it('keeps text that looks like a number or a boolean', () => {
    const operation = { op: 'replace', value: { title: '42', nickName: 'true' } };
    expect(patchUser({}, operation)).toEqual({ ...user, title: '42', nickName: 'true' });
  });
});

describe('PATCH of extensions', () => {
  const department = `${ENTERPRISE_USER}:department`;

  it('sets an attribute by its path behind the URN', () => {
    expect(patchUser({}, { op: 'add', path: department, value: 'Tour' })).toEqual({
      ...user,
      [ENTERPRISE_USER]: { department: 'Tour' },
    });
  });

  it('takes the URN as a path, and keeps what is not given', () => {
    const before = { [ENTERPRISE_USER]: { department: 'Tour', division: 'East' } };
    const operation = { op: 'replace', path: ENTERPRISE_USER, value: { department: 'Sales' } };
    expect(patchUser(before, operation)).toEqual({
      ...user,
      [ENTERPRISE_USER]: { department: 'Sales', division: 'East' },
    });
  });

  it('removes an extension by its URN', () => {
    const before = { [ENTERPRISE_USER]: { department: 'Tour' } };
    expect(patchUser(before, { op: 'remove', path: ENTERPRISE_USER })).toEqual(user);
  });

  it('leaves no extension behind that is empty', () => {
    const before = { [ENTERPRISE_USER]: { department: 'Tour' } };
    expect(patchUser(before, { op: 'remove', path: department })).toEqual(user);
  });

  it('reads core attributes behind and under the core URN', () => {
    const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
    const first = { op: 'replace', path: `${core}:title`, value: 'Guide' };
    const second = { op: 'replace', path: core, value: { nickName: 'An' } };
    const third = { op: 'replace', value: { [core.toUpperCase()]: { 'name.givenName': 'Ann' } } };
    expect(patchUser({}, first, second, third)).toEqual({
      ...user,
      title: 'Guide',
      nickName: 'An',
      name: { givenName: 'Ann' },
    });
  });

  describe('manager', () => {
    const path = `${ENTERPRISE_USER}:manager`;
    const managed = { ...user, [ENTERPRISE_USER]: { manager: { value: '7' } } };

    it.each([
      ['a text', '7'],
      ['an object', { value: '7' }],
      ['an object with more', { value: '7', $ref: '../Users/7', displayName: 'Bo' }],
      ['an array of an object', [{ value: '7' }]],
      ['an array of a text', ['7']],
    ])('is set by %s', (_, value) => {
      expect(patchUser({}, { op: 'Add', path, value })).toEqual(managed);
      expect(patchUser({}, { op: 'replace', value: { [path]: value } })).toEqual(managed);
      expect(patchUser({}, { op: 'replace', path: `${path}.value`, value: '7' })).toEqual(managed);
    });

    it.each([
      ['""', ''],
      ['null', null],
      ['[]', []],
      ['{value: ""}', { value: '' }],
    ])('is removed by %s', (_, value) => {
      expect(patchUser(managed, { op: 'Replace', path, value })).toEqual(user);
    });

    it('is removed by remove', () => {
      expect(patchUser(managed, { op: 'remove', path })).toEqual(user);
    });
  });
});

describe('PATCH without a path', () => {
  it('sets what is named and leaves the rest', () => {
    const before = { title: 'Guide', active: true };
    expect(patchUser(before, { op: 'replace', value: { active: false } })).toEqual({
      ...user,
      title: 'Guide',
      active: false,
    });
  });

  it('takes dotted keys, keys behind a URN, URN objects and value paths (T5)', () => {
    const value = {
      'name.givenName': 'Ann',
      [`${ENTERPRISE_USER}:department`]: 'Tour',
      [`${ENTERPRISE_USER}:manager.value`]: '7',
      [ENTERPRISE_USER]: { division: 'East' },
      'emails[type eq "work"].value': 'a@b.c',
    };
    expect(patchUser({}, { op: 'replace', value })).toEqual({
      ...user,
      name: { givenName: 'Ann' },
      emails: [{ type: 'work', value: 'a@b.c' }],
      [ENTERPRISE_USER]: { department: 'Tour', manager: { value: '7' }, division: 'East' },
    });
  });

  it('ignores and counts id, schemas, meta and groups; externalId: null unlinks (T6)', () => {
    const value = {
      id: '1',
      schemas: ['x'],
      meta: { version: 'y' },
      groups: [{ value: 'g' }],
      externalId: null,
    };
    const body = { Operations: [{ op: 'replace', value }] };
    const result = patchWith(body, { ...user, externalId: 'e' }, USER);
    expect(result.resource).toEqual(user);
    expect(result.references).toEqual([]);
    expect(result.tolerated).toEqual({ T9: 1, T6: 4, T10: 1 });
  });

  it('takes an addition of groups for a request, with or without a path', () => {
    const body = { Operations: [{ op: 'add', value: { groups: [{ value: 'g' }] } }] };
    expect(patchWith(body, user, USER).references).toEqual([{ kind: 'add', ids: ['g'] }]);
  });

  it('ignores and counts unknown attributes, extensions and value paths', () => {
    const value = {
      shoeSize: 42,
      'urn:x:y': { a: 1 },
      'shoes[a eq 1]': 2,
      [ENTERPRISE_USER]: { shoe: 1 },
      nickName: 'An',
    };
    const result = patchWith({ schemas: [], Operations: [{ op: 'add', value }] }, user, USER);
    expect(result.resource).toEqual({ ...user, nickName: 'An' });
    expect(result.tolerated).toEqual({ T9: 2, T10: 3 });
  });

  it('never reaches a prototype', () => {
    const value: unknown = JSON.parse(
      '{"__proto__":{"active":true},"constructor":{"prototype":{"a":1}},"name":{"__proto__":{"b":1}}}',
    );
    const result = patchUser({}, { op: 'replace', value });
    expect(result).toEqual(user);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(result['active']).toBeUndefined();
  });
});

describe('PATCH and what did not change', () => {
  it('returns the resource itself when nothing changes', () => {
    const resource = { userName: 'ann', active: true, emails: [{ value: 'a@b.c' }] };
    const operations = [
      { op: 'replace', path: 'active', value: 'True' },
      { op: 'add', path: 'emails', value: [{ value: 'A@B.C' }] },
      { op: 'remove', path: 'title' },
      { op: 'add', path: 'nickName', value: 'An' },
      { op: 'remove', path: 'nickName' },
    ];
    expect(patchWith({ Operations: operations }, resource, USER).resource).toBe(resource);
  });

  it('shares what did not change, and never changes what it was given', () => {
    const resource = Object.freeze({
      userName: 'ann',
      name: Object.freeze({ givenName: 'Ann' }),
      emails: Object.freeze([Object.freeze({ value: 'a@b.c', primary: true })]),
    });
    const operations = [
      { op: 'replace', path: 'emails.value', value: 'n@b.c' },
      { op: 'add', path: 'title', value: 'Guide' },
    ];
    const result = patchWith({ Operations: operations }, resource, USER).resource;
    expect(result['name']).toBe(resource.name);
    expect(result['emails']).toEqual([{ value: 'n@b.c', primary: true }]);
  });
});
