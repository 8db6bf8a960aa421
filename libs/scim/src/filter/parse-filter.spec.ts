import { describe, expect, it } from '@jest/globals';
import type { ResourceType } from '../schema/attribute-definition.js';
import { nameOf } from '../schema/attribute-index.js';
import { GROUP, USER } from '../schema/resource-types.js';
import { toleranceLog } from '../tolerances.js';
import { CORE_USER, ENTERPRISE_USER, ROLLBOOK_USER } from '../urns.js';
import type { Filter } from './filter.js';
import { FILTER_LIMITS, parseFilter } from './parse-filter.js';

/** A filter in full brackets, with canonical names and the literals that are compared. */
function shown(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.operands.map(shown).join(` ${filter.kind} `)})`;
    case 'not':
      return `not ${shown(filter.operand)}`;
    case 'present':
      return `${nameOf(filter.path)} pr`;
    case 'comparison':
      return `${nameOf(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'valuePath':
      return `${nameOf(filter.path)}[${shown(filter.filter)}]`;
  }
}

function parsed(text: string, type: ResourceType = USER): string {
  return shown(parseFilter(text, type));
}

function counts(text: string) {
  const log = toleranceLog();
  parseFilter(text, USER, log);
  return log.counts;
}

function refused(detail?: string) {
  return expect.objectContaining({
    name: 'ScimError',
    status: 400,
    scimType: 'invalidFilter',
    ...(detail !== undefined && { detail: expect.stringContaining(detail) }),
  });
}

describe('the grammar of filters', () => {
  it.each(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'])('reads %s', (operator) => {
    expect(parsed(`userName ${operator} "x"`)).toBe(`userName ${operator} "x"`);
  });

  it.each([
    ['title pr', 'title pr'],
    ['title pr and userType eq "Employee"', '(title pr and userType eq "employee")'],
    ['id eq "1" or id eq "2" and id eq "3"', '(id eq "1" or (id eq "2" and id eq "3"))'],
    ['(id eq "1" or id eq "2") and id eq "3"', '((id eq "1" or id eq "2") and id eq "3")'],
    ['not (id eq "1") and id eq "2"', '(not id eq "1" and id eq "2")'],
    ['not(id eq "1" or id eq "2")', 'not (id eq "1" or id eq "2")'],
    ['not (not (title pr))', 'not not title pr'],
    ['id eq "1" or id eq "2" or id eq "3"', '(id eq "1" or id eq "2" or id eq "3")'],
    ['((title pr))', 'title pr'],
    ['emails[type eq "work" and value co "@"]', 'emails[(type eq "work" and value co "@")]'],
    ['emails[not (primary eq true)]', 'emails[not primary eq true]'],
    ['emails[type eq "work"] or title pr', '(emails[type eq "work"] or title pr)'],
    ['name[givenName sw "A"]', 'name[givenName sw "a"]'],
  ])('%s', (text, tree) => {
    expect(parsed(text)).toBe(tree);
  });

  it.each([
    ['name.familyName co "O\'Malley"', 'name.familyName co "o\'malley"'],
    ['meta.lastModified gt "2011-05-13T04:42:34Z"', 'meta.lastModified gt 1305261754000'],
    ['meta.lastModified gt "2011-05-13T06:42:34.5+02:00"', 'meta.lastModified gt 1305261754500'],
    [`${CORE_USER}:userName sw "J"`, 'userName sw "j"'],
    [`${CORE_USER}:name.familyName eq "x"`, 'name.familyName eq "x"'],
    [`${ENTERPRISE_USER}:department eq "X"`, 'department eq "x"'],
    [`${ENTERPRISE_USER}:manager.value eq "X"`, 'manager.value eq "X"'],
    [`${ENTERPRISE_USER}:manager eq "X"`, 'manager.value eq "X"'],
    [`${ROLLBOOK_USER}:memberships[status eq "pending"]`, 'memberships[status eq "pending"]'],
    ['schemas eq "urn:X"', 'schemas eq "urn:x"'],
    ['externalId eq "aB"', 'externalId eq "aB"'],
    ['emails eq "X@y"', 'emails.value eq "x@y"'],
    ['emails.type eq "work"', 'emails.type eq "work"'],
    ['groups.value eq "G"', 'groups.value eq "G"'],
    ['emails[type eq "work"].value eq "X"', 'emails[(type eq "work" and value eq "x")]'],
    ['emails[type eq "work"].value pr', 'emails[(type eq "work" and value pr)]'],
    ['active eq true', 'active eq true'],
    ['title eq null', 'not title pr'],
    ['title ne null', 'title pr'],
    ['name eq null', 'not name pr'],
    ['title eq "null"', 'title eq "null"'],
    ['title eq "a \\"b\\" \\\\ \\u00e9 \\n"', 'title eq "a \\"b\\" \\\\ é \\n"'],
    ['userName eq ""', 'userName eq ""'],
    ['userName eq " a "', 'userName eq "a"'],
    ['userName sw " a "', 'userName sw " a "'],
    ['userName eq "a) and (b"', 'userName eq "a) and (b"'],
  ])('%s', (text, tree) => {
    expect(parsed(text)).toBe(tree);
  });

  it('reads the attributes of groups', () => {
    expect(parsed('displayName eq "X" and members eq "A"', GROUP)).toBe(
      '(displayName eq "x" and members.value eq "A")',
    );
    expect(parsed('members[value eq "A"]', GROUP)).toBe('members[value eq "A"]');
    expect(() => parseFilter('userName eq "x"', GROUP)).toThrow(refused('userName'));
  });

  it('keeps a literal as it was written beside what is compared', () => {
    expect(parseFilter('userName eq "Ann"', USER)).toMatchObject({ value: 'ann', literal: 'Ann' });
  });

  it('names the extension that holds an attribute', () => {
    expect(parseFilter(`${ENTERPRISE_USER.toLowerCase()}:Department pr`, USER)).toMatchObject({
      path: { extension: ENTERPRISE_USER, attribute: { name: 'department' } },
    });
  });
});

