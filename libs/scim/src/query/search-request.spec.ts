import { describe, expect, it } from '@jest/globals';
import { toleranceLog } from '../tolerances.js';
import { SEARCH_REQUEST } from '../urns.js';
import { readSearchRequest } from './search-request.js';

describe('reading a search request', () => {
  it('asks as the query with the same parameters would', () => {
    const tolerated = toleranceLog();
    const body = {
      schemas: [SEARCH_REQUEST],
      attributes: ['displayName', 'userName'],
      filter: 'title pr',
      sortBy: 'userName',
      startIndex: 1,
      count: 10,
      cursor: '',
      excludedAttributes: null,
    };
    expect(readSearchRequest(body, tolerated)).toEqual({
      attributes: 'displayName,userName',
      filter: 'title pr',
      sortBy: 'userName',
      startIndex: '1',
      count: '10',
      cursor: '',
    });
    expect(tolerated.counts).toEqual({});
  });

  it('knows its parameters in any letter case, with or without its URN', () => {
    const tolerated = toleranceLog();
    expect(readSearchRequest({ FILTER: 'title pr', colour: 1 }, tolerated)).toEqual({
      filter: 'title pr',
    });
    expect(tolerated.counts).toEqual({ T9: 1, T10: 1, T11: 1 });
  });

  it('counts values of another type that it takes', () => {
    const tolerated = toleranceLog();
    const body = { schemas: SEARCH_REQUEST, count: '1', startIndex: '+2', attributes: 'title' };
    expect(readSearchRequest(body, tolerated)).toMatchObject({ count: '1', startIndex: '+2' });
    expect(tolerated.counts).toEqual({ T2: 2, T14: 2 });
  });

  it.each([null, [], 'text', 1, { filter: 'a pr', Filter: 'b pr' }])('refuses %j', (body) => {
    expect(() => readSearchRequest(body, toleranceLog())).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidSyntax' }),
    );
  });

  it.each([
    [{ filter: 1 }, 'invalidValue'],
    [{ count: 1.5 }, 'invalidValue'],
    [{ startIndex: {} }, 'invalidValue'],
    [{ attributes: [1] }, 'invalidValue'],
    [{ cursor: [] }, 'invalidCursor'],
  ])('refuses the values of %j', (body, scimType) => {
    expect(() => readSearchRequest(body, toleranceLog())).toThrow(
      expect.objectContaining({ status: 400, scimType }),
    );
  });
});
