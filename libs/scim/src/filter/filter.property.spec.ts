import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import { USER } from '../schema/resource-types.js';
import { matches } from './matches.js';
import { parseFilter } from './parse-filter.js';

/** What a filter says, written down by the test itself: neither the parser nor its tree has a hand in it. */
type Said =
  | { kind: 'and' | 'or'; left: Said; right: Said }
  | { kind: 'not'; inner: Said }
  | { kind: 'valuePath'; name: string; inner: Said }
  | { kind: 'pr'; name: string }
  | { kind: 'compare'; name: string; operator: string; literal: string | boolean };

const WORDS = ['', 'a', 'A', 'b', 'ab', 'AB', 'a b', 'é"', '\\', ') or (', 'null'];
const TEXTS: Record<string, { exact: boolean; multiValued?: true }> = {
  userName: { exact: false },
  id: { exact: true },
  'name.givenName': { exact: false },
  'emails.value': { exact: false, multiValued: true },
  'emails.type': { exact: false, multiValued: true },
  'groups.value': { exact: true, multiValued: true },
};
const FLAGS: Record<string, { multiValued?: true }> = {
  active: {},
  'emails.primary': { multiValued: true },
};

const word = fc.constantFrom(...WORDS);
const textOperator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');

function leaf(texts: readonly string[], flags: readonly string[]): fc.Arbitrary<Said> {
  return fc.oneof(
    fc.record({
      kind: fc.constant('compare' as const),
      name: fc.constantFrom(...texts),
      operator: textOperator,
      literal: word,
    }),
    fc.record({
      kind: fc.constant('compare' as const),
      name: fc.constantFrom(...flags),
      operator: fc.constantFrom('eq', 'ne'),
      literal: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('pr' as const), name: fc.constantFrom(...texts, ...flags) }),
  );
}

function said(leaves: fc.Arbitrary<Said>): fc.Arbitrary<Said> {
  return fc.letrec<{ said: Said }>((tie) => ({
    said: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaves,
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        left: tie('said'),
        right: tie('said'),
      }),
      fc.record({ kind: fc.constant('not' as const), inner: tie('said') }),
    ),
  })).said;
}

const inElement = said(leaf(['value', 'type'], ['primary']));
const anything = said(
  fc.oneof(
    { weight: 3, arbitrary: leaf(Object.keys(TEXTS), Object.keys(FLAGS)) },
    fc.record({
      kind: fc.constant('valuePath' as const),
      name: fc.constant('emails'),
      inner: inElement,
    }),
  ),
);

const optional = { requiredKeys: [] };
const resource: fc.Arbitrary<JsonObject> = fc.record(
  {
    id: word,
    userName: word,
    active: fc.boolean(),
    name: fc.record({ givenName: word }, optional),
    emails: fc.array(fc.record({ value: word, type: word, primary: fc.boolean() }, optional), {
      maxLength: 3,
    }),
    groups: fc.array(fc.record({ value: word }), { maxLength: 2 }),
  },
  optional,
);

/** As it would be typed: with no more brackets than precedence needs, when `tight`. */
function written(filter: Said, tight: boolean, parent = 0): string {
  const binding = { or: 1, and: 2 } as const;
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const own = binding[filter.kind];
      const text = [filter.left, filter.right]
        .map((operand) => written(operand, tight, own))
        .join(` ${filter.kind} `);
      return tight && own >= parent ? text : `(${text})`;
    }
    case 'not':
      return `not (${written(filter.inner, tight)})`;
    case 'valuePath':
      return `${filter.name}[${written(filter.inner, tight)}]`;
    case 'pr':
      return `${filter.name} pr`;
    case 'compare':
      return `${filter.name} ${filter.operator} ${JSON.stringify(filter.literal)}`;
  }
}

/** The naive interpreter: what the words mean, with no thought of speed. */
function meant(filter: Said, value: JsonObject, prefix = ''): boolean {
  switch (filter.kind) {
    case 'and':
      return meant(filter.left, value, prefix) && meant(filter.right, value, prefix);
    case 'or':
      return meant(filter.left, value, prefix) || meant(filter.right, value, prefix);
    case 'not':
      return !meant(filter.inner, value, prefix);
    case 'valuePath':
      return elements(value[filter.name]).some((each) => meant(filter.inner, each, filter.name));
    case 'pr':
      return valuesOf(filter.name, value).some((each) => each !== undefined && each !== '');
    case 'compare': {
      const full = prefix === '' ? filter.name : `${prefix}.${filter.name}`;
      return valuesOf(filter.name, value).some((each) =>
        meantOfOne(filter, each, TEXTS[full]?.exact ?? true),
      );
    }
  }
}

function meantOfOne(
  { operator, literal }: Extract<Said, { kind: 'compare' }>,
  value: JsonValue | undefined,
  exact: boolean,
): boolean {
  if (operator === 'ne')
    return !meantOfOne({ kind: 'compare', name: '', operator: 'eq', literal }, value, exact);
  if (typeof value !== 'string' || typeof literal !== 'string') return value === literal;
  const [left, right] = exact ? [value, literal] : [value.toLowerCase(), literal.toLowerCase()];
  const results: Record<string, boolean> = {
    eq: left === right,
    co: left.includes(right),
    sw: left.startsWith(right),
    ew: left.endsWith(right),
    gt: left > right,
    ge: left >= right,
    lt: left < right,
    le: left <= right,
  };
  return results[operator] ?? false;
}

function valuesOf(name: string, value: JsonObject): readonly (JsonValue | undefined)[] {
  const [first = '', second] = name.split('.');
  if (second === undefined) return [value[first]];
  const isMultiValued = (TEXTS[name] ?? FLAGS[name])?.multiValued === true;
  if (isMultiValued) return elements(value[first]).map((element) => element[second]);
  const holder = value[first];
  return [isJsonObject(holder) ? holder[second] : undefined];
}

function elements(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function holds(text: string, value: JsonObject): boolean {
  return matches(parseFilter(text, USER), value);
}

describe('a filter, whatever it says', () => {
  it('means what the naive interpreter takes it for, with and without needless brackets', () => {
    fc.assert(
      fc.property(anything, resource, (filter, value) => {
        const expected = meant(filter, value);
        expect(holds(written(filter, true), value)).toBe(expected);
        expect(holds(written(filter, false), value)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('obeys De Morgan', () => {
    fc.assert(
      fc.property(anything, anything, resource, (left, right, value) => {
        const [a, b] = [written(left, false), written(right, false)];
        expect(holds(`not (${a} and ${b})`, value)).toBe(holds(`not (${a}) or not (${b})`, value));
        expect(holds(`not (${a} or ${b})`, value)).toBe(holds(`not (${a}) and not (${b})`, value));
      }),
    );
  });

  it('means the same in any letter case and with blanks to spare', () => {
    const keywords = / (and|or|eq|ne|co|sw|ew|gt|ge|lt|le|pr)(?= |\)|\]|$)/g;
    fc.assert(
      fc.property(
        // Literals stay as they are, so they must not look like keywords.
        anything.filter((filter) => !written(filter, false).includes(') or (')),
        resource,
        (filter, value) => {
          const text = written(filter, false);
          const other = ` ${text.replace(keywords, (found) => ` ${found.toUpperCase()} `)} `;
          expect(holds(other, value)).toBe(holds(text, value));
        },
      ),
    );
  });
});
