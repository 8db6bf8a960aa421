import { describe, expect, it } from '@jest/globals';
import { GROUP, USER } from '../schema/resource-types.js';
import { patchMembers, patchWith } from './patch-testing.js';

const nothing = { added: [], removed: [] };

describe('PATCH of members', () => {
  it.each([
    ['an array of objects', [{ $ref: null, value: 'b' }]],
    ['an object with more', [{ value: 'b', display: 'B', type: 'User', extra: 1 }]],
    ['a Pascal-case key', [{ Value: 'b' }]],
    ['bare texts', ['b']],
    ['one object', { value: 'b' }],
    ['a bare text', 'b'],
    ['the same twice', ['b', { value: 'b' }, null]],
  ])('adds and removes by %s', (_, value) => {
    expect(patchMembers(['a'], { op: 'Add', path: 'members', value })).toEqual({
      added: ['b'],
      removed: [],
    });
    expect(patchMembers(['a', 'b'], { op: 'Remove', path: 'members', value })).toEqual({
      added: [],
      removed: ['b'],
    });
  });

  it('adds nobody who is there, and removes nobody who is not', () => {
    expect(patchMembers(['a'], { op: 'add', path: 'members', value: ['a'] })).toEqual(nothing);
    expect(patchMembers(['a'], { op: 'remove', path: 'members', value: ['b'] })).toEqual(nothing);
    expect(patchMembers(['a'], { op: 'remove', path: 'members[value eq "b"]' })).toEqual(nothing);
  });

  it('tells ids apart by letter case', () => {
    expect(patchMembers(['a'], { op: 'remove', path: 'members[value eq "A"]' })).toEqual(nothing);
  });

  it.each(['members[value eq "b"]', 'Members[Value EQ "b"].value', 'members[value eq b]'])(
    'removes by the path %s',
    (path) => {
      expect(patchMembers(['a', 'b'], { op: 'remove', path })).toEqual({
        added: [],
        removed: ['b'],
      });
    },
  );

  it.each(['https://x.y/scim/v2/n/Users/b', '../Users/b', 'Users/b'])(
    'removes by the address %s, which ends in the id',
    (address) => {
      const remove = { op: 'remove', path: `members[$ref eq "${address}"]` };
      expect(patchMembers(['a', 'b'], remove)).toEqual({ added: [], removed: ['b'] });
    },
  );

  it('removes nobody by what is no address', () => {
    const remove = { op: 'remove', path: 'members[$ref eq "b" or $ref eq "Devices/b"]' };
    expect(patchMembers(['a', 'b'], remove)).toEqual(nothing);
  });

  it('removes several by one filter without reading the others', () => {
    const path = 'members[value eq "b" or (value eq "c" or value eq "x")]';
    const { references } = patchWith(
      { Operations: [{ op: 'remove', path }] },
      { displayName: 'T' },
      GROUP,
    );
    expect(references).toEqual([{ kind: 'remove', ids: ['b', 'c', 'x'] }]);
  });

  it('removes by a filter on what every member bears', () => {
    const byType = { op: 'remove', path: 'members[type eq "User"]' };
    expect(patchMembers(['a', 'b'], byType)).toEqual({ added: [], removed: ['a', 'b'] });
    const others = { op: 'remove', path: 'members[not (value eq "a") and type eq "user"]' };
    expect(patchMembers(['a', 'b'], { op: 'add', path: 'members', value: 'c' }, others)).toEqual({
      added: [],
      removed: ['b'],
    });
    const groups = { op: 'remove', path: 'members[type eq "Group"]' };
    expect(patchMembers(['a', 'b'], groups)).toEqual(nothing);
  });

  it('tells groups from users by type, those who come with the same PATCH too', () => {
    const groups = { op: 'remove', path: 'members[type eq "Group"]' };
    expect(patchMembers(['a', 'g1', 'g2'], groups)).toEqual({ added: [], removed: ['g1', 'g2'] });
    const add = { op: 'add', path: 'members', value: ['b', 'g3'] };
    expect(patchMembers(['a'], add, groups)).toEqual({ added: ['b'], removed: [] });
    const replace = { op: 'replace', path: 'members', value: ['g3', 'b'] };
    expect(patchMembers(['a', 'g1'], replace, groups)).toEqual({
      added: ['b'],
      removed: ['a', 'g1'],
    });
  });

  it('replaces all, by a path or without one', () => {
    const expected = { added: ['c'], removed: ['a'] };
    const value = [{ value: 'b' }, { value: 'c' }];
    expect(patchMembers(['a', 'b'], { op: 'replace', path: 'members', value })).toEqual(expected);
    expect(
      patchMembers(['a', 'b'], { op: 'replace', value: { displayName: 'N', members: value } }),
    ).toEqual(expected);
    expect(patchMembers(['a', 'b'], { op: 'replace', value: { members: [] } })).toEqual({
      added: [],
      removed: ['a', 'b'],
    });
  });

  it('adds without a path', () => {
    expect(patchMembers(['a'], { op: 'add', value: { members: [{ value: 'b' }] } })).toEqual({
      added: ['b'],
      removed: [],
    });
  });

  it('removes all without a value, and none by an empty array', () => {
    expect(patchMembers(['a', 'b'], { op: 'remove', path: 'members' })).toEqual({
      added: [],
      removed: ['a', 'b'],
    });
    expect(patchMembers(['a', 'b'], { op: 'Remove', path: 'members', value: [] })).toEqual(nothing);
  });

  it('leaves members alone in a rename, also beside a null', () => {
    expect(patchMembers(['a'], { op: 'replace', value: { displayName: 'N' } })).toEqual(nothing);
    expect(patchMembers(['a'], { op: 'replace', value: { members: null } })).toEqual(nothing);
  });

  it('nets out what is added and removed within one PATCH, in order', () => {
    const add = { op: 'add', path: 'members', value: ['b'] };
    const remove = { op: 'remove', path: 'members', value: ['b'] };
    expect(patchMembers(['a'], add, remove)).toEqual(nothing);
    expect(patchMembers(['a', 'b'], add, remove)).toEqual({ added: [], removed: ['b'] });
    expect(patchMembers(['a'], remove, add)).toEqual({ added: ['b'], removed: [] });
    expect(patchMembers(['a', 'b'], remove, add)).toEqual(nothing);
    const clear = { op: 'remove', path: 'members' };
    expect(patchMembers(['a', 'b'], clear, add)).toEqual({ added: [], removed: ['a'] });
    const everybody = { op: 'remove', path: 'members[type eq "User"]' };
    expect(patchMembers(['a'], clear, add, everybody)).toEqual({ added: [], removed: ['a'] });
  });

  it('reads no present member to add one', () => {
    const { references } = patchWith(
      { Operations: [{ op: 'add', path: 'members', value: ['b'] }] },
      { displayName: 'T' },
      GROUP,
    );
    expect(references).toEqual([{ kind: 'add', ids: ['b'] }]);
  });

  it.each([
    [{ op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } }, 'mutability'],
    [{ op: 'replace', path: 'members[value eq "a"].display', value: 'B' }, 'mutability'],
    [{ op: 'replace', path: 'members.value', value: 'b' }, 'mutability'],
    [{ op: 'add', path: 'members.value', value: 'b' }, 'mutability'],
    [{ op: 'remove', path: 'members.value' }, 'mutability'],
    [{ op: 'replace', value: { 'members.value': 'b' } }, 'mutability'],
    [{ op: 'remove', path: 'members[display eq "B"]' }, 'invalidPath'],
    [{ op: 'remove', path: 'members[not ($ref eq "Users/a")]' }, 'invalidPath'],
    [{ op: 'add', path: 'members', value: [{ display: 'B' }] }, 'invalidValue'],
    [{ op: 'add', path: 'members', value: [''] }, 'invalidValue'],
    [{ op: 'add', path: 'members', value: [7] }, 'invalidValue'],
    [{ op: 'remove', path: 'members', value: [['a', 'b']] }, 'invalidValue'],
  ])('refuses %j', (operation, scimType) => {
    expect(() => patchMembers(['a'], operation)).toThrow(
      expect.objectContaining({ status: 400, scimType }),
    );
  });
});

