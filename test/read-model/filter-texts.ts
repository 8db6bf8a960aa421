import fc from 'fast-check';
import { CORE_USER, ENTERPRISE_USER, ROLLBOOK_GROUP, ROLLBOOK_USER } from '#scim';

/** Random filters over what the histories' users and groups are like. */

const quoted = (...values: readonly string[]) =>
  fc.constantFrom(...values.map((value) => JSON.stringify(value)));
const words = quoted('', 'a', 'A', 'Ada', 'ADA', 'Bo', 'x', 'X', 'z', 'ü', '\u{1f600}', '%', '_');
const addresses = quoted(
  ...['a@x.example', 'A@x.EXAMPLE', 'Ü@x.example', 'u\u0308@x.example', 'nobody@x.example'],
);
const ids = quoted('u1', 'U1', 'u6', 'u4', 'u99', 't1', 'T1', 't9', 'x1', 'y');
const teamNames = quoted('finance', 'FINANCE', 'ÜNÏ', 'u\u0308ni\u0308', 'nothing', 'i');
const states = quoted('active', 'LOCKED', 'pending', 'invited', 'direct', 'User', 'Group');
const text = fc.oneof(words, addresses, ids, teamNames, states);
const instant = quoted(
  ...['1970-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00+01:00'],
  ...['2026-03-03T10:00:01Z', '2099-12-31T23:59:59Z'],
);
const textOperator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
const order = fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le');
const equality = fc.constantFrom('eq', 'ne');

const term = (
  names: readonly string[],
  operators: fc.Arbitrary<string>,
  values: fc.Arbitrary<string>,
) => fc.tuple(fc.constantFrom(...names), operators, values).map((parts) => parts.join(' '));

const present = (names: readonly string[]) => fc.constantFrom(...names).map((name) => `${name} pr`);

const common = [
  term(['id', 'externalId', 'displayName', 'meta.resourceType'], textOperator, text),
  term(['schemas'], textOperator, quoted(CORE_USER, ENTERPRISE_USER.toUpperCase(), 'urn', ':')),
  term(['meta.created', 'meta.lastModified'], order, instant),
  term(
    ['meta.location'],
    textOperator,
    quoted('https://x.example/scim/v2/n1/Users/u1', '/Groups/t1', 'https:'),
  ),
  term(['meta.version'], textOperator, quoted('W/"0"', 'W/"1"', 'W/"', '"')),
  present(['id', 'externalId', 'displayName', 'meta', 'schemas', 'meta.location', 'meta.version']),
];

const userNames = [
  ...[
    'userName',
    'title',
    'nickName',
    'name.givenName',
    'name.familyName',
    'emails',
    'emails.type',
  ],
  ...['emails.value', 'emails.display', 'groups', 'groups.value', 'groups.display', 'groups.type'],
  ...['groups.$ref', 'phoneNumbers.value', `${CORE_USER}:userName`, `${ROLLBOOK_USER}:status`],
  ...[`${ENTERPRISE_USER}:department`, `${ENTERPRISE_USER}:manager.value`],
  ...[`${ROLLBOOK_USER}:memberships.value`, `${ROLLBOOK_USER}:memberships.status`],
];
const userLeaf = fc.oneof(
  ...common,
  { weight: 6, arbitrary: term(userNames, textOperator, text) },
  {
    weight: 2,
    arbitrary: term(['userName', 'emails.value', 'emails'], fc.constant('eq'), addresses),
  },
  term(['active', 'emails.primary'], equality, fc.constantFrom('true', 'false', '"True"', 'null')),
  term(['title', 'name', 'emails', 'displayName'], equality, fc.constant('null')),
  present([...userNames, 'name', 'active', 'emails.primary', 'addresses']),
);
const emailLeaf = fc.oneof(
  term(['value'], textOperator, addresses),
  term(['type', 'display'], textOperator, words),
  term(['primary'], equality, fc.constantFrom('true', 'false')),
  present(['value', 'type', 'primary']),
);
const nameLeaf = fc.oneof(term(['givenName', 'familyName'], textOperator, words));

const memberNames = ['members', 'members.value', 'members.display', 'members.type', 'members.$ref'];
const groupLeaf = fc.oneof(
  ...common,
  { weight: 4, arbitrary: term(memberNames, textOperator, text) },
  term(['displayName'], textOperator, teamNames),
  term([`${ROLLBOOK_GROUP}:pendingMembers.value`], textOperator, ids),
  present([...memberNames, `${ROLLBOOK_GROUP}:pendingMembers`]),
);
const memberLeaf = fc.oneof(
  term(['value', 'display', 'type'], textOperator, text),
  present(['value', '$ref']),
);

/** Any combination of leaves with and, or and not. */
function combined(leaf: fc.Arbitrary<string>, maxDepth = 3): fc.Arbitrary<string> {
  return fc.letrec<{ filter: string }>((tie) => ({
    filter: fc.oneof(
      { maxDepth, withCrossShrink: true },
      leaf,
      fc
        .array(tie('filter'), { minLength: 2, maxLength: 3 })
        .map((all) => `(${all.join(' and ')})`),
      fc.array(tie('filter'), { minLength: 2, maxLength: 3 }).map((all) => `(${all.join(' or ')})`),
      tie('filter').map((filter) => `not (${filter})`),
    ),
  })).filter;
}

const within = (attribute: string, leaf: fc.Arbitrary<string>) =>
  combined(leaf, 2).map((filter) => `${attribute}[${filter}]`);

export const userFilter = combined(
  fc.oneof(
    { weight: 5, arbitrary: userLeaf },
    within('emails', emailLeaf),
    within('name', nameLeaf),
    within('groups', memberLeaf),
    addresses.map((value) => `emails[type eq "work"].value eq ${value}`),
  ),
);

export const groupFilter = combined(
  fc.oneof({ weight: 4, arbitrary: groupLeaf }, within('members', memberLeaf)),
);
