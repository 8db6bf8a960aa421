import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JSON_LIMITS, objectionTo } from './json-limits.js';

describe('a JSON text is looked over ahead of the parser', () => {
  it('without an objection to any value that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8, noUnicodeString: false }), (text) => {
        expect(objectionTo(text)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['in one object', '{"a":1,"b":2,"a":3}', 'a'],
    ['written with escapes', String.raw`{"active":true,"\u0061ctive":false}`, 'active'],
    ['behind an inner object that has it too', '{"a":{"a":1},"a":2}', 'a'],
    ['within', '[{"x":{"b":1 , "b" :2}}]', 'b'],
    ['__proto__', '{"__proto__":1,"__proto__":2}', '__proto__'],
  ])('a name twice, %s', (_, text, name) => {
    expect(objectionTo(text)).toEqual({
      status: 400,
      detail: `${name} is given twice in one object`,
    });
  });

  it.each([
    ['in objects beside each other', '[{"a":1},{"a":2}]'],
    ['in an object and the one within it', '{"a":{"a":{"a":1}}}'],
    ['as names and as values', '{"a":"a","b":"a"}'],
    ['in a text', String.raw`{"a":"\"a\":1,\"a\":2,{[\\"}`],
    ['in another letter case', '{"a":1,"A":2}'],
  ])('but not the same name %s', (_, text) => {
    expect(objectionTo(text)).toBeUndefined();
  });

  it('no more depth, names and values than the limits', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(objectionTo(nested(JSON_LIMITS.depth))).toBeUndefined();
    expect(objectionTo(nested(JSON_LIMITS.depth + 1))).toMatchObject({ status: 400 });

    const named = (count: number) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, 1])));
    expect(objectionTo(named(JSON_LIMITS.names))).toBeUndefined();
    expect(objectionTo(named(JSON_LIMITS.names + 1))).toMatchObject({ status: 413 });

    const listed = (count: number) => JSON.stringify(Array.from({ length: count }, () => 1));
    expect(objectionTo(listed(JSON_LIMITS.values))).toBeUndefined();
    expect(objectionTo(listed(JSON_LIMITS.values + 1))).toMatchObject({ status: 413 });
  });

  it('and is what is malformed left to the parser', () => {
    for (const text of ['', '"', '{"a', '}}]', ':', '{"a"::1', '"\\', '{"a":1}}']) {
      expect(() => objectionTo(text)).not.toThrow();
    }
  });
});
