import { describe, expect, it } from '@jest/globals';
import { toleranceLog } from '../tolerances.js';
import { CORE_USER, ENTERPRISE_USER, ROLLBOOK_USER } from '../urns.js';
import { readUser, type UserInput, userInputOf } from './user-input.js';

function read(body: unknown): UserInput {
  return readUser(body, toleranceLog());
}

function counts(body: unknown) {
  const log = toleranceLog();
  readUser(body, log);
  return log.counts;
}

const schemas = [CORE_USER];

describe('reading a user', () => {
  it('gives canonical names and counts nothing for what the RFC allows', () => {
    const body = {
      schemas: [CORE_USER, ENTERPRISE_USER],
      userName: 'ann@x.y',
      externalId: 'e',
      active: true,
      name: { givenName: 'Ann', familyName: 'Lee' },
      emails: [{ value: 'ann@x.y', type: 'work', primary: true }],
      [ENTERPRISE_USER]: { department: 'Tour', manager: { value: '7' } },
    };
    expect(read(body)).toEqual({
      userName: 'ann@x.y',
      externalId: 'e',
      active: true,
      attributes: {
        name: { givenName: 'Ann', familyName: 'Lee' },
        emails: [{ value: 'ann@x.y', type: 'work', primary: true }],
        [ENTERPRISE_USER]: { department: 'Tour', manager: { value: '7' } },
      },
    });
    expect(counts(body)).toEqual({});
  });

  it('needs no more than a user name, and takes blanks around it away', () => {
    expect(read({ schemas, userName: '  ann ' })).toEqual({ userName: 'ann', attributes: {} });
    const emails = [{ value: ' ann@x.y ' }];
    expect(read({ schemas, userName: ' ann@x.y', emails }).attributes).toEqual({
      emails: [{ value: 'ann@x.y' }],
    });
  });

  it.each([{}, { userName: '' }, { userName: '  ' }, { userName: null }, { userName: [] }])(
    'refuses %j: the user name is missing',
    (body) => {
      expect(() => read(body)).toThrow(
        expect.objectContaining({
          status: 400,
          scimType: 'invalidValue',
          detail: expect.stringContaining('userName'),
        }),
      );
    },
  );

  it.each([[[{ userName: 'ann' }]], ['x'], [null], [undefined], [7]])(
    'refuses %j, which is no object',
    (body) => {
      expect(() => read(body)).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidSyntax' }),
      );
    },
  );

  it.each([
    { userName: 7 },
    { userName: {} },
    { name: 'Ann' },
    { name: { givenName: 1 } },
    { emails: 'a@b.c' },
    { emails: ['a@b.c'] },
    { emails: [{ value: { a: 1 } }] },
    { active: 'perhaps' },
    { active: 1 },
    { active: '' },
    { emails: [{ value: 'a', primary: '' }] },
    { [ENTERPRISE_USER]: 'x' },
    { groups: [{ display: 'x' }] },
    { title: 'a\u0000' },
    { nickName: '\udc00' },
    { photos: [{ value: 'x'.repeat(65537) }] },
  ])('refuses %j, a value of the wrong type', (part) => {
    expect(() => read({ userName: 'ann', ...part })).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    );
  });

  it('takes long pictures and certificates', () => {
    const value = 'x'.repeat(65536);
    const { attributes } = read({
      userName: 'ann',
      photos: [{ value }],
      x509Certificates: [{ value }],
    });
    expect(attributes).toEqual({ photos: [{ value }], x509Certificates: [{ value }] });
  });

  it('keeps no null, nothing empty, and no externalId that is so', () => {
    const body = {
      schemas,
      userName: 'ann',
      externalId: '',
      title: null,
      nickName: '',
      name: { givenName: null, familyName: '' },
      emails: [],
      roles: [null, {}, { value: '' }, { type: 'x', primary: true }],
      phoneNumbers: null,
      [ENTERPRISE_USER]: { department: null, manager: null },
    };
    expect(read(body)).toEqual({ userName: 'ann', attributes: {} });
    expect(read({ ...body, externalId: null })).not.toHaveProperty('externalId');
    expect(counts({ schemas, userName: 'ann', nickName: '', roles: [{ value: '' }] })).toEqual({
      T10: 2,
    });
  });

  it('ignores and counts what a client may not write: id, meta, password, our extension (T10)', () => {
    const body = {
      schemas,
      userName: 'ann',
      id: 'x',
      meta: { resourceType: 'User' },
      password: 'secret',
      shoeSize: 42,
      [ROLLBOOK_USER]: { status: 'active', lockReason: 'x' },
    };
    expect(read(body)).toEqual({ userName: 'ann', attributes: {} });
    expect(counts(body)).toEqual({ T10: 6 });
  });

  it('gives the ids in groups (Keeper), each once', () => {
    const groups = [{ value: 'g' }, { value: 'h', display: 'H' }, { value: 'g' }];
    expect(read({ userName: 'ann', groups })).toMatchObject({ groups: ['g', 'h'] });
    expect(read({ userName: 'ann', groups: [] }).groups).toEqual([]);
    expect(read({ userName: 'ann', groups: null })).not.toHaveProperty('groups');
  });

  it('keeps one primary: the first', () => {
    const emails = [
      { value: 'a', primary: true },
      { value: 'b', primary: true },
    ];
    expect(read({ userName: 'ann', emails }).attributes['emails']).toEqual([
      { value: 'a', primary: true },
      { value: 'b', primary: false },
    ]);
  });

  it('never reaches a prototype', () => {
    const body: unknown = JSON.parse(
      `{"userName":"ann","__proto__":{"active":true},"name":{"__proto__":{"a":1},"givenName":"A"},
        "emails":[{"__proto__":{"a":1},"value":"x"}],"constructor":{"a":1}}`,
    );
    expect(read(body)).toEqual({
      userName: 'ann',
      attributes: { name: { givenName: 'A' }, emails: [{ value: 'x' }] },
    });
    expect(Object.getPrototypeOf(read(body).attributes)).toBe(Object.prototype);
  });
});

