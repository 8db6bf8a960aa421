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
  const asks = (suffix: string) => () => Promise.resolve(suffix);

  it('are the revisions of the tags that have what is behind the revision now', async () => {
    const headers = { 'if-match': 'W/"3.77", "4.77", "5", "6.78"', 'if-none-match': '*' };
    const found = await preconditionsOf(headers, asks('.77'));
    expect(found).toEqual({ ifMatch: [3, 4], ifNoneMatch: 'any' });
    expect(await preconditionsOf(headers, asks(''))).toMatchObject({ ifMatch: [5] });
    const none = { 'if-none-match': 'W/"3.78"' };
    expect(await preconditionsOf(none, asks('.77'))).toEqual({ ifNoneMatch: [] });
  });

  it.each(['3, "x"', '"03"', '""', '"3."', '"1e1"', ''])(
    'match nothing in %p, where there is no tag of ours',
    async (header) => {
      expect(await preconditionsOf({ 'if-match': header }, asks(''))).toEqual({ ifMatch: [] });
    },
  );

  it('ask for nothing where no tag is given', async () => {
    const never = () => Promise.reject(new Error('asked'));
    expect(await preconditionsOf({ 'if-match': ' * ' }, never)).toEqual({ ifMatch: 'any' });
    expect(await preconditionsOf({}, never)).toEqual({});
  });
});