describe("PATCH of a user's groups", () => {
  it.each([
    [
      { op: 'add', path: 'groups', value: [{ value: 'g' }] },
      { kind: 'add', ids: ['g'] },
    ],
    [
      { op: 'remove', path: 'groups[value eq "g"]' },
      { kind: 'remove', ids: ['g'] },
    ],
    [
      { op: 'remove', path: 'groups', value: [{ value: 'g' }] },
      { kind: 'remove', ids: ['g'] },
    ],
    [
      { op: 'replace', path: 'groups', value: ['g'] },
      { kind: 'replace', ids: ['g'] },
    ],
    [
      { op: 'remove', path: 'groups' },
      { kind: 'replace', ids: [] },
    ],
  ])('%j is gathered for the application to decide', (operation, change) => {
    const user = { userName: 'ann' };
    const result = patchWith({ Operations: [operation] }, user, USER);
    expect(result.references).toEqual([change]);
    expect(result.resource).toBe(user);
  });

  it('refuses a change of what describes a group', () => {
    expect(() =>
      patchWith(
        { Operations: [{ op: 'replace', path: 'groups.display', value: 'x' }] },
        { userName: 'ann' },
        USER,
      ),
    ).toThrow(expect.objectContaining({ scimType: 'mutability' }));
  });
});
