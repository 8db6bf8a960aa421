import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, unreachable } from './decider.js';
import { defineEvent } from './event.js';
import { isRefusal, refuse } from './refusal.js';
import { foldCase } from './text.js';

describe('defineEvent', () => {
  const definition = {
    stream: 'node',
    summary: 'A node.',
    fields: { name: { summary: 'its name' } },
  };

  it('makes facts of its type, and says what it was defined by', () => {
    const nodeCreated = defineEvent<{ name: string }>()('NodeCreated', {
      version: 1,
      ...definition,
    });
    expect(nodeCreated({ name: 'Sales' })).toEqual({
      type: 'NodeCreated',
      data: { name: 'Sales' },
    });
    expect(Object.fromEntries(Object.entries(nodeCreated))).toEqual({
      type: 'NodeCreated',
      version: 1,
      upcasters: [],
      ...definition,
    });
  });

  it.each([
    [2, []],
    [1, [(data: object) => data]],
  ])('refuses version %i with %j as upcasters', (version, upcasters) => {
    expect(() =>
      defineEvent<{ name: string }>()('NodeCreated', { version, upcasters, ...definition }),
    ).toThrow('NodeCreated');
  });
});

describe('fold', () => {
  it('takes facts in order, and when they occurred', () => {
    const evolve = (state: string, event: string, at: string) => state + event + at;
    expect(fold(evolve, '', ['a', 'b', 'c'], '1')).toBe('a1b1c1');
  });
});

describe('unreachable', () => {
  it('says what got there', () => {
    expect(() => unreachable({ type: 'Odd' } as never)).toThrow('Odd');
  });
});

describe('isRefusal', () => {
  it('tells a refusal from facts', () => {
    expect(isRefusal(refuse('user-not-found', 'no such user'))).toBe(true);
    expect(isRefusal([])).toBe(false);
  });
});

describe('foldCase', () => {
  it.each([
    ['Jane@Acme.example', 'jane@acme.example'],
    ['JÜRGEN', 'jürgen'],
    ['u\u0308', 'ü'],
    ['\uff21\uff20x', 'a@x'],
    ['\u3000\uff76\uff9e', ' \u30ac'],
    ['\u039a\u039f\u03a3', '\u03ba\u03bf\u03c2'],
    ['\u039a\u039f\u03a3', '\u03ba\u03bf\u03c3'],
  ])('makes %s and %s equal', (a, b) => {
    expect(foldCase(a)).toBe(foldCase(b));
  });

  it('gives a form that stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldCase(foldCase(text))).toBe(foldCase(text));
      }),
    );
  });
});
