import { describe, expect, it } from '@jest/globals';
import type { JsonValue } from '../json.js';
import { patchUser } from './patch-testing.js';

const work = { type: 'work', value: 'w@x.y' };
const home = { type: 'home', value: 'h@x.y' };

/** The e-mail addresses after operations. */
function emails(before: readonly JsonValue[], ...operations: unknown[]): JsonValue | undefined {
  return patchUser({ emails: before }, ...operations)['emails'];
}

describe('PATCH of a multi-valued attribute as a whole', () => {
  it('adds elements to those present', () => {
    expect(emails([work], { op: 'add', path: 'emails', value: [home] })).toEqual([work, home]);
  });

  it('adds to nothing', () => {
    expect(patchUser({}, { op: 'add', path: 'emails', value: [home] })['emails']).toEqual([home]);
  });

  it('adds nothing that is there, without regard to letter case or a missing type', () => {
    const value = [{ ...work, value: 'W@X.Y' }, { value: 'w@x.y' }, home, home];
    expect(emails([work], { op: 'add', path: 'emails', value })).toEqual([work, home]);
  });

  it('adds the same value with another type', () => {
    const other = { ...work, type: 'other' };
    expect(emails([work], { op: 'add', path: 'emails', value: [other] })).toEqual([work, other]);
  });

  it('finds a value of a type behind the same value of others, and the first where no type is given', () => {
    const other = { ...work, type: 'other' };
    const value = [
      { ...other, type: 'OTHER', display: 'O' },
      { value: 'w@x.y', display: 'W' },
    ];
    expect(emails([work, other], { op: 'add', path: 'emails', value })).toEqual([
      { ...work, display: 'W' },
      { ...other, display: 'O' },
    ]);
  });

  it('tells values apart that become one another in lower case at another length', () => {
    const [dotted, twoCharacters] = [{ value: '\u0130' }, { value: 'i\u0307' }];
    const operation = { op: 'add', path: 'emails', value: [twoCharacters] };
    expect(emails([dotted], operation)).toEqual([dotted, twoCharacters]);
  });

  it('adds an element without a value unless it is there, in whatever order it says what it says', () => {
    const address = { locality: 'Bern', region: 'BE' };
    const value = [{ region: 'BE', locality: 'Bern' }, { locality: 'Bern' }];
    const operation = { op: 'add', path: 'addresses', value };
    expect(patchUser({ addresses: [address] }, operation)['addresses']).toEqual([
      address,
      { locality: 'Bern' },
    ]);
  });

  it('removes the elements that have all that one without a value says', () => {
    const bern = { locality: 'Bern', region: 'BE' };
    const biel = { locality: 'Biel', region: 'BE' };
    const operation = (value: object[]) => ({ op: 'remove', path: 'addresses', value });
    const after = (value: object[]) =>
      patchUser({ addresses: [bern, biel] }, operation(value))['addresses'];
    expect(after([{ locality: 'Biel' }])).toEqual([bern]);
    expect(after([{ region: 'BE' }])).toBeUndefined();
    expect(after([{ locality: 'Bern', region: 'ZH' }])).toEqual([bern, biel]);
  });

  it('gives a value that is there what else is added to it', () => {
    const value = [{ ...work, primary: true }];
    expect(emails([work], { op: 'add', path: 'emails', value })).toEqual([
      { ...work, primary: true },
    ]);
  });

  it('replaces all by an array, or by one object (T14)', () => {
    expect(emails([work], { op: 'replace', path: 'emails', value: [home] })).toEqual([home]);
    expect(emails([work], { op: 'replace', path: 'emails', value: home })).toEqual([home]);
  });

  it.each([[[]], [null]])('removes all when replaced by %j', (value) => {
    expect(emails([work], { op: 'replace', path: 'emails', value })).toBeUndefined();
  });

  it('removes all without a value', () => {
    expect(emails([work, home], { op: 'remove', path: 'emails' })).toBeUndefined();
  });

  it('removes the elements named: objects, objects with more, bare texts (T4)', () => {
    const before = [work, home, { value: 'o@x.y' }];
    const value = [{ ...work, $ref: null, display: 'W' }, 'o@x.y'];
    expect(emails(before, { op: 'remove', path: 'emails', value })).toEqual([home]);
    expect(emails(before, { op: 'remove', path: 'emails', value: 'H@x.y' })).toEqual([
      work,
      { value: 'o@x.y' },
    ]);
  });

  it('removes none when the array is empty, names nobody, or says nothing', () => {
    for (const value of [[], ['who@x.y'], [{}], [{ unknown: 1 }], [{ ...work, type: 'home' }]]) {
      expect(emails([work], { op: 'remove', path: 'emails', value })).toEqual([work]);
    }
  });

  it('removes addresses by what is said of them', () => {
    const addresses = [
      { type: 'work', locality: 'Bern' },
      { type: 'home', locality: 'Bern' },
    ];
    const operation = { op: 'remove', path: 'addresses', value: [{ type: 'home' }] };
    expect(patchUser({ addresses }, operation)['addresses']).toEqual([addresses[0]]);
  });

  it('keeps no element that is only labelled', () => {
    const value = [{ type: 'work', primary: true }, { type: 'home', value: '' }, home];
    expect(emails([], { op: 'add', path: 'emails', value })).toEqual([home]);
  });
});

