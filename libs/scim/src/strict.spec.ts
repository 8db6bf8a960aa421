import { describe, expect, it } from '@jest/globals';
import type { ScimError, ScimType } from './errors.js';
import type { JsonObject } from './json.js';
import {
  applyPatch,
  CORE_GROUP,
  CORE_USER,
  ENTERPRISE_USER,
  GROUP,
  parseFilter,
  PATCH_OP,
  readGroup,
  readPatch,
  readUser,
  toleranceLog,
  USER,
} from './index.js';

const ann = { schemas: [CORE_USER], userName: 'ann' };
const team = { schemas: [CORE_GROUP], displayName: 'Team' };

function refusal(run: () => unknown): Pick<ScimError, 'status' | 'scimType' | 'detail'> {
  try {
    run();
  } catch (error) {
    return error as ScimError;
  }
  throw new Error('nothing was refused');
}

const user = (more: JsonObject) => () => readUser({ ...ann, ...more }, toleranceLog('strict'));
const group = (more: JsonObject) => () => readGroup({ ...team, ...more }, toleranceLog('strict'));
const patch = (body: JsonObject, resource: JsonObject, type: typeof USER) => () =>
  applyPatch(
    readPatch({ schemas: [PATCH_OP], ...body }, type, toleranceLog('strict')),
    resource,
    type,
  );
const patched = (operation: JsonObject, resource: JsonObject = ann) =>
  patch({ Operations: [operation] }, resource, USER);
const members = (operation: JsonObject) => patch({ Operations: [operation] }, team, GROUP);
const filter = (text: string) => () => parseFilter(text, USER, toleranceLog('strict'));

const replaceTitle = { op: 'replace', path: 'title', value: 'x' };

