import { describe, expect, it } from '@jest/globals';
import { readQuery } from './query.js';

const filterOf = (text: string) => readQuery(`filter=${text}`)['filter'];

describe('a plus in a filter', () => {
  it.each([
    ['is one within quotes', 'userName%20eq%20%22a+b@x%22', 'userName eq "a+b@x"'],
    ['is one when it is encoded', 'userName+eq+%22a%2Bb@x%22', 'userName+eq+"a+b@x"'],
    [
      'is a blank within quotes where it is one outside of them',
      'displayName+eq+%22Sales+Team%22',
      'displayName+eq+"Sales Team"',
    ],
    [
      'knows a quote that is escaped',
      'displayName%20eq%20%22a%5C%22+b%22',
      'displayName eq "a\\"+b"',
    ],
    ['is a plus in a word of its own', 'a+b%', 'a+b%'],
  ])('%s', (_, raw, text) => {
    expect(filterOf(raw)).toBe(text);
  });
});

it('is a plus in any other parameter', () => {
  expect(readQuery('target=a+b@x&Count=5')).toEqual({ target: 'a+b@x', count: '5' });
});
