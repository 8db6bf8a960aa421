import { describe, expect, it } from '@jest/globals';
import { judgeRead, preconditionsOf } from './entity-tags.js';

const VERSION = 'W/"3.77"';

describe('the conditions of a read', () => {
  it.each([
    ['*', 'met'],
    [VERSION, 'met'],
    ['"3.77"', 'met'],
    [`"x, y", ${VERSION}`, 'met'],
    ['W/"3"', 'failed'],
    ['"other"', 'failed'],
    ['3.77', 'failed'],
    ['', 'failed'],
  ])('If-Match: %s is %s', (header, outcome) => {
    expect(judgeRead({ 'if-match': header }, VERSION)).toBe(outcome);
  });

  it.each([
    ['*', 'not-modified'],
    [VERSION, 'not-modified'],
    ['"a",W/"3.77"', 'not-modified'],
    ['"other"', 'met'],
    ['nonsense', 'met'],
  ])('If-None-Match: %s is %s', (header, outcome) => {
    expect(judgeRead({ 'if-none-match': header }, VERSION)).toBe(outcome);
  });

  it('asks If-Match first', () => {
    const headers = { 'if-match': '"other"', 'if-none-match': VERSION };
    expect(judgeRead(headers, VERSION)).toBe('failed');
  });
});

describe('the conditions of a write', () => {
  it('are revisions, whatever stands behind them', () => {
    const headers = { 'if-match': 'W/"3.77", "4"', 'if-none-match': '*' };
    expect(preconditionsOf(headers)).toEqual({ ifMatch: [3, 4], ifNoneMatch: 'any' });
  });

  it('match nothing where they are no entity tags', () => {
    expect(preconditionsOf({ 'if-match': '3, "x"' })).toEqual({ ifMatch: [NaN] });
    expect(preconditionsOf({})).toEqual({});
  });
});
