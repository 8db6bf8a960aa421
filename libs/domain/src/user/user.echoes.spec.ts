import { describe, expect, it } from '@jest/globals';
import { withoutEchoes } from './user.echoes.js';

const work = { value: 'a', type: 'work' };

describe('a PUT of what was read', () => {
  it('is without the display names that repeat a value of which the account has none', () => {
    const stated = { title: 'T', emails: [{ ...work, display: 'a' }], ims: [{ value: 'i' }] };
    const present = { emails: [work] };
    expect(withoutEchoes(stated, present)).toEqual({ ...stated, emails: [work] });
  });

  it('keeps those that the account has, others, and those of what is new', () => {
    const stated = {
      emails: [
        { ...work, display: 'a' },
        { value: 'b', display: 'B' },
        { value: 'c', display: 'c' },
      ],
    };
    const present = { emails: [{ ...work, display: 'A' }, { value: 'b' }] };
    expect(withoutEchoes(stated, present)).toEqual(stated);
    expect(withoutEchoes(stated, {})).toEqual(stated);
  });

  it('is itself where nothing is repeated', () => {
    const stated = { emails: [work], name: { givenName: 'Ann' } };
    expect(withoutEchoes(stated, { emails: [work] })).toBe(stated);
  });
});
