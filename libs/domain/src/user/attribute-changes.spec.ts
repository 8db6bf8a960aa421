import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '#kernel';
import { applyChanges, attributeChanges, sameValue } from './attribute-changes.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const text = fc.string({ minLength: 1, maxLength: 3 });
const email = fc.record(
  { value: text, type: fc.constantFrom('work', 'home'), primary: fc.boolean() },
  { requiredKeys: ['value'] },
);
/** Attributes in canonical form: each of its own kind, nothing empty. */
const attributes: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      title: text,
      name: fc.record({ familyName: text, givenName: text }, { requiredKeys: [] }),
      emails: fc.array(email, { minLength: 1, maxLength: 3 }),
      [ENTERPRISE]: fc.record(
        { department: text, manager: fc.record({ value: text, displayName: text }) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  )
  .map((record) =>
    Object.fromEntries(
      Object.entries<JsonValue>(record).filter(
        ([, value]) => typeof value !== 'object' || value === null || Object.keys(value).length > 0,
      ),
    ),
  );

describe('attributeChanges', () => {
  it('lead from the one to the other, but for the order of lists', () => {
    fc.assert(
      fc.property(attributes, attributes, (from, to) => {
        const after = applyChanges(from, attributeChanges(from, to));
        expect(sameValue(after, to)).toBe(true);
        expect(attributeChanges(after, to)).toEqual([]);
      }),
    );
  });

  it('are none between equals, whatever the order of keys and lists', () => {
    fc.assert(
      fc.property(attributes, (from) => {
        expect(attributeChanges(from, reversed(from) as JsonObject)).toEqual([]);
      }),
    );
  });

  it('say what was there before, so that they can be told back to front', () => {
    fc.assert(
      fc.property(attributes, attributes, (from, to) => {
        const back = attributeChanges(from, to).map(({ attribute, from: was, to: is }) => ({
          attribute,
          ...(is === undefined ? {} : { from: is }),
          ...(was === undefined ? {} : { to: was }),
        }));
        expect(sameValue(applyChanges(to, back), from)).toBe(true);
      }),
    );
  });

  it('are told apart by attribute, in the notation of SCIM paths', () => {
    const from = { name: { familyName: 'Doe' }, [ENTERPRISE]: { department: 'Sales' } };
    const to = {
      name: { givenName: 'Jane' },
      [ENTERPRISE]: { department: 'Finance' },
      title: 'CFO',
    };
    expect(attributeChanges(from, to)).toEqual([
      { attribute: 'name.familyName', from: 'Doe' },
      { attribute: 'name.givenName', to: 'Jane' },
      { attribute: `${ENTERPRISE}:department`, from: 'Sales', to: 'Finance' },
      { attribute: 'title', to: 'CFO' },
    ]);
  });

  it('count how often a list holds a value', () => {
    const [one, two] = [{ emails: [{ value: 'a' }] }, { emails: [{ value: 'a' }, { value: 'a' }] }];
    expect(attributeChanges(one, two)).toHaveLength(1);
  });
});

describe('applyChanges', () => {
  it('leaves no complex attribute without parts', () => {
    expect(
      applyChanges({ name: { familyName: 'Doe' } }, [{ attribute: 'name.familyName' }]),
    ).toEqual({});
  });

  it('does not touch what it is given', () => {
    const from = Object.freeze({ name: Object.freeze({ familyName: 'Doe' }) });
    expect(applyChanges(from, [{ attribute: 'name.familyName', to: 'Roe' }])).toEqual({
      name: { familyName: 'Roe' },
    });
  });
});

function reversed(value: JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(reversed).reverse();
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reversed(part)]),
  );
}
