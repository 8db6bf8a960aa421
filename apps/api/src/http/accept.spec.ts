import { describe, expect, it } from '@jest/globals';
import { acceptsJson } from './accept.js';

describe('acceptsJson', () => {
  it.each([
    undefined,
    '',
    '*/*',
    'application/*',
    'application/json',
    'application/scim+json',
    'Application/SCIM+JSON; charset=utf-8',
    'text/html, application/json;q=0.1',
    'text/html, */*;q=0.01',
    'application/json;q=0, */*',
    'application/json; q=nonsense',
    'nonsense',
  ])('is content with %p', (header) => {
    expect(acceptsJson(header)).toBe(true);
  });

  it.each([
    'text/html',
    'application/xml, text/*',
    'application/json;q=0',
    '*/*;q=0',
    'application/json;q=0, application/scim+json; q=0.0, */*',
  ])('is not content with %p', (header) => {
    expect(acceptsJson(header)).toBe(false);
  });
});