describe('PATCH of a sub-attribute of all elements', () => {
  it('sets it in each', () => {
    const operation = { op: 'replace', path: 'emails.display', value: 'Mail' };
    expect(emails([work, home], operation)).toEqual([
      { ...work, display: 'Mail' },
      { ...home, display: 'Mail' },
    ]);
  });

  it('makes an element when there is none', () => {
    expect(
      patchUser({}, { op: 'replace', path: 'emails.value', value: 'a@b.c' })['emails'],
    ).toEqual([{ value: 'a@b.c' }]);
  });

  it('removes it from each', () => {
    expect(emails([work, home], { op: 'remove', path: 'emails.type' })).toEqual([
      { value: 'w@x.y' },
      { value: 'h@x.y' },
    ]);
  });
});

describe('PATCH of a value path', () => {
  const path = 'emails[type eq "work"].value';

  it.each(['add', 'replace'])('%s sets a sub-attribute of every match, and of no other', (op) => {
    const second = { type: 'WORK', value: 'v@x.y', primary: true };
    const display = path.replace('.value', '.display');
    expect(emails([work, home, second], { op, path: display, value: 'D' })).toEqual([
      { ...work, display: 'D' },
      home,
      { ...second, display: 'D' },
    ]);
  });

  it('leaves one of those that become the same, the primary mark with it', () => {
    const [one, other] = [
      { ...work, primary: true },
      { ...work, value: 'v@x.y', primary: false },
    ];
    const merged = { ...work, value: 'n@x.y', primary: true };
    const operation = { op: 'replace', path, value: 'n@x.y' };
    expect(emails([one, other, home], operation)).toEqual([merged, home]);
    expect(emails([other, one, home], operation)).toEqual([merged, home]);
    const untyped = { op: 'remove', path: 'emails[type eq "home"].type' };
    expect(emails([work, { ...work, type: 'home', primary: true }], untyped)).toEqual([
      { ...work, primary: true },
    ]);
  });

  it.each(['Add', 'Replace'])('%s makes the element that is not there (T12)', (op) => {
    expect(emails([home], { op, path, value: 'n@x.y' })).toEqual([
      home,
      { type: 'work', value: 'n@x.y' },
    ]);
  });

  it('makes it of all that is joined by and, in the letter case written (T12)', () => {
    const operation = {
      op: 'replace',
      path: 'emails[type eq "Work" and primary eq "True"].value',
      value: 'n@x.y',
    };
    expect(emails([{ ...home, primary: true }], operation)).toEqual([
      { ...home, primary: false },
      { type: 'Work', primary: true, value: 'n@x.y' },
    ]);
  });

  it.each([
    'emails[type ne "home"].value',
    'emails[type eq "a" or type eq "b"].value',
    'emails[not (type eq "a") and type eq "b"].value',
    'emails[type eq "a" and type eq "b"].value',
    'emails[type sw "w"].value',
  ])('refuses %s without a match: it does not say what to make', (unclear) => {
    expect(() => emails([home], { op: 'replace', path: unclear, value: 'n@x.y' })).toThrow(
      expect.objectContaining({ status: 400, scimType: 'noTarget' }),
    );
  });

  it('builds an element up over several operations', () => {
    const label = { op: 'add', path: 'emails[type eq "work"].primary', value: true };
    expect(emails([], label, { op: 'add', path, value: 'n@x.y' })).toEqual([
      { type: 'work', primary: true, value: 'n@x.y' },
    ]);
  });

  it('adds sub-attributes to the elements that match', () => {
    const operation = { op: 'add', path: 'emails[type eq "work"]', value: { display: 'W' } };
    expect(emails([work], operation)).toEqual([{ ...work, display: 'W' }]);
  });

  it('replaces the elements that match by one, which still matches', () => {
    const before = [{ ...work, display: 'W' }, { ...work, value: 'v@x.y' }, home];
    const value = { value: 'n@x.y' };
    expect(emails(before, { op: 'replace', path: 'emails[type eq "work"]', value })).toEqual([
      { type: 'work', value: 'n@x.y' },
      home,
    ]);
  });

  it('removes the elements that match', () => {
    expect(emails([work, home], { op: 'remove', path: 'emails[type eq "work"]' })).toEqual([home]);
  });

  it('removes a sub-attribute, and the element when only labels are left', () => {
    const operation = { op: 'remove', path: 'emails[type eq "work"].value' };
    expect(emails([work, home], operation)).toEqual([home]);
  });

  it.each(['remove', 'replace'])(
    '%s changes nothing when it takes away what is not there',
    (op) => {
      expect(emails([home], { op, path: 'emails[type eq "work"].value', value: '' })).toEqual([
        home,
      ]);
      expect(emails([home], { op, path: 'emails[type eq "work"]', value: null })).toEqual([home]);
      expect(emails([home], { op: 'remove', path: 'emails[type sw "w"]' })).toEqual([home]);
    },
  );
});

