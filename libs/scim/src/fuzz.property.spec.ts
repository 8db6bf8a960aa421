import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from './errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from './json.js';
import {
  applyPatch,
  CORE_USER,
  ENTERPRISE_USER,
  GROUP,
  matches,
  parseFilter,
  readGroup,
  readPatch,
  readSelection,
  readUser,
  type ResourceType,
  select,
  toleranceLog,
  USER,
} from './index.js';

/** Names that lead somewhere, so that what is generated gets further than the first check. */
const NAMES = [
  ...['userName', 'displayName', 'externalId', 'name', 'name.givenName', 'givenName', 'active'],
  ...['emails', 'value', 'type', 'primary', 'members', 'groups', 'addresses', 'meta', 'schemas'],
  ...[ENTERPRISE_USER, CORE_USER, `${ENTERPRISE_USER}:manager`, 'manager', '__proto__'],
  ...['constructor', 'emails[type eq "work"].value', 'op', 'path', 'Operations'],
];
const PATHS = [
  ...NAMES,
  ...[
    'emails[',
    'emails[type eq "work"]',
    'emails[primary eq true].value',
    'members[value eq "a"]',
  ],
  ...['members[type eq "User" or not (value eq a)]', 'name.', '', '.', 'emails.value', 'emails[]'],
  ...['addresses[type ne "x"].locality', `${ENTERPRISE_USER}:manager.value`, 'toString'],
];

const type = fc.constantFrom(USER, GROUP);
const name = fc.oneof(fc.constantFrom(...NAMES), fc.string());
const leaf = fc.oneof(
  fc.constantFrom(null, true, 'True', '', 'a', 'work', 7, -0.5),
  fc.string({ unit: 'binary' }),
);
const json = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('json'), { maxLength: 4 }),
    fc
      .array(fc.tuple(name, tie('json')), { maxLength: 5 })
      .map((entries): JsonObject => Object.fromEntries(entries)),
  ),
})).json;
const object = json.filter(isJsonObject);
const path = fc.oneof(fc.constantFrom(...PATHS), fc.string(), json);
const operation = fc.record(
  { op: fc.constantFrom('add', 'Replace', 'remove'), path, value: json },
  { requiredKeys: ['op'] },
);

/** What comes out, or the ScimError that is thrown; any other error fails the test. */
function outcome<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    expect(error).toBeInstanceOf(ScimError);
    return undefined;
  }
}

function patched(body: JsonValue, resource: JsonValue, resourceType: ResourceType) {
  return outcome(() => {
    const patch = readPatch(body, resourceType, toleranceLog());
    return isJsonObject(resource) ? applyPatch(patch, resource, resourceType) : undefined;
  });
}

it('no body makes anything but a ScimError escape, and none leaves an empty value behind', () => {
  const empty = /":(null|""|\[\]|\{\})/;
  fc.assert(
    fc.property(json, (body) => {
      const user = outcome(() => readUser(body, toleranceLog()));
      expect(JSON.stringify(user?.attributes ?? {})).not.toMatch(empty);
      outcome(() => readGroup(body, toleranceLog()));
    }),
    { numRuns: 500 },
  );
});

it('no PATCH makes anything but a ScimError escape, or changes what it is applied to', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        json,
        fc.record({ Operations: fc.array(operation, { minLength: 1, maxLength: 4 }) }),
      ),
      object,
      type,
      (body, resource, resourceType) => {
        const before = JSON.stringify(resource);
        patched(body, resource, resourceType);
        patched(body, { ...resource, userName: 'ann', displayName: 'Ann' }, resourceType);
        expect(JSON.stringify(resource)).toBe(before);
      },
    ),
    { numRuns: 500 },
  );
});

it('no filter makes anything but a ScimError escape, nor does its evaluation', () => {
  const words = fc.constantFrom(
    ...NAMES,
    ...['eq', 'ne', 'gt', 'pr', 'co', 'and', 'or', 'not', '(', ')', '[', ']', '.value', '+'],
    ...['"a"', '"\\', 'true', 'null', '7', '"2024-01-01T00:00:00Z"', 'meta.created'],
  );
  const text = fc.oneof(
    fc.array(words, { maxLength: 12 }).map((parts) => parts.join(' ')),
    fc.array(words, { maxLength: 6 }).map((parts) => parts.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(text, object, type, (filter, resource, resourceType) => {
      const tree = outcome(() => parseFilter(filter, resourceType));
      if (tree !== undefined) expect(typeof matches(tree, resource)).toBe('boolean');
    }),
    { numRuns: 500 },
  );
});

it('no selection makes anything but a ScimError escape', () => {
  const names = fc.oneof(
    fc.array(name, { maxLength: 4 }).map((list) => list.join(',')),
    json,
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(names, names, object, type, (attributes, excludedAttributes, resource, of) => {
      outcome(() => select(resource, of, readSelection({ attributes, excludedAttributes }, of)));
    }),
  );
});