describe('what a user may be written like', () => {
  it.each(['True', 'true', 'TRUE', true])('active: %j (T2)', (active) => {
    expect(read({ userName: 'ann', active }).active).toBe(true);
  });

  it('T3: one-element arrays', () => {
    const body = { schemas, userName: ['ann'], active: ['False'], name: [{ givenName: ['A'] }] };
    expect(read(body)).toEqual({
      userName: 'ann',
      active: false,
      attributes: { name: { givenName: 'A' } },
    });
    expect(counts(body)).toEqual({ T2: 1, T3: 4 });
  });

  it('T8: the manager as a text or an array', () => {
    const attributes = { [ENTERPRISE_USER]: { manager: { value: '7' } } };
    for (const manager of ['7', ['7'], [{ value: '7' }], { value: '7', $ref: 'x' }]) {
      expect(read({ userName: 'ann', [ENTERPRISE_USER]: { manager } })).toMatchObject({
        attributes,
      });
    }
    expect(counts({ schemas, userName: 'ann', [`${ENTERPRISE_USER}:manager`]: '7' })).toEqual({
      T5: 1,
      T8: 1,
      T9: 1,
    });
  });

  it('T9: no schemas, unknown and misspelt ones', () => {
    expect(counts({ userName: 'ann' })).toEqual({ T9: 1 });
    const unknown = ['urn:scim:schemas:core:1.0', `${CORE_USER};`, 7];
    expect(counts({ schemas: unknown, userName: 'ann' })).toEqual({ T9: 3 });
    expect(counts({ schemas, userName: 'ann', 'urn:x:y:User': { a: 1 } })).toEqual({ T9: 1 });
  });

  it('T11: names in any letter case', () => {
    const body = { schemas, UserName: 'ann', Emails: [{ Value: 'x', TYPE: 'work' }] };
    expect(read(body)).toEqual({
      userName: 'ann',
      attributes: { emails: [{ value: 'x', type: 'work' }] },
    });
    expect(counts(body)).toEqual({ T11: 4 });
    expect(counts({ schemas, username: 'ann' })).toEqual({ T11: 1 });
  });

  it('T14: emails as one object', () => {
    const body = { schemas, userName: 'ann', emails: { value: 'x' } };
    expect(read(body).attributes).toEqual({ emails: [{ value: 'x' }] });
    expect(counts(body)).toEqual({ T14: 1 });
  });

  it('T16: extension URNs in any letter case, core attributes under the core URN', () => {
    const body = {
      schemas,
      [CORE_USER]: { userName: 'ann', 'name.givenName': 'A' },
      [ENTERPRISE_USER.toUpperCase()]: { Department: 'Tour' },
    };
    expect(read(body)).toEqual({
      userName: 'ann',
      attributes: { name: { givenName: 'A' }, [ENTERPRISE_USER]: { department: 'Tour' } },
    });
    expect(counts(body)).toEqual({ T9: 1, T11: 1, T16: 2 });
  });
});

describe('a patched user as an input', () => {
  it('is what was read', () => {
    const input = read({ userName: 'ann', externalId: 'e', active: false, title: 'Guide' });
    const { attributes, ...named } = input;
    expect(userInputOf({ ...named, ...attributes })).toEqual(input);
  });

  it.each([{}, { userName: '' }, { userName: ' ' }])('refuses %j: mutability', (resource) => {
    expect(() => userInputOf(resource)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'mutability' }),
    );
  });
});