describe('strict mode refuses, and names the attribute:', () => {
  it.each<[string, () => unknown, ScimType, string]>([
    ['T1', patched({ ...replaceTitle, op: 'Replace' }), 'invalidSyntax', 'op'],
    ['T2', user({ active: 'False' }), 'invalidValue', 'active'],
    ['T2 in a filter', filter('active eq "true"'), 'invalidFilter', 'active'],
    ['T3', user({ title: ['x'] }), 'invalidValue', 'title'],
    [
      'T4',
      members({ op: 'remove', path: 'members', value: [{ value: 'a' }] }),
      'invalidValue',
      'members',
    ],
    [
      'T4, what is said of a member',
      group({ members: [{ value: 'a', type: 5 }] }),
      'invalidValue',
      'members.type',
    ],
    [
      'T4, the address of a member',
      members({ op: 'add', path: 'members', value: [{ value: 'a', $ref: 7 }] }),
      'invalidValue',
      'members.$ref',
    ],
    ['T4, bare', members({ op: 'add', path: 'members', value: ['a'] }), 'invalidValue', 'members'],
    [
      'T5',
      patched({ op: 'replace', value: { 'name.givenName': 'x' } }),
      'invalidSyntax',
      'name.givenName',
    ],
    [
      'T5, a value path',
      patched({ op: 'replace', value: { 'emails[type eq "work"].value': 'x' } }),
      'invalidSyntax',
      'emails',
    ],
    ['T6', patched({ op: 'replace', value: { id: 'x' } }), 'mutability', 'id'],
    ['T7', patch({ operations: [replaceTitle] }, ann, USER), 'invalidSyntax', 'Operations'],
    ['T8', user({ [ENTERPRISE_USER]: { manager: 'boss' } }), 'invalidValue', 'manager'],
    ['T9', () => readUser({ userName: 'a' }, toleranceLog('strict')), 'invalidSyntax', 'schemas'],
    ['T9, unknown', user({ schemas: [CORE_USER, 'urn:x:y'] }), 'invalidSyntax', 'schemas'],
    ['T9, twice', user({ schemas: [CORE_USER, CORE_USER] }), 'invalidSyntax', 'schemas'],
    [
      'T9, without the core schema',
      user({ schemas: [ENTERPRISE_USER], [ENTERPRISE_USER]: { department: 'x' } }),
      'invalidSyntax',
      'schemas',
    ],
    [
      'T9, without that of an extension',
      user({ [ENTERPRISE_USER]: { department: 'x' } }),
      'invalidSyntax',
      'schemas',
    ],
    [
      'T9 in a PATCH',
      patch({ schemas: [], Operations: [replaceTitle] }, ann, USER),
      'invalidSyntax',
      'schemas',
    ],
    ['T10', user({ favouriteColour: 'red' }), 'invalidSyntax', 'favouriteColour'],
    ['T10, an empty text', user({ title: '' }), 'invalidValue', 'title'],
    [
      'T10, members: null without a path',
      members({ op: 'replace', value: { members: null } }),
      'invalidValue',
      'members',
    ],
    ['T10 within', user({ name: { nick: 'x' } }), 'invalidSyntax', 'name.nick'],
    ['T10 of a member', group({ members: [{ value: 'a', x: 1 }] }), 'invalidSyntax', 'members.x'],
    [
      'T12',
      patched({ op: 'replace', path: 'emails[type eq "work"].value', value: 'a' }),
      'noTarget',
      'emails',
    ],
    ['T14', user({ emails: { value: 'a' } }), 'invalidValue', 'emails'],
    ['T15', filter('userName eq ann'), 'invalidFilter', 'userName'],
    ['T15 in a path', patched({ ...replaceTitle, path: ' title' }), 'invalidPath', 'path'],
    ['T16', user({ [CORE_USER]: { title: 'x' } }), 'invalidSyntax', CORE_USER],
    [
      'T19 of a member',
      group({ members: [{ value: 'a', type: 'Pigeon' }] }),
      'invalidValue',
      'members.type',
    ],
    ['T19', user({ emails: [{ value: 'a', type: 'pigeon' }] }), 'invalidValue', 'emails.type'],
    [
      'T20',
      user({
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      }),
      'invalidValue',
      'emails',
    ],
    ['T21', user({ profileUrl: 'no address' }), 'invalidValue', 'profileUrl'],
    ['T22', filter('emails[type eq "work"].value eq "a"'), 'invalidFilter', 'emails'],
    ['T23 in a filter', filter('manager eq "a"'), 'invalidFilter', 'manager'],
    [
      'T23 in a path',
      patched({ op: 'replace', path: 'department', value: 'a' }),
      'invalidPath',
      'department',
    ],
    ['T21, a country', user({ addresses: [{ country: 'USA' }] }), 'invalidValue', 'country'],
  ])('%s', (_, run, scimType, name) => {
    const { status, scimType: said, detail } = refusal(run);
    expect({ status, said }).toEqual({ status: 400, said: scimType });
    expect(detail).toContain(name);
  });
});

describe('strict mode accepts what the RFC permits:', () => {
  it.each<[string, () => unknown]>([
    ['names in any letter case (RFC 7643 section 2.1)', user({ DISPLAYNAME: 'Ann' })],
    ['null for no value (RFC 7643 section 2.5)', user({ title: null, emails: null })],
    ['what is read-only, ignored (RFC 7644 section 3.3)', user({ id: 'x', meta: {}, groups: [] })],
    ['a password (RFC 7643 section 4.1)', user({ password: 'secret' })],
    ['canonical values in another letter case', user({ emails: [{ value: 'a', type: 'Work' }] })],
    [
      'an extension',
      user({
        schemas: [CORE_USER, ENTERPRISE_USER],
        [ENTERPRISE_USER]: { manager: { value: 'boss', displayName: 'B' } },
      }),
    ],
    ['an extension without a value, without its URN', user({ [ENTERPRISE_USER]: null })],
    [
      'a member as RFC 7644 shows it',
      group({ members: [{ value: 'a', $ref: '../Users/a', display: 'A' }] }),
    ],
    ['a PATCH without a path', patched({ op: 'add', value: { nickname: 'Babs' } })],
    ['a removal by filter', members({ op: 'remove', path: 'members[value eq "a"]' })],
    ['a filter', filter('userName eq "ann" and active eq true')],
  ])('%s', (_, run) => {
    expect(run).not.toThrow();
  });
});

it('names no more of what was sent than an excerpt', () => {
  const { detail } = refusal(user({ [`x${'y'.repeat(5000)}`]: 1 }));
  expect(detail.length).toBeLessThan(300);
});
