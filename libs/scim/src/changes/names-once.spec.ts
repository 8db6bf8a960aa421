import { describe, expect, it } from '@jest/globals';
import { readPatch } from '../patch/read-patch.js';
import { readGroup } from '../resources/group-input.js';
import { readUser } from '../resources/user-input.js';
import { GROUP, USER } from '../schema/resource-types.js';
import { toleranceLog } from '../tolerances.js';
import { CORE_USER, ENTERPRISE_USER } from '../urns.js';

const twice = expect.objectContaining({ status: 400, scimType: 'invalidSyntax' });
const patched = (value: object, type = USER) =>
  readPatch({ Operations: [{ op: 'replace', value }] }, type, toleranceLog());

describe('a body that says one thing under two names is refused', () => {
  it.each<[string, object]>([
    ['letter case', { active: false, Active: true }],
    ['letter case, none of them as defined', { ACTIVE: null, Active: true }],
    ['behind the URN', { active: false, [`${CORE_USER}:active`]: true }],
    ['under the URN', { active: false, [CORE_USER]: { active: true } }],
    ['under the URN, in an array', { [CORE_USER]: [{ active: true }], active: false }],
    [
      'both behind and under the URN',
      { [`${CORE_USER}:Active`]: true, [CORE_USER]: { active: true } },
    ],
    ['within the URN', { [CORE_USER]: { active: true, ACTIVE: false } }],
    ['a URN twice', { [CORE_USER]: { title: 'x' }, [CORE_USER.toLowerCase()]: { title: 'y' } }],
    ['dotted, and within', { name: { givenName: 'a' }, 'name.givenName': 'b' }],
    ['dotted, and within in another case', { 'NAME.givenName': 'b', name: { GIVENNAME: 'a' } }],
    ['dotted, and taken away as a whole', { 'name.givenName': 'b', name: null }],
    ['dotted, in another case', { 'name.givenName': 'a', 'name.GivenName': 'b' }],
    ['a whole in another case', { name: { givenName: 'a' }, Name: { familyName: 'b' } }],
    ['a whole of many values, and its dotted', { emails: [{ value: 'a' }], 'emails.value': 'b' }],
    ['within a complex value', { name: { givenName: 'a', GivenName: 'b' } }],
    ['within an element', { emails: [{ value: 'a', VALUE: 'b' }] }],
    ['within an element, none as defined', { emails: [{ Value: null, VALUE: 'b' }] }],
    ['of an extension', { [ENTERPRISE_USER]: { manager: { value: '1', Value: '2' } } }],
    [
      'of an extension, behind and under its URN',
      { [ENTERPRISE_USER]: { department: 'a' }, [`${ENTERPRISE_USER}:department`]: 'b' },
    ],
    ['of references', { groups: [{ value: 'a', Value: 'b' }] }],
    ['what is ignored', { id: 'a', ID: 'b' }],
  ])('%s', (_, body) => {
    expect(() => readUser({ userName: 'ann', ...body }, toleranceLog())).toThrow(twice);
    if (!('groups' in body)) expect(() => patched(body)).toThrow(twice);
  });

  it('of members, and of the elements that a value path names', () => {
    const members = [{ value: 'a', VALUE: 'b' }];
    expect(() => readGroup({ displayName: 'T', members }, toleranceLog())).toThrow(twice);
    expect(() => patched({ members }, GROUP)).toThrow(twice);
    const value = { 'emails[type eq "work"].value': 'a', 'Emails[type eq "work"].value': 'b' };
    expect(() => patched(value)).toThrow(twice);
  });

  it('in the value of a path', () => {
    const operation = (path: string, value: object) => () =>
      readPatch({ Operations: [{ op: 'add', path, value }] }, USER, toleranceLog());
    expect(operation('name', { givenName: 'a', GIVENNAME: 'b' })).toThrow(twice);
    expect(operation('emails[type eq "work"]', { value: 'a', Value: 'b' })).toThrow(twice);
    expect(operation(ENTERPRISE_USER, { department: 'a', Department: 'b' })).toThrow(twice);
    expect(operation(ENTERPRISE_USER, { manager: '1', 'manager.value': '2' })).toThrow(twice);
  });
});

describe('a body that says different things under names of different forms is taken', () => {
  it.each<[string, object]>([
    ['two dotted', { 'name.givenName': 'a', 'name.familyName': 'b' }],
    ['a dotted one beside others within', { name: { givenName: 'a' }, 'name.familyName': 'b' }],
    [
      'the same name in two schemas',
      { [CORE_USER]: { title: 'x' }, [ENTERPRISE_USER]: { department: 'y' }, displayName: 'z' },
    ],
    [
      'behind and under one URN',
      { [ENTERPRISE_USER]: { division: 'a' }, [`${ENTERPRISE_USER}:department`]: 'b' },
    ],
    ['what is not known here', { shoe: 1, Shoe: 2, name: { shoe: 1, Shoe: 2 } }],
  ])('%s', (_, body) => {
    expect(() => readUser({ userName: 'ann', ...body }, toleranceLog())).not.toThrow();
    expect(() => patched(body)).not.toThrow();
  });
});
