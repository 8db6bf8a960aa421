import { describe, expect, it } from '@jest/globals';
import type { ResourceType } from '../schema/attribute-definition.js';
import { GROUP, USER } from '../schema/resource-types.js';
import { ENTERPRISE_USER, ROLLBOOK_GROUP, ROLLBOOK_USER } from '../urns.js';
import { patchWith } from './patch-testing.js';

const user = Object.freeze({ userName: 'ann', active: true });

function refusal(body: unknown, type: ResourceType = USER, resource: object = user): unknown {
  try {
    return { applied: patchWith(body, { ...resource }, type) };
  } catch (error) {
    return error;
  }
}

function refused(status: number, scimType: string | undefined): unknown {
  return expect.objectContaining({ name: 'ScimError', status, scimType });
}

describe('a PATCH that is refused for its syntax', () => {
  it.each([
    ['no object', []],
    ['null', null],
    ['a text', 'x'],
    ['without operations', {}],
    ['with no operation', { Operations: [] }],
    ['with operations of another type', { Operations: 'x' }],
    ['with operations under two names', { Operations: [], operations: [] }],
    ['with an operation that is no object', { Operations: ['x'] }],
    ['without an op', { Operations: [{ path: 'title', value: 'x' }] }],
    ['with an unknown op', { Operations: [{ op: 'move', path: 'title', value: 'x' }] }],
    ['with an op that is no text', { Operations: [{ op: 1, path: 'title', value: 'x' }] }],
    ['with two paths', { Operations: [{ op: 'add', path: 'title', Path: null, value: 'x' }] }],
  ])('%s', (_, body) => {
    expect(refusal(body)).toEqual(refused(400, 'invalidSyntax'));
  });

  it('more operations than the limit', () => {
    const operation = { op: 'add', path: 'title', value: 'x' };
    expect(refusal({ Operations: Array(1000).fill(operation) })).toHaveProperty('applied');
    expect(refusal({ Operations: Array(1001).fill(operation) })).toEqual(refused(413, undefined));
  });
});

it('a PATCH is refused for many filters that look at every member, not for many that name one', () => {
  const remove = (filter: string) => ({ op: 'remove', path: `members[${filter}]` });
  const operations = (count: number, filter: string) => ({
    Operations: Array(count).fill(remove(filter)),
  });
  const team = { displayName: 'Team' };
  expect(refusal(operations(1000, 'value eq "a"'), GROUP, team)).toHaveProperty('applied');
  expect(refusal(operations(3, 'type eq "User"'), GROUP, team)).toHaveProperty('applied');
  expect(refusal(operations(4, 'type eq "User"'), GROUP, team)).toEqual(refused(400, 'tooMany'));
});

it('a PATCH is refused for too much to look for in values without a path: names, and paths as names', () => {
  const refusalOf = (name: (n: number) => string, count: number, times = 1) => {
    const value = Object.fromEntries(Array.from({ length: count }, (_, n) => [name(n), 'x']));
    return refusal({ Operations: Array(times).fill({ op: 'replace', value }) });
  };
  expect(refusalOf((n) => `unknown${n}`, 500, 100)).toHaveProperty('applied');
  expect(refusalOf((n) => `unknown${n}`, 501, 100)).toEqual(refused(413, undefined));
  const path = (n: number) => `emails[type eq "${'x'.repeat(1_000)}${n}"].value`;
  expect(refusalOf(path, 200)).toEqual(refused(413, undefined));
});

it('a PATCH is refused for more members than one request may name, in one operation or in many', () => {
  const team = { displayName: 'Team' };
  const add = (count: number) => ({
    op: 'add',
    path: 'members',
    value: Array.from({ length: count }, (_, n) => ({ value: `u${n}` })),
  });
  const tooMany = refused(413, undefined);
  expect(refusal({ Operations: [add(10_000)] }, GROUP, team)).toHaveProperty('applied');
  expect(refusal({ Operations: [add(10_001)] }, GROUP, team)).toEqual(tooMany);
  expect(refusal({ Operations: Array(100).fill(add(100)) }, GROUP, team)).toHaveProperty('applied');
  expect(refusal({ Operations: Array(101).fill(add(100)) }, GROUP, team)).toEqual(tooMany);
});

it('a PATCH is refused for paths that are too long together', () => {
  const path = `emails[${Array(200).fill('value co "zzzzzzzzzzzzzzz"').join(' or ')}]`;
  const operations = (count: number) => ({ Operations: Array(count).fill({ op: 'remove', path }) });
  expect(refusal(operations(20))).toHaveProperty('applied');
  expect(refusal(operations(24))).toEqual(refused(413, undefined));
});

