import { describe, expect, it } from '@jest/globals';
import { toleranceLog } from '../tolerances.js';
import { CORE_GROUP, ROLLBOOK_GROUP } from '../urns.js';
import { type GroupInput, groupInputOf, readGroup } from './group-input.js';

function read(body: unknown): GroupInput {
  return readGroup(body, toleranceLog());
}

function counts(body: unknown) {
  const log = toleranceLog();
  readGroup(body, log);
  return log.counts;
}

describe('reading a group', () => {
  it('Entra creates, with a foreign URN', () => {
    const body = {
      schemas: [
        CORE_GROUP,
        'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
      ],
      externalId: '8aa1a0c0',
      displayName: 'Team',
      meta: { resourceType: 'Group' },
    };
    expect(read(body)).toEqual({ displayName: 'Team', externalId: '8aa1a0c0' });
    expect(counts(body)).toEqual({ T9: 1, T10: 1 });
  });

  it('Okta creates, with no members', () => {
    expect(read({ schemas: [CORE_GROUP], displayName: 'Team', members: [] })).toEqual({
      displayName: 'Team',
      members: [],
    });
  });

  it("Keeper's clients name the schema with a stray semicolon", () => {
    expect(counts({ schemas: [`${CORE_GROUP};`], displayName: 'Team' })).toEqual({ T9: 1 });
  });

  it('gives the ids of the members, each once, however they are written', () => {
    const members = [{ value: 'a', $ref: null, type: 'User' }, 'b', { Value: 'a' }, null];
    expect(read({ displayName: 'Team', members }).members).toEqual(['a', 'b']);
    expect(read({ displayName: 'Team', Members: { value: 'a' } }).members).toEqual(['a']);
  });

  it('tells members that were not sent from none', () => {
    expect(read({ displayName: 'Team' })).not.toHaveProperty('members');
    expect(read({ displayName: 'Team', members: null })).not.toHaveProperty('members');
  });

  it('takes members beyond any number of values', () => {
    const members = Array.from({ length: 5000 }, (_, index) => ({ value: `${index}` }));
    expect(read({ displayName: 'Team', members }).members).toHaveLength(5000);
  });

  it('ignores our extension and unknown attributes', () => {
    const body = {
      schemas: [CORE_GROUP, ROLLBOOK_GROUP],
      displayName: 'Team',
      shoeSize: 1,
      [ROLLBOOK_GROUP]: { pendingMembers: [{ value: 'a' }] },
    };
    expect(read(body)).toEqual({ displayName: 'Team' });
    expect(counts(body)).toEqual({ T10: 2 });
  });

  it('refuses a part of every member, and ignores what is read-only', () => {
    expect(() => read({ displayName: 'Team', 'members.value': 'a' })).toThrow(
      expect.objectContaining({ status: 400, scimType: 'mutability' }),
    );
    expect(read({ displayName: 'Team', 'members.display': 'A' })).toEqual({ displayName: 'Team' });
  });

  it.each([
    {},
    { displayName: ' ' },
    { displayName: 1 },
    { displayName: 'T', members: 7 },
    { displayName: 'T', members: [{}] },
    { displayName: 'T', members: [{ value: 7 }] },
    { displayName: 'T', members: [{ value: '' }] },
  ])('refuses %j', (body) => {
    expect(() => read(body)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    );
  });
});

describe('a patched group as an input', () => {
  it('is what was read', () => {
    expect(groupInputOf({ displayName: 'Team', externalId: 'e' })).toEqual({
      displayName: 'Team',
      externalId: 'e',
    });
  });

  it('refuses an emptied name: mutability', () => {
    expect(() => groupInputOf({})).toThrow(expect.objectContaining({ scimType: 'mutability' }));
  });
});
