import { describe, expect, it } from '@jest/globals';
import { bulkIdsOf, findReferences, textWithIds } from './bulk-references.js';

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
    expect(textWithIds(text, idOf)).toBe(expected);
    expect(bulkIdsOf(text).length > 0).toBe(text !== expected);
  });

  it('are found anywhere, with what holds them', () => {
    const deep = { x: 'bulkId:a' };
    const data = { members: [{ value: 'bulkId:a' }, 'bulkId:b', 7, null], deep };
    const { places } = found(data);
    expect(places).toHaveLength(3);
    expect(places).toEqual(
      expect.arrayContaining([
        { holder: data.members[0], key: 'value', bulkIds: ['a'], attribute: 'members' },
        { holder: data.members, key: 1, bulkIds: ['b'], attribute: 'members' },
        { holder: deep, key: 'x', bulkIds: ['a'], attribute: 'deep' },
      ]),
    );
  });

  it('are looked for in steps, where there is much', () => {
    const { steps, visited } = found({ members: Array.from({ length: 5_000 }, () => 'x') });
    expect(steps).toBe(5);
    expect(visited).toBe(5_001);
  });

  it('are not looked for deeper than any attribute lies', () => {
    let value: unknown = 'bulkId:a';
    for (let depth = 0; depth < 20_000; depth++) value = [value];
    expect(() => found(value)).toThrow(expect.objectContaining({ status: 400 }));
  });
});

function found(data: unknown) {
  let visited = 0;
  const finding = findReferences(data, () => {
    visited += 1;
  });
  let steps = 0;
  for (;;) {
    const step = finding.next();
    if (step.done === true) return { places: step.value, steps, visited };
    steps += 1;
  }
}