describe('a PATCH that is refused for its path', () => {
  it.each([
    '',
    ' ',
    'shoeSize',
    'name.shoeSize',
    'emails[',
    'emails[]',
    'emails[type eq "work"',
    'emails[type eq "work"]x',
    'emails[type eq "work"].',
    'emails[type eq "work"].shoe',
    'emails[shoe eq "work"].value',
    'emails[primary gt true].value',
    'emails[type eq "work"][type eq "work"]',
    'emails.value[type eq "work"]',
    '[type eq "work"]',
    'userName[value eq "x"]',
    'name[givenName eq "x"].familyName',
    'title extra',
    'urn:x:y:User:department',
    'urn:x:y:User',
    `${ENTERPRISE_USER}:shoe`,
    'departments',
    '__proto__',
    'constructor.prototype',
    'a'.repeat(9000),
    7,
    {},
  ])('%j, whatever the op, and never taken for no path', (path) => {
    for (const op of ['add', 'replace', 'remove']) {
      const body = { Operations: [{ op, path, value: { active: false } }] };
      expect(refusal(body)).toEqual(refused(400, 'invalidPath'));
    }
  });

  it('a removal without a path', () => {
    expect(refusal({ Operations: [{ op: 'remove' }] })).toEqual(refused(400, 'noTarget'));
    expect(refusal({ Operations: [{ op: 'remove', path: null, value: { active: 1 } }] })).toEqual(
      refused(400, 'noTarget'),
    );
  });
});

describe('a PATCH that is refused for what it would change', () => {
  it.each([
    'id',
    'meta',
    'meta.version',
    `${ENTERPRISE_USER}:manager.displayName`,
    `${ROLLBOOK_USER}:status`,
    `${ROLLBOOK_USER}:memberships[value eq "x"]`,
    ROLLBOOK_USER,
  ])('read-only %s', (path) => {
    for (const op of ['add', 'replace', 'remove']) {
      const body = { Operations: [{ op, path, value: 'x' }] };
      expect(refusal(body)).toEqual(refused(400, 'mutability'));
    }
  });

  it.each([
    { op: 'remove', path: 'userName' },
    { op: 'replace', path: 'userName', value: '' },
    { op: 'replace', path: 'userName', value: null },
    { op: 'replace', path: 'userName', value: '  ' },
    { op: 'replace', value: { userName: null } },
  ])('an emptied user name: %j', (operation) => {
    expect(refusal({ Operations: [operation] })).toEqual(refused(400, 'mutability'));
  });

  it.each([
    { op: 'remove', path: 'displayName' },
    { op: 'replace', path: 'displayName', value: '' },
    { op: 'replace', path: 'displayName', value: ' ' },
    { op: 'remove', path: `${ROLLBOOK_GROUP}:pendingMembers` },
  ])('of a group: %j', (operation) => {
    const group = { displayName: 'Team' };
    expect(refusal({ Operations: [operation] }, GROUP, group)).toEqual(refused(400, 'mutability'));
  });

  it('nothing for the schemas and the password, which are dropped', () => {
    const operations = [
      { op: 'add', path: 'schemas', value: [ENTERPRISE_USER] },
      { op: 'replace', path: 'password', value: 'secret' },
    ];
    expect(refusal({ Operations: operations })).toEqual({
      applied: { resource: user, references: [], tolerated: { T9: 1, T10: 2 } },
    });
  });
});

