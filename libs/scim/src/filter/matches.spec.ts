import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../json.js';
import type { ResourceType } from '../schema/attribute-definition.js';
import { GROUP, USER } from '../schema/resource-types.js';
import { CORE_USER, ENTERPRISE_USER } from '../urns.js';
import { matches } from './matches.js';
import { parseFilter } from './parse-filter.js';

const ann: JsonObject = {
  schemas: [CORE_USER, ENTERPRISE_USER],
  id: 'aB',
  externalId: 'eX',
  userName: 'Ann@X.y',
  active: true,
  name: { givenName: 'Ann', familyName: '' },
  emails: [
    { type: 'work', value: 'Ann@X.y', primary: true },
    { type: 'home', value: 'ann@home.z' },
  ],
  phoneNumbers: [],
  groups: [{ value: 'g1', display: 'Team' }],
  meta: { lastModified: '2024-05-01T12:00:00.000Z' },
  [ENTERPRISE_USER]: { department: 'Tour', manager: { value: 'M' } },
};

function holds(text: string, resource: JsonObject = ann, type: ResourceType = USER): boolean {
  return matches(parseFilter(text, type), resource);
}

describe('evaluating a filter', () => {
  it.each([
    'userName eq "ann@x.Y"',
    'userName sw "ANN"',
    'userName ew "x.y"',
    'userName co "N@"',
    'userName gt "ann"',
    'userName ge "ann@x.y"',
    'userName lt "b"',
    'id eq "aB"',
    'externalId ne "ex"',
    'active eq "True"',
    'active ne false',
    'name pr',
    'name.givenName pr',
    'name[givenName eq "ann"]',
    'emails pr',
    'emails eq "ann@x.y"',
    'emails.type eq "home"',
    'emails ne "ann@x.y"',
    'emails[type eq "work" and value sw "ann@x"]',
    'emails[type eq "work"].value eq "ann@x.y"',
    'emails[type eq "home"].primary ne true',
    'groups.value eq "g1"',
    'groups eq "g1"',
    `schemas eq "${ENTERPRISE_USER.toUpperCase()}"`,
    `${ENTERPRISE_USER}:department eq "tour"`,
    `${ENTERPRISE_USER}:manager eq "M"`,
    `${ENTERPRISE_USER}:manager[value eq "M"]`,
    'title eq null',
    'title ne "x"',
    'name.familyName eq null',
    'meta.lastModified eq "2024-05-01T14:00:00+02:00"',
    'meta.lastModified ge "2024-05-01T12:00:00Z"',
    'meta.lastModified gt "2024-05-01T11:59:59.999Z"',
    'not (title pr)',
  ])('%s holds', (text) => {
    expect(holds(text)).toBe(true);
    expect(holds(`not (${text})`)).toBe(false);
  });

  it.each([
    'id eq "ab"',
    'externalId eq "ex"',
    'active eq false',
    'userName ne "ANN@x.y"',
    'userName gt "ann@x.y"',
    'title pr',
    'title eq "x"',
    'title lt "x"',
    'title co ""',
    'name.familyName pr',
    'phoneNumbers pr',
    'phoneNumbers ne "x"',
    'phoneNumbers[type ne "x"]',
    'emails[type eq "work" and value eq "ann@home.z"]',
    'emails[type eq "home"].primary eq true',
    'groups eq "G1"',
    `${ENTERPRISE_USER}:manager eq "m"`,
    'meta.lastModified lt "2024-05-01T12:00:00Z"',
    'meta.created lt "2030-01-01T00:00:00Z"',
    'userName eq null',
  ])('%s does not hold', (text) => {
    expect(holds(text)).toBe(false);
    expect(holds(`not (${text})`)).toBe(true);
  });

  it('finds a group by a member', () => {
    const group = { displayName: 'Team', members: [{ value: 'u1', type: 'User' }] };
    expect(holds('members eq "u1"', group, GROUP)).toBe(true);
    expect(holds('members[value eq "u1" and type eq "User"]', group, GROUP)).toBe(true);
    expect(holds('members.value eq "u2"', group, GROUP)).toBe(false);
  });

  it('tells nothing to be equal that is of another type', () => {
    const odd = { userName: true, active: 'true', emails: 'x', name: [], meta: { created: 1 } };
    expect(holds('userName eq "true"', odd)).toBe(false);
    expect(holds('userName gt "a"', odd)).toBe(false);
    expect(holds('active eq true', odd)).toBe(false);
    expect(holds('emails eq "x"', odd)).toBe(false);
    expect(holds('name.givenName eq "x"', odd)).toBe(false);
    expect(holds('meta.created gt "2011-05-13T04:42:34Z"', odd)).toBe(false);
  });
});
