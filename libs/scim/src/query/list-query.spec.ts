import { describe, expect, it } from '@jest/globals';
import { readListQuery } from './list-query.js';

describe('reading the query of a list', () => {
  it.each([
    [{}, { startIndex: 1, count: undefined }],
    [
      { startIndex: '', count: '' },
      { startIndex: 1, count: undefined },
    ],
    [
      { startIndex: '11', count: '100' },
      { startIndex: 11, count: 100 },
    ],
    [
      { startIndex: '0', count: '0' },
      { startIndex: 1, count: 0 },
    ],
    [
      { startIndex: '-5', count: '-5' },
      { startIndex: 1, count: 0 },
    ],
    [{ startIndex: ' +2 ' }, { startIndex: 2, count: undefined }],
    [
      { startIndex: '9'.repeat(400), count: '9'.repeat(30) },
      { startIndex: Number.MAX_SAFE_INTEGER, count: Number.MAX_SAFE_INTEGER },
    ],
    [{ filter: 'title pr' }, { startIndex: 1, count: undefined, filter: 'title pr' }],
    [{ filter: '' }, { startIndex: 1, count: undefined, filter: '' }],
    [
      { sortBy: ' title ', shoe: '1' },
      { startIndex: 1, count: undefined, sort: { by: 'title', order: 'ascending' } },
    ],
    [
      { sortBy: 'title', sortOrder: 'DESCENDING' },
      { startIndex: 1, count: undefined, sort: { by: 'title', order: 'descending' } },
    ],
    [{ sortOrder: 'descending' }, { startIndex: 1, count: undefined }],
    [{ cursor: '' }, { startIndex: 1, count: undefined, cursor: '' }],
    [
      { cursor: ' abc ', count: '5' },
      { startIndex: 1, count: 5, cursor: 'abc' },
    ],
  ])('%j', (query, expected) => {
    expect(readListQuery(query)).toEqual(expected);
  });

  it.each([
    { startIndex: 'one' },
    { count: '1.5' },
    { count: '1e3' },
    { count: ['1', '2'] },
    { filter: ['title pr', 'active eq true'] },
    { startIndex: {} },
    { sortBy: 'title', sortOrder: 'upwards' },
    { sortBy: ['title', 'name'] },
    { cursor: ['a', 'b'] },
    { count: null },
  ])('refuses %j', (query) => {
    expect(() => readListQuery(query)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    );
  });
});