describe('a PATCH that is refused for its value', () => {
  it.each([
    ['a missing value', { op: 'add', path: 'title' }, 'add'],
    ['a missing value without a path', { op: 'replace' }, 'replace'],
    ['no object without a path', { op: 'replace', value: 'x' }, 'object'],
    ['several objects without a path', { op: 'replace', value: [{}, {}] }, 'single'],
    ['an object for a text', { op: 'replace', path: 'title', value: {} }, 'title'],
    ['a number for a text', { op: 'replace', path: 'userName', value: 7 }, 'userName'],
    [
      'a boolean for a text',
      { op: 'replace', value: { 'name.givenName': true } },
      'name.givenName',
    ],
    ['several texts for one', { op: 'replace', path: 'title', value: ['a', 'b'] }, 'title'],
    ['a text for a boolean', { op: 'replace', path: 'active', value: 'yes' }, 'active'],
    ['a number for a boolean', { op: 'replace', path: 'active', value: 0 }, 'active'],
    ['a text for a complex attribute', { op: 'replace', path: 'name', value: 'Ann' }, 'name'],
    ['texts for elements', { op: 'add', path: 'emails', value: ['a@b.c'] }, 'emails'],
    [
      'a number in an element',
      { op: 'add', path: 'emails', value: [{ value: 1 }] },
      'emails.value',
    ],
    ['NUL', { op: 'replace', path: 'title', value: 'a\u0000b' }, 'title'],
    ['half a character', { op: 'replace', path: 'title', value: 'a\ud800' }, 'title'],
    ['too long a text', { op: 'replace', path: 'title', value: 'a'.repeat(4097) }, 'title'],
    [
      'an extension that is a text',
      { op: 'add', path: ENTERPRISE_USER, value: 'x' },
      ENTERPRISE_USER,
    ],
    [
      'too many elements',
      {
        op: 'add',
        path: 'emails',
        value: Array.from({ length: 501 }, (_, i) => ({ value: `${i}` })),
      },
      'emails',
    ],
  ])('%s', (_, operation, named) => {
    const error = refusal({ Operations: [operation] });
    expect(error).toEqual(refused(400, 'invalidValue'));
    expect(error).toHaveProperty('detail', expect.stringContaining(named));
  });

  it('elements beyond the limit over several operations', () => {
    const value = (from: number) =>
      Array.from({ length: 300 }, (_, index) => ({ value: `${from + index}` }));
    const add = (from: number) => ({ op: 'add', path: 'emails', value: value(from) });
    expect(refusal({ Operations: [add(0), add(0)] })).toHaveProperty('applied');
    expect(refusal({ Operations: [add(0), add(300)] })).toEqual(refused(400, 'invalidValue'));
  });
});

it('more comparisons of values than one request may cost, however they are spread', () => {
  const value = Array.from({ length: 400 }, (_, index) => ({ value: `${index}` }));
  const many = { ...user, emails: value };
  const times = (count: number, operation: object) => ({
    Operations: Array.from({ length: count }, () => operation),
  });
  const add = { op: 'add', path: 'emails', value };
  expect(refusal(times(4, add), USER, many)).toHaveProperty('applied');
  expect(refusal(times(5, add), USER, many)).toEqual(refused(413, undefined));
  const label = { op: 'replace', path: 'emails[not (value eq "a") and value pr].type', value: 'x' };
  expect(refusal(times(150, label), USER, many)).toHaveProperty('applied');
  expect(refusal(times(160, label), USER, many)).toEqual(refused(413, undefined));
});

it('what makes a user larger than anybody may be, but not what leaves her as large as she is', () => {
  const values = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ value: `${n}`, display: 'x'.repeat(4_000) }));
  const add = (count: number) => ({
    Operations: [{ op: 'add', path: 'phoneNumbers', value: values(count) }],
  });
  const long = { ...user, ims: values(40) };
  expect(refusal(add(25), USER, long)).toHaveProperty('applied');
  expect(refusal(add(26), USER, long)).toEqual(refused(413, undefined));
  const tooLong = { ...user, ims: values(80) };
  const disable = { Operations: [{ op: 'replace', path: 'active', value: false }] };
  expect(refusal(disable, USER, tooLong)).toHaveProperty('applied');
});

it('filters that look through long texts again and again, or through such as take long to compare', () => {
  const withDisplay = (display: string) => ({
    ...user,
    emails: Array.from({ length: 100 }, (_, index) => ({ value: `${index}`, display })),
  });
  const label = { op: 'replace', path: 'emails[not (display co "x")].type', value: 'work' };
  const body = { Operations: Array.from({ length: 100 }, () => label) };
  expect(refusal(body, USER, withDisplay('short'))).toHaveProperty('applied');
  expect(refusal(body, USER, withDisplay('a'.repeat(4_000)))).toEqual(refused(413, undefined));
  expect(refusal(body, USER, withDisplay('\uff41'.repeat(400)))).toEqual(refused(413, undefined));
});

it('a refused PATCH changes nothing: what came before the refused operation neither', () => {
  const operations = [
    { op: 'replace', path: 'active', value: false },
    { op: 'replace', path: 'emails[type sw "w"].value', value: 'x' },
  ];
  const resource = { ...user };
  expect(refusal({ Operations: operations }, USER, resource)).toEqual(refused(400, 'noTarget'));
  expect(resource).toEqual(user);
});
