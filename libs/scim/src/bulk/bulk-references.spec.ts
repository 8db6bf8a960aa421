import { describe, expect, it } from '@jest/globals';
import { bulkIdsIn, withIds } from './bulk-references.js';

const ids: Readonly<Record<string, string>> = { a: '1', b: '2', 'c/"d': '3' };
const idOf = (bulkId: string) => ids[bulkId] ?? '?';

describe('references', () => {
  it.each([
    ['bulkId:a', '1'],
    ['bulkId:c/"d', '3'],
    ['/Users/bulkId:a', '/Users/1'],
    ['/Users/bulkId:a/', '/Users/1/'],
    ['../Groups/bulkId:b', '../Groups/2'],
    [
      'members[value eq "bulkId:a" or value eq "bulkId:b"]',
      'members[value eq "1" or value eq "2"]',
    ],
    ['the bulkId:a of a text', 'the bulkId:a of a text'],
    ['bulkid:a', 'bulkid:a'],
  ])('%s becomes %s', (text, expected) => {
    expect(withIds(text, idOf)).toBe(expected);
  });

  it('are found and replaced anywhere', () => {
    const value = {
      members: [{ value: 'bulkId:a' }, 'bulkId:b', 7, null],
      deep: { x: 'bulkId:a' },
    };
    expect([...bulkIdsIn(value)]).toEqual(['a', 'b']);
    expect(withIds(value, idOf)).toEqual({
      members: [{ value: '1' }, '2', 7, null],
      deep: { x: '1' },
    });
  });

  it('are not looked for deeper than any attribute lies', () => {
    let value: unknown = 'bulkId:a';
    for (let depth = 0; depth < 20_000; depth++) value = [value];
    expect(() => bulkIdsIn(value)).toThrow(expect.objectContaining({ status: 400 }));
  });
});
