import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '../errors.js';
import type { JsonObject } from '../json.js';
import { patchUser } from '../patch/patch-testing.js';
import { readUser, userInputOf } from '../resources/user-input.js';
import { toleranceLog } from '../tolerances.js';

/** A PUT of what was read. */
const putBack = (resource: JsonObject) => readUser(resource, toleranceLog());

const type = fc.constantFrom('work', 'Work', 'home');
const value = fc.constantFrom('a', 'A', 'b', ' b');
const optional = { requiredKeys: [] };
const email = fc.record({ value, type, primary: fc.boolean(), display: value }, optional);
const address = fc.record({ locality: value, type, primary: fc.boolean() }, optional);
const filter = fc.oneof(
  type.map((each) => `type eq "${each}"`),
  value.map((each) => `value eq "${each}"`),
  fc.constantFrom('primary eq true', 'not (primary eq true)', 'value sw "a"', 'type pr'),
);
const part = fc.oneof(
  fc.record({ name: fc.constantFrom('value', 'display'), to: value }),
  fc.record({ name: fc.constant('type'), to: type }),
  fc.record({ name: fc.constant('primary'), to: fc.boolean() }),
);
const op = fc.constantFrom('add', 'replace');

const operation: fc.Arbitrary<object> = fc.oneof(
  fc.record({ op, path: fc.constant('emails'), value: fc.array(email, { maxLength: 3 }) }),
  fc.record({ op, path: fc.constant('addresses'), value: fc.array(address, { maxLength: 3 }) }),
  fc.record({ op, path: filter.map((each) => `emails[${each}]`), value: email }),
  fc.tuple(op, fc.option(filter), part).map(([kind, where, { name, to }]) => ({
    op: kind,
    path: where === null ? `emails.${name}` : `emails[${where}].${name}`,
    value: to,
  })),
  fc
    .tuple(fc.constantFrom('locality', 'type', 'primary'), fc.option(type))
    .map(([name, where]) => ({
      op: 'remove',
      path: `addresses${where === null ? '' : `[type eq "${where}"]`}.${name}`,
    })),
  fc
    .tuple(fc.constantFrom('value', 'type', 'primary', 'display'), fc.option(filter))
    .map(([name, where]) => ({
      op: 'remove',
      path: `emails${where === null ? '' : `[${where}]`}.${name}`,
    })),
);

describe('a PUT of what was read', () => {
  it('changes nothing, whatever was done by PATCH before', () => {
    const operations = fc.array(operation, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(email), fc.array(address), operations, (emails, addresses, list) => {
        const { attributes } = putBack({ userName: 'ann', emails, addresses });
        let after: JsonObject;
        try {
          after = patchUser(attributes, ...list);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
          return;
        }
        expect(putBack(after)).toEqual(userInputOf(after));
      }),
      { numRuns: 2000 },
    );
  });
});
