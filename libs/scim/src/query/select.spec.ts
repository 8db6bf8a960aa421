import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../json.js';
import type { ResourceType } from '../schema/attribute-definition.js';
import { GROUP, USER } from '../schema/resource-types.js';
import { CORE_USER, ENTERPRISE_USER, ROLLBOOK_USER } from '../urns.js';
import { select } from './select.js';
import { readSelection, wants } from './selection.js';

const kept = { schemas: [CORE_USER, ENTERPRISE_USER], id: 'u1' };
const ann: JsonObject = {
  ...kept,
  userName: 'ann',
  name: { givenName: 'Ann', familyName: 'Lee' },
  emails: [{ type: 'work', value: 'a@b.c' }, { value: 'd@e.f' }],
  [ENTERPRISE_USER]: { department: 'Tour', manager: { value: 'M', displayName: 'Bo' } },
  meta: { resourceType: 'User', version: 'W/"1"' },
};

function selected(query: Record<string, unknown>, resource = ann, type: ResourceType = USER) {
  return select(resource, type, readSelection(query, type));
}

describe('selecting attributes', () => {
  it('returns everything by default but what is never returned', () => {
    expect(readSelection({ attributes: '', excludedAttributes: ' ' }, USER)).toBeUndefined();
    expect(selected({}, { ...ann, password: 'secret' })).toEqual(ann);
  });

  it.each([
    ['userName', { userName: 'ann' }],
    ['USERNAME', { userName: 'ann' }],
    ['shoeSize', {}],
    ['password', {}],
    ['id', {}],
    ['name', { name: { givenName: 'Ann', familyName: 'Lee' } }],
    ['name.givenName', { name: { givenName: 'Ann' } }],
    ['name.middleName', {}],
    ['name.givenName, name', { name: { givenName: 'Ann', familyName: 'Lee' } }],
    ['name,name.givenName', { name: { givenName: 'Ann', familyName: 'Lee' } }],
    ['emails.type', { emails: [{ type: 'work' }] }],
    [
      'emails.value,userName',
      { userName: 'ann', emails: [{ value: 'a@b.c' }, { value: 'd@e.f' }] },
    ],
    [`${CORE_USER}:userName`, { userName: 'ann' }],
    ['meta.version', { meta: { version: 'W/"1"' } }],
    [`${ENTERPRISE_USER}:department`, { [ENTERPRISE_USER]: { department: 'Tour' } }],
    [`${ENTERPRISE_USER}:manager.value`, { [ENTERPRISE_USER]: { manager: { value: 'M' } } }],
    [ENTERPRISE_USER.toLowerCase(), { [ENTERPRISE_USER]: ann[ENTERPRISE_USER] }],
  ])('attributes=%s', (attributes, expected) => {
    expect(selected({ attributes })).toEqual({ ...kept, ...expected });
  });

  it('attributes=<the core URN> means all that the core schema defines', () => {
    const { [ENTERPRISE_USER]: _extension, meta: _meta, ...core } = ann;
    expect(selected({ attributes: CORE_USER })).toEqual(core);
  });

  it.each([
    ['userName', 'userName', undefined],
    ['emails', 'emails', undefined],
    ['NAME.GIVENNAME', 'name', { familyName: 'Lee' }],
    ['emails.value', 'emails', [{ type: 'work' }]],
    ['emails.value,emails.type', 'emails', undefined],
    [`${ENTERPRISE_USER}:manager`, ENTERPRISE_USER, { department: 'Tour' }],
    [ENTERPRISE_USER, ENTERPRISE_USER, undefined],
    ['id,schemas,shoeSize', 'id', 'u1'],
  ])('excludedAttributes=%s', (excludedAttributes, name, left) => {
    const { [name]: _, ...others } = ann;
    expect(selected({ excludedAttributes })).toEqual({
      ...others,
      ...(left !== undefined && { [name]: left }),
    });
  });

  it.each([
    { attributes: 'name', excludedAttributes: 'emails' },
    { attributes: ['name', 'emails'] },
    { excludedAttributes: 7 },
  ])('refuses %j', (query) => {
    expect(() => readSelection(query, USER)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    );
  });

  it('never reaches a prototype', () => {
    // Unlike a literal, this makes __proto__ a key like any other, as JSON.parse does.
    const polluted = Object.fromEntries([['__proto__', { a: 1 }]]);
    const odd = { id: 'x', name: polluted, ...polluted };
    const result = selected({ excludedAttributes: 'name.givenName' }, odd);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(result['name'])).toBe(Object.prototype);
  });
});

describe('what need not be read', () => {
  it.each([
    [{}, true],
    [{ excludedAttributes: 'members' }, false],
    [{ excludedAttributes: 'MEMBERS' }, false],
    [{ excludedAttributes: 'members.display' }, true],
    [{ excludedAttributes: 'displayName' }, true],
    [{ attributes: 'displayName' }, false],
    [{ attributes: 'members.value' }, true],
    [{ attributes: 'members,displayName' }, true],
  ])('%j: members %j', (query, expected) => {
    expect(wants(readSelection(query, GROUP), 'members')).toBe(expected);
  });

  it('an extension goes by its URN', () => {
    const attributes = `${ROLLBOOK_USER}:status`;
    expect(wants(readSelection({ attributes }, USER), ROLLBOOK_USER)).toBe(true);
    expect(wants(readSelection({ attributes: 'name' }, USER), ROLLBOOK_USER)).toBe(false);
  });
});
