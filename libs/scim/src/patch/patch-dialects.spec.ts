import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../json.js';
import { resolveReferences } from '../references/reference-changes.js';
import { GROUP, USER } from '../schema/resource-types.js';
import { ENTERPRISE_USER, PATCH_OP } from '../urns.js';
import { membersOf, patchMembers, patchUser, patchWith } from './patch-testing.js';

const user: JsonObject = {
  userName: 'ann@x.y',
  active: true,
  name: { givenName: 'Ann', familyName: 'Lee' },
  emails: [{ primary: true, type: 'work', value: 'ann@x.y' }],
};

describe('Entra ID, default dialect', () => {
  it('disables a user: Replace active "False"', () => {
    const result = patchWith(
      { schemas: [PATCH_OP], Operations: [{ op: 'Replace', path: 'active', value: 'False' }] },
      user,
      USER,
    );
    expect(result.resource).toEqual({ ...user, active: false });
    expect(result.tolerated).toEqual({ T1: 1, T2: 1 });
  });

  it('changes the work e-mail and a part of the name', () => {
    const mail = { op: 'Replace', path: 'emails[type eq "work"].value', value: 'n@x.y' };
    const name = { op: 'Replace', path: 'name.familyName', value: 'New' };
    expect(patchUser(user, mail, name)).toEqual({
      ...user,
      name: { givenName: 'Ann', familyName: 'New' },
      emails: [{ primary: true, type: 'work', value: 'n@x.y' }],
    });
  });

  it('adds to a value path that is not there, and that is counted', () => {
    const path = 'phoneNumbers[type eq "mobile"].value';
    const result = patchWith({ Operations: [{ op: 'Add', path, value: '555' }] }, user, USER);
    expect(result.resource['phoneNumbers']).toEqual([{ type: 'mobile', value: '555' }]);
    expect(result.tolerated).toEqual({ T1: 1, T9: 1, T12: 1 });
  });

  it('writes paths in another letter case', () => {
    const path = 'addresses[type eq "other"].Formatted';
    expect(patchUser({}, { op: 'Add', path, value: 'Bern' })['addresses']).toEqual([
      { type: 'other', formatted: 'Bern' },
    ]);
    expect(patchUser({}, { op: 'Add', path: 'Name.GivenName', value: 'Bo' })['name']).toEqual({
      givenName: 'Bo',
    });
  });

  it('gives a role by its primary mark', () => {
    const operation = { op: 'Add', path: 'roles[primary eq "True"].value', value: 'Reader' };
    expect(patchUser({}, operation)['roles']).toEqual([{ primary: true, value: 'Reader' }]);
  });

  it('adds and removes members by value arrays with $ref: null, bare texts and stray keys', () => {
    const value = [{ $ref: null, value: 'b' }];
    expect(patchMembers(['a'], { op: 'Add', path: 'members', value })).toEqual({
      added: ['b'],
      removed: [],
    });
    const remove = { op: 'Remove', path: 'members', name: 'addMember', value: ['a'] };
    expect(patchMembers(['a', 'b'], remove)).toEqual({ added: [], removed: ['a'] });
  });

  it('renames a group by a path, and without one beside its externalId', () => {
    const team = { displayName: 'X', externalId: 'e' };
    const byPath = { Operations: [{ op: 'Replace', path: 'displayName', value: 'Y' }] };
    expect(patchWith(byPath, team, GROUP)).toMatchObject({
      resource: { displayName: 'Y', externalId: 'e' },
      references: [],
    });
    const pathless = {
      Operations: [{ op: 'replace', value: { displayName: 'Y', externalId: 'f' } }],
    };
    expect(patchWith(pathless, team, GROUP)).toMatchObject({
      resource: { displayName: 'Y', externalId: 'f' },
      references: [],
    });
  });
});

describe('Entra ID, with aadOptscim062020', () => {
  it('disables by a boolean', () => {
    const result = patchUser(user, { op: 'replace', path: 'active', value: false });
    expect(result['active']).toBe(false);
  });

  it('changes several attributes without a path, dotted and behind the URN', () => {
    const value = {
      displayName: 'Ann',
      'name.givenName': 'Anna',
      [`${ENTERPRISE_USER}:department`]: 'Tour',
    };
    expect(patchUser(user, { op: 'replace', value })).toEqual({
      ...user,
      displayName: 'Ann',
      name: { givenName: 'Anna', familyName: 'Lee' },
      [ENTERPRISE_USER]: { department: 'Tour' },
    });
  });

  it('removes a member by a filter', () => {
    const operation = { op: 'remove', path: 'members[value eq "a"]' };
    expect(patchMembers(['a', 'b'], operation)).toEqual({ added: [], removed: ['a'] });
  });
});

