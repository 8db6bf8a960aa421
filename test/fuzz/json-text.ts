import fc from 'fast-check';
import { CORE_GROUP, CORE_USER, ENTERPRISE_USER, PATCH_OP } from '#testing';

/** Names that lead somewhere, and some that must lead nowhere. */
const NAMES = [
  ...['userName', 'displayName', 'externalId', 'name', 'givenName', 'active', 'title', 'password'],
  ...['emails', 'value', 'type', 'primary', 'members', 'groups', 'addresses', 'meta', 'schemas'],
  ...[
    'id',
    'manager',
    'name.givenName',
    CORE_USER,
    CORE_GROUP,
    ENTERPRISE_USER,
    'x509Certificates',
  ],
  ...['op', 'path', 'Operations', '__proto__', 'constructor', 'prototype', 'toString', ''],
  ...['emails[type eq "work"].value', `${ENTERPRISE_USER}:manager`, 'USERNAME', '$ref'],
];

export const name = fc.oneof(
  { arbitrary: fc.constantFrom(...NAMES), weight: 6 },
  { arbitrary: fc.string({ maxLength: 8 }), weight: 1 },
);

/** Texts that parsers, databases and terminals stumble over. */
const RAW = [
  ...['null', 'true', 'false', '0', '-0', '1e400', '-1e400', '9007199254740993', '0.1', '1E2'],
  ...['"\\ud800"', '"\\udc00x"', '"a\\u0000b"', '"\\u202e"', '""', '" "', '"True"', '"False"'],
  ...['"__proto__"', '"2024-02-30T00:00:00Z"', '"work"', '"a@example.com"', '"\\u0041"'],
  ...['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '[[[[]]]]'],
];

const leaf = fc.oneof(
  { arbitrary: fc.constantFrom(...RAW), weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map(quoted), weight: 2 },
  { arbitrary: fc.double().map((value) => JSON.stringify(value)), weight: 1 },
);

/** JSON as text, so that it can hold what no JavaScript value does: members twice, broken escapes, huge numbers. */
export const jsonText = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('json'), { maxLength: 4 }).map(arrayText),
    fc.array(fc.tuple(name, tie('json')), { maxLength: 5 }).map(objectText),
  ),
})).json;

const operation = fc
  .record(
    {
      op: fc.oneof(
        { arbitrary: fc.constantFrom('"add"', '"replace"', '"remove"', '"Replace"'), weight: 8 },
        { arbitrary: jsonText, weight: 1 },
      ),
      path: fc.oneof(
        { arbitrary: name.map(quoted), weight: 4 },
        {
          arbitrary: fc
            .constantFrom(
              ...[
                'emails[type eq "work"]',
                'members[value eq "x"]',
                'emails[primary eq true].value',
              ],
              ...[
                'members[type eq "User" or not (value eq a)]',
                'emails[',
                'name.',
                '.',
                'emails[]',
              ],
              ...['addresses[type ne "x"].locality', `${ENTERPRISE_USER}:manager.value`],
            )
            .map(quoted),
          weight: 4,
        },
        { arbitrary: jsonText, weight: 1 },
      ),
      value: jsonText,
    },
    { requiredKeys: ['op'] },
  )
  .map((parts) => objectText(Object.entries(parts)));

/** The body of a PATCH, mostly. */
export const patchText = fc.oneof(
  {
    arbitrary: fc.array(operation, { minLength: 1, maxLength: 4 }).map((operations) =>
      objectText([
        ['schemas', arrayText([quoted(PATCH_OP)])],
        ['Operations', arrayText(operations)],
      ]),
    ),
    weight: 8,
  },
  { arbitrary: jsonText, weight: 1 },
);

/** The body of a user or a group, mostly; some would be accepted. */
export const resourceText = fc
  .tuple(
    fc.constantFrom('"Fuzz"', '"fuzz@example.com"', undefined),
    fc.array(fc.tuple(name, jsonText), { maxLength: 5 }),
  )
  .map(([named, members]) =>
    objectText([
      ...(named === undefined
        ? []
        : [['userName', named] as const, ['displayName', named] as const]),
      ...members,
    ]),
  );

const bulkOperation = fc
  .record(
    {
      method: fc.constantFrom('"POST"', '"PUT"', '"PATCH"', '"DELETE"', '"post"', '7'),
      path: fc.constantFrom(
        '"/Users"',
        '"/Groups"',
        '"/Users/bulkId:a"',
        '"/Users/x"',
        '"/"',
        '[]',
      ),
      bulkId: fc.constantFrom('"a"', '"b"', '""', 'null', '{}'),
      version: fc.constantFrom('"W/\\"1\\""', '1'),
      data: fc.oneof(resourceText, patchText, fc.constant('{"members":[{"value":"bulkId:b"}]}')),
    },
    { requiredKeys: [] },
  )
  .map((parts) => objectText(Object.entries(parts)));

/** The body of a bulk request, mostly. */
export const bulkText = fc
  .tuple(fc.constantFrom('1', '0', '-1', '"1"', 'null'), fc.array(bulkOperation, { maxLength: 6 }))
  .map(([failOnErrors, operations]) =>
    objectText([
      ['schemas', '["urn:ietf:params:scim:api:messages:2.0:BulkRequest"]'],
      ['failOnErrors', failOnErrors],
      ['Operations', arrayText(operations)],
    ]),
  );

/** Bodies that are no JSON, or more of it than anybody sends. */
export const brokenText = fc.oneof(
  fc.constantFrom('', ' ', '{', '[1,]', "{'a':1}", '{"a":1,"a":2}', 'undefined', '\u0000'),
  fc.constantFrom(10_000, 100).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.constantFrom(10_000, 100).map((depth) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)),
  fc.constant(`{"userName":"${'x'.repeat(200_000)}"}`),
  fc.string({ unit: 'binary' }),
);

function quoted(text: string): string {
  return JSON.stringify(text);
}

function arrayText(items: readonly string[]): string {
  return `[${items.join()}]`;
}

function objectText(members: readonly (readonly [name: string, text: string])[]): string {
  return `{${members.map(([key, text]) => `${quoted(key)}:${text}`).join()}}`;
}
