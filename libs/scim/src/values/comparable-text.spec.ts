import { describe, expect, it } from '@jest/globals';
import { GROUP, USER } from '../schema/resource-types.js';
import { CORE_USER, ENTERPRISE_USER } from '../urns.js';
import { comparableText } from './comparable-text.js';

describe('what is searched of a resource', () => {
  it('is what it says itself, in the form in which it compares', () => {
    const user = {
      schemas: [CORE_USER],
      id: 'U1',
      userName: 'A\u0308da "the\nfirst"',
      active: false,
      name: { familyName: '' },
      emails: [{ value: 'A@X.y', primary: true }, { value: '' }],
      groups: [{ value: 'g1' }],
      [ENTERPRISE_USER]: { department: 'R&D', manager: { value: 'M1' } },
      meta: { created: '1970-01-01T00:00:00.001Z', location: '/Users/U1', version: 'W/"1"' },
      colour: 'blue',
    };
    expect(JSON.parse(comparableText(user, USER))).toEqual({
      schemas: [CORE_USER.toLowerCase()],
      id: 'U1',
      userName: 'äda "the\nfirst"',
      active: 0,
      emails: [{ value: 'a@x.y', primary: 1 }],
      [ENTERPRISE_USER]: { department: 'r&d', manager: { value: 'M1' } },
      meta: { created: 1 },
    });
    const team = { displayName: 'T', members: [{ value: 'u' }] };
    expect(comparableText(team, GROUP)).toBe('{"displayName":"t"}');
    expect(comparableText({}, GROUP)).toBe('{}');
  });
});