describe('what a filter may be written like', () => {
  it.each([
    ['userName eq "x"', {}],
    ['active eq "True"', { T2: 1 }],
    ['active eq "false"', { T2: 1 }],
    ['active eq True', { T2: 1 }],
    ['USERNAME EQ "x"', { T11: 1 }],
    ['username eq "x" AND Emails[TYPE eq "work"]', { T11: 3 }],
    ['userName eq john', { T15: 1 }],
    ['userName eq john@x.y and active eq true', { T15: 1 }],
    ['(userName eq john)', { T15: 1 }],
    ['emails[value eq a+b@x.y]', { T15: 1 }],
    ['  userName   eq  "x"  ', { T15: 4 }],
    ['userName+eq+"x+y"', { T15: 2 }],
    ['userName\teq "x"', { T15: 1 }],
    ['userName eq"x"', { T15: 1 }],
    ['(userName pr)and(active pr)', { T15: 1 }],
    ['(userName pr) and not(active pr) or title pr', {}],
    ['emails[type eq "work"].value eq "x"', { T22: 1 }],
    ['manager eq "x" and DEPARTMENT pr', { T11: 1, T23: 2 }],
  ])('%s', (text, expected) => {
    expect(counts(text)).toEqual(expected);
  });

  it.each([
    ['userName eq John', 'userName eq "john"'],
    ['(userName eq john) or title pr', '(userName eq "john" or title pr)'],
    ['userName eq 7', 'userName eq "7"'],
    ['userName eq true', 'userName eq "true"'],
    ['userName+eq+"x+y"', 'userName eq "x+y"'],
    ['meta.created gt 2020-01-01T00:00:00Z', 'meta.created gt 1577836800000'],
    [
      'NOT (userName EQ "x") Or (title PR And active eq TRUE)',
      '(not userName eq "x" or (title pr and active eq true))',
    ],
  ])('%s', (text, tree) => {
    expect(parsed(text)).toBe(tree);
  });
});

describe('what is no filter', () => {
  it.each([
    '',
    ' ',
    'userName',
    'userName eq',
    'userName eq ',
    'userName is "x"',
    'eq "x"',
    '"x" eq userName',
    'userName eq "x',
    'userName eq "x\\"',
    'userName eq "\\q"',
    'userName eq "\\ud800"',
    'userName eq "\\u0000"',
    "userName eq 'x'",
    'userName eq x"y"',
    'userName eq "x" "y"',
    'userName eq "x" and',
    'userName eq "x" and and title pr',
    'userName eq "x" title pr',
    'userName eq My Team',
    '(userName eq "x"',
    'userName eq "x")',
    '()',
    'not userName eq "x"',
    'not',
    'emails[type eq "work"',
    'emails[]',
    'emails[type eq "work"]]',
    'emails[type eq "work"].',
    'emails[type eq "work"].value',
    'emails[type eq "work"].shoe eq "x"',
    'emails[emails eq "x"]',
    'emails[type[value eq "x"]]',
    'emails.value[type eq "x"]',
    'userName[value eq "x"]',
    'userName.value eq "x"',
    'shoeSize eq "x"',
    'departments eq "x"',
    'urn:x:y:User:department eq "x"',
    `${ENTERPRISE_USER} pr`,
    'password eq "x"',
    'password pr',
    '__proto__ pr',
    'constructor eq "x"',
  ])('%j', (text) => {
    expect(() => parseFilter(text, USER)).toThrow(refused());
  });

  it.each([
    'active gt true',
    'active co "t"',
    'active eq "yes"',
    'active eq 1',
    'emails[primary lt true]',
    'x509Certificates.value gt "x"',
    'meta.lastModified co "2011"',
    'meta.lastModified gt "yesterday"',
    'meta.lastModified gt "2011-02-30T00:00:00Z"',
    'name eq "x"',
    'addresses eq "x"',
    'meta eq "x"',
    'title gt null',
  ])('%s compares what does not compare', (text) => {
    expect(() => parseFilter(text, USER)).toThrow(refused());
  });
});

describe('the limits of filters', () => {
  it('length', () => {
    const fits = `title eq "${'x'.repeat(FILTER_LIMITS.length - 11)}"`;
    expect(fits).toHaveLength(FILTER_LIMITS.length);
    expect(parsed(fits)).toContain('title');
    expect(() => parseFilter(`${fits} `, USER)).toThrow(refused('characters'));
  });

  it('depth', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}title pr${')'.repeat(depth)}`;
    expect(parsed(nested(FILTER_LIMITS.depth))).toBe('title pr');
    expect(() => parseFilter(nested(FILTER_LIMITS.depth + 1), USER)).toThrow(refused('deep'));
    expect(() => parseFilter('not('.repeat(2000), USER)).toThrow(refused('deep'));
  });

  it('terms', () => {
    const terms = (count: number) => Array<string>(count).fill('title pr').join(' or ');
    expect(parsed(terms(FILTER_LIMITS.terms))).toContain('title');
    expect(() => parseFilter(terms(FILTER_LIMITS.terms + 1), USER)).toThrow(refused('terms'));
  });
});
