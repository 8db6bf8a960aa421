import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GROUP, USER } from '../schema/resource-types.js';
import { CORE_USER, ENTERPRISE_USER } from '../urns.js';
import { comparableResource, compareText } from './comparable.js';

describe('the order of texts', () => {
  it('is the order of their UTF-8', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const expected = Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right)));
        expect(Math.sign(compareText(left, right))).toBe(expected);
      }),
    );
  });
});

describe('what is searched of a resource', () => {
  it('is what it says itself, in the form in which it compares', () => {
    const user = {
      schemas: [CORE_USER],
      id: 'U1',
      userName: 'A\u0308da',
      active: false,
      name: { familyName: '' },
      emails: [{ value: 'A@X.y', primary: true }, { value: '' }],
      groups: [{ value: 'g1' }],
      [ENTERPRISE_USER]: { department: 'R&D', manager: { value: 'M1' } },
      meta: { created: '1970-01-01T00:00:00.001Z', location: '/Users/U1', version: 'W/"1"' },
      colour: 'blue',
    };
    expect(comparableResource(user, USER)).toEqual({
      schemas: [CORE_USER.toLowerCase()],
      id: 'U1',
      userName: 'äda',
      active: 0,
      emails: [{ value: 'a@x.y', primary: 1 }],
      [ENTERPRISE_USER]: { department: 'r&d', manager: { value: 'M1' } },
      meta: { created: 1 },
    });
    expect(comparableResource({ displayName: 'T', members: [{ value: 'u' }] }, GROUP)).toEqual({
      displayName: 't',
    });
  });
});
