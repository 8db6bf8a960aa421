import { describe, expect, it } from '@jest/globals';
import { GROUP, USER } from '../schema/resource-types.js';
import { UNCOUNTED } from '../tolerances.js';
import { ENTERPRISE_USER, ROLLBOOK_USER } from '../urns.js';
import { bindSort, compareSortKeys, type SortKey } from './sort.js';

const bind = (by: string, type = USER) =>
  bindSort(by, type, UNCOUNTED, type === USER ? [GROUP] : [USER]);

describe('what a list is sorted by', () => {
  it.each([
    ...['colour', 'name', 'password', 'groups', 'members', 'members.value', 'meta.version', 'meta'],
    ...['meta.location', 'addresses', `${ROLLBOOK_USER}:memberships`],
  ])('%s is no order', (by) => {
    expect(() => bind(by)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    );
  });

  it('may be an attribute of an extension', () => {
    expect(bind(`${ENTERPRISE_USER}:department`).extension).toBe(ENTERPRISE_USER);
    expect(bind('department').extension).toBe(ENTERPRISE_USER);
  });

  it('is absent in a type that does not have it, though another attribute has its name', () => {
    const ofUsers = `${USER.schema.id}:displayName`;
    expect(bind(ofUsers).extension).toBeUndefined();
    expect(bind(ofUsers, GROUP).extension).toBe(USER.schema.id);
    expect(bind('userName', GROUP).extension).toBe(USER.schema.id);
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