describe('Okta', () => {
  it('deactivates without a path', () => {
    const operation = { op: 'replace', value: { active: false } };
    expect(patchUser(user, operation)).toEqual({ ...user, active: false });
  });

  it('renames a group with its id in the value, ahead of changes of members', () => {
    const body = {
      schemas: [PATCH_OP],
      Operations: [
        { op: 'replace', value: { id: 'g', displayName: 'New' } },
        { op: 'remove', path: 'members[value eq "a"]' },
        { op: 'add', path: 'members', value: [{ value: 'b', display: 'b@x.y' }] },
      ],
    };
    const { resource, references, tolerated } = patchWith(body, { displayName: 'Old' }, GROUP);
    expect(resource).toEqual({ displayName: 'New' });
    expect(resolveReferences(references, membersOf(['a']))).toEqual({
      added: ['b'],
      removed: ['a'],
    });
    expect(tolerated).toEqual({ T6: 1 });
  });

  it('pushes all members', () => {
    const value = [{ value: 'a', display: 'A' }, { value: 'c' }];
    expect(patchMembers(['a', 'b'], { op: 'replace', path: 'members', value })).toEqual({
      added: ['c'],
      removed: ['b'],
    });
  });
});

describe("Keeper's clients", () => {
  it('send Operations as one object with the value a one-object array', () => {
    const value = [{ 'name.givenName': 'Anna', active: false }];
    const body = { schemas: [PATCH_OP], Operations: { op: 'replace', value } };
    const result = patchWith(body, user, USER);
    expect(result.resource).toMatchObject({ active: false, name: { givenName: 'Anna' } });
    expect(result.tolerated).toEqual({ T3: 1, T5: 1, T7: 1 });
  });

  it('change memberships by the path groups', () => {
    const body = { Operations: [{ op: 'add', path: 'groups', value: [{ value: 'g' }] }] };
    expect(patchWith(body, user, USER).references).toEqual([{ kind: 'add', ids: ['g'] }]);
  });
});

describe('others', () => {
  it('OneLogin: booleans as texts, emails as one object, members by a value array', () => {
    const value = { active: 'false', emails: { value: 'n@x.y', primary: 'true' } };
    expect(patchUser(user, { op: 'replace', value })).toEqual({
      ...user,
      active: false,
      emails: [{ value: 'n@x.y', primary: true }],
    });
    const remove = { op: 'remove', path: 'members', value: [{ value: 'a' }] };
    expect(patchMembers(['a'], remove)).toEqual({ added: [], removed: ['a'] });
  });

  it('JumpCloud: one operation per attribute', () => {
    const operations = [
      { op: 'replace', path: 'name.givenName', value: 'Bo' },
      { op: 'replace', path: 'displayName', value: 'Bo Lee' },
      { op: 'replace', path: 'active', value: false },
    ];
    expect(patchUser(user, ...operations)).toEqual({
      ...user,
      name: { givenName: 'Bo', familyName: 'Lee' },
      displayName: 'Bo Lee',
      active: false,
    });
  });

  it('authentik: replaces the whole group without a path', () => {
    const value = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      id: 'g',
      displayName: 'Team',
      externalId: 'e',
      members: [{ value: 'b' }],
    };
    const body = { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: null, value }] };
    const { resource, references } = patchWith(body, { displayName: 'Team' }, GROUP);
    expect(resource).toEqual({ displayName: 'Team', externalId: 'e' });
    expect(references).toEqual([{ kind: 'replace', ids: ['b'] }]);
  });

  it('Rauthy: externalId: null unlinks', () => {
    const operation = { op: 'replace', value: { externalId: null } };
    expect(patchUser({ ...user, externalId: 'e' }, operation)).toEqual(user);
  });

  it('SailPoint: replace on a complex attribute meant as add keeps the rest', () => {
    const operation = { op: 'replace', path: 'name', value: { givenName: 'Bo' } };
    expect(patchUser(user, operation)['name']).toEqual({ givenName: 'Bo', familyName: 'Lee' });
  });

  it('operations in lower case, keys in Pascal case (T7, T11)', () => {
    const body = { operations: [{ Op: 'replace', Path: 'active', Value: false }] };
    const result = patchWith(body, user, USER);
    expect(result.resource['active']).toBe(false);
    expect(result.tolerated).toEqual({ T7: 1, T9: 1 });
  });

  it('blanks around a path and within its filter (T15)', () => {
    const path = ' emails[ type  eq "work" ].value ';
    const result = patchWith(
      { schemas: [PATCH_OP], Operations: [{ op: 'replace', path, value: 'n@x.y' }] },
      user,
      USER,
    );
    expect(result.resource['emails']).toEqual([{ primary: true, type: 'work', value: 'n@x.y' }]);
    expect(result.tolerated).toEqual({ T15: 2 });
  });
});