describe('PATCH and the primary mark', () => {
  const first = { ...work, primary: true };

  it('is taken from the others when one is added with it', () => {
    const added = { ...home, primary: true };
    expect(emails([first], { op: 'add', path: 'emails', value: [added] })).toEqual([
      { ...work, primary: false },
      added,
    ]);
  });

  it('is taken from the others when it is set by a path', () => {
    const operation = { op: 'replace', path: 'emails[type eq "home"].primary', value: 'True' };
    expect(emails([first, home], operation)).toEqual([
      { ...work, primary: false },
      { ...home, primary: true },
    ]);
  });

  it('goes to the first when several are given it at once', () => {
    const value = [first, { ...home, primary: true }];
    const expected = [first, { ...home, primary: false }];
    expect(emails([], { op: 'replace', path: 'emails', value })).toEqual(expected);
    expect(emails([work, home], { op: 'replace', path: 'emails.primary', value: true })).toEqual(
      expected,
    );
  });

  it('goes to the one that is given it, also beside the one that has it', () => {
    const value = [work, { ...home, primary: true }];
    expect(emails([first], { op: 'add', path: 'emails', value })).toEqual([
      { ...work, primary: false },
      { ...home, primary: true },
    ]);
  });

  it('stays when another is added without it', () => {
    expect(emails([first], { op: 'add', path: 'emails', value: [home] })).toEqual([first, home]);
  });
});
