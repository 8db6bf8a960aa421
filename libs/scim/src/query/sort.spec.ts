import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../json.js';
import { GROUP, USER } from '../schema/resource-types.js';
import { UNCOUNTED } from '../tolerances.js';
import { ENTERPRISE_USER, ROLLBOOK_USER } from '../urns.js';
import { comparableText } from '../values/comparable-text.js';
import { bindSort, compareSortKeys, type SortKey, sortKeyOf } from './sort.js';

const bind = (by: string, descending = false) =>
  bindSort({ by, descending }, [USER, GROUP], UNCOUNTED);

function keyOf(by: string, resource: JsonObject): SortKey {
  const { path } = bind(by);
  const searched = JSON.parse(comparableText(resource, USER)) as JsonObject;
  return sortKeyOf(path, searched[path.attribute.name] ?? null);
}

describe('what a resource is sorted by', () => {
  it.each<[string, JsonObject, SortKey]>([
    ['userName', { userName: 'Ada' }, 'ada'],
    ['id', { id: 'Ada' }, 'Ada'],
    ['active', { active: false }, 0],
    ['name.familyName', { name: { familyName: 'Óm' } }, 'óm'],
    ['name.familyName', { name: { givenName: 'x' } }, null],
    ['title', {}, null],
    ['emails', { emails: [{ value: 'b' }, { value: 'a', primary: true }] }, 'a'],
    ['emails.type', { emails: [{ type: 'Work' }, { type: 'home' }] }, 'work'],
    ['meta.created', { meta: { created: '1970-01-01T00:00:01Z' } }, 1000],
    ['members', { members: [{ value: 'x' }] }, null],
  ])('%s of %j', (by, resource, key) => {
    if (by === 'members') expect(() => bind(by)).toThrow('sortBy');
    else expect(keyOf(by, resource)).toBe(key);
  });

  it.each([
    ...['colour', 'name', 'password', 'groups', 'members.value', 'meta.version', 'meta'],
    ...['meta.location', 'addresses', `${ROLLBOOK_USER}:memberships`],
  ])('%s is no order', (by) => {
    expect(() => bind(by)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    );
  });

  it('may be an attribute of an extension', () => {
    expect(bind(`${ENTERPRISE_USER}:department`).path.extension).toBe(ENTERPRISE_USER);
  });
});

describe('the order of keys', () => {
  it('has what is absent last, and first in descending order', () => {
    const keys: SortKey[] = ['b', null, 'a', '\u{1f600}', '\uffee'];
    const sorted = (descending: boolean) =>
      [...keys].sort((a, b) => compareSortKeys(a, b, descending));
    expect(sorted(false)).toEqual(['a', 'b', '\uffee', '\u{1f600}', null]);
    expect(sorted(true)).toEqual([null, '\u{1f600}', '\uffee', 'b', 'a']);
  });
});
