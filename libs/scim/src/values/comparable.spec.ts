import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareText } from './comparable.js';

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
