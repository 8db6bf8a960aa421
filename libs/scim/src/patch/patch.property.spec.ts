import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '../errors.js';
import type { JsonObject } from '../json.js';
import { USER } from '../schema/resource-types.js';
import { ENTERPRISE_USER } from '../urns.js';
import { patchMembers, patchWith } from './patch-testing.js';

/** The model: a user as a test may change it in place. */
interface Email {
  value?: string;
  type?: string;
  primary?: boolean;
}
interface Model {
  /** By path; an empty one is absent. */
  texts: Record<string, string>;
  active?: boolean;
  emails: Email[];
}

type Step =
  | { what: 'text'; name: string; value: string | null; pathless: boolean; op: 'add' | 'replace' }
  | { what: 'clear'; name: string }
  | { what: 'active'; value: boolean; asText: boolean; pathless: boolean }
  | { what: 'add' | 'replace' | 'drop'; emails: Email[]; pathless: boolean }
  | { what: 'setValue'; type: string; value: string; op: 'add' | 'replace' }
  | { what: 'makePrimary'; type: string }
  | { what: 'dropType'; type: string }
  | { what: 'setWhere'; start: string; type: string };

const TEXTS = ['title', 'name.givenName', 'name.familyName', `${ENTERPRISE_USER}:department`];
const text = fc.constantFrom(...TEXTS);
const value = fc.constantFrom('a', 'A', 'b', 'bc');
const type = fc.constantFrom('work', 'Work', 'home');
const op = fc.constantFrom('add' as const, 'replace' as const);
const email: fc.Arbitrary<Email> = fc.record(
  { value, type, primary: fc.boolean() },
  { requiredKeys: ['value'] },
);
const emails = fc.array(email, { maxLength: 3 });
const is = <What extends string>(what: What) => fc.constant(what);
const pathless = fc.boolean();

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    what: is('text'),
    name: text,
    value: fc.oneof(value, fc.constantFrom('', null)),
    pathless,
    op,
  }),
  fc.record({ what: is('clear'), name: text }),
  fc.record({ what: is('active'), value: fc.boolean(), asText: fc.boolean(), pathless }),
  fc.record({ what: fc.constantFrom('add' as const, 'replace' as const), emails, pathless }),
  fc.record({ what: is('drop'), emails, pathless: fc.constant(false) }),
  fc.record({ what: is('setValue'), type, value, op }),
  fc.record({ what: is('makePrimary'), type }),
  fc.record({ what: is('dropType'), type }),
  fc.record({ what: is('setWhere'), start: value, type }),
);

const model: fc.Arbitrary<Model> = fc
  .record(
    { texts: fc.dictionary(text, value), active: fc.boolean(), emails },
    { requiredKeys: ['texts', 'emails'] },
  )
  .map((made) => {
    const canonical = { ...made, emails: [] };
    addEmails(canonical, made.emails);
    return canonical;
  });

/** What an IdP would send for a step. */
function sent(given: Step): object {
  const assign = (kind: string, path: string, to: unknown, withoutPath: boolean) =>
    withoutPath ? { op: kind, value: { [path]: to } } : { op: kind, path, value: to };
  switch (given.what) {
    case 'text':
      return assign(given.op, given.name, given.value, given.pathless);
    case 'clear':
      return { op: 'Remove', path: given.name };
    case 'active': {
      const to = given.asText ? (given.value ? 'True' : 'False') : given.value;
      return assign('Replace', 'active', to, given.pathless);
    }
    case 'add':
    case 'replace':
      return assign(given.what, 'emails', given.emails, given.pathless);
    case 'drop':
      return { op: 'remove', path: 'emails', value: given.emails };
    case 'setValue':
      return { op: given.op, path: `emails[type eq "${given.type}"].value`, value: given.value };
    case 'makePrimary':
      return { op: 'add', path: `emails[type eq "${given.type}"].primary`, value: true };
    case 'dropType':
      return { op: 'remove', path: `emails[type eq "${given.type}"]` };
    case 'setWhere':
      return { op: 'replace', path: `emails[value sw "${given.start}"].type`, value: given.type };
  }
}

/** Does a step to the model; false when it has to be refused. */
function done(user: Model, given: Step): boolean {
  switch (given.what) {
    case 'text':
      user.texts[given.name] = given.value ?? '';
      return true;
    case 'clear':
      user.texts[given.name] = '';
      return true;
    case 'active':
      user.active = given.value;
      return true;
    case 'replace':
      user.emails = [];
      addEmails(user, given.emails);
      return true;
    case 'add':
      addEmails(user, given.emails);
      return true;
    case 'drop':
      user.emails = user.emails.filter(
        (present) => !given.emails.some((named) => isSame(present, named)),
      );
      return true;
    case 'setValue': {
      const found = ofType(user, given.type);
      for (const each of found) each.value = given.value;
      if (found.length === 0) user.emails.push({ type: given.type, value: given.value });
      return true;
    }
    case 'makePrimary': {
      let [first] = ofType(user, given.type);
      if (first === undefined) user.emails.push((first = { type: given.type }));
      for (const each of user.emails) if (each.primary === true) each.primary = false;
      for (const each of ofType(user, given.type)) each.primary = each === first;
      return true;
    }
    case 'dropType': {
      const found = ofType(user, given.type);
      user.emails = user.emails.filter((each) => !found.includes(each));
      return true;
    }
    case 'setWhere': {
      const found = user.emails.filter((each) => lower(each.value)?.startsWith(lower(given.start)));
      for (const each of found) each.type = given.type;
      return found.length > 0;
    }
  }
}

function addEmails(user: Model, added: readonly Email[]): void {
  const targets: Email[] = [];
  for (const each of added) {
    let target = user.emails.find((present) => isSame(present, each));
    if (target === undefined) user.emails.push((target = { ...each }));
    else if (each.primary !== undefined && !targets.includes(target)) target.primary = each.primary;
    if (each.primary === true) targets.push(target);
  }
  const primary = targets.find((target) => target.primary === true);
  if (primary === undefined) return;
  for (const each of user.emails) if (each.primary === true) each.primary = each === primary;
}

/** What the steps have made the same is one. */
function settle(user: Model): void {
  const list = user.emails.filter((each) => each.value !== undefined);
  user.emails = [];
  addEmails(user, list);
}

function ofType(user: Model, name: string): Email[] {
  return user.emails.filter((each) => lower(each.type) === lower(name));
}

function isSame(present: Email, given: Email): boolean {
  const sameType = given.type === undefined || lower(present.type) === lower(given.type);
  return lower(present.value) === lower(given.value) && sameType;
}

function lower<Text extends string | undefined>(
  word: Text,
): Text extends string ? string : undefined;
function lower(word: string | undefined): string | undefined {
  return word?.toLowerCase();
}

/** The canonical resource that a model stands for. */
function resourceOf({ texts, active, emails: list }: Model): JsonObject {
  const [title, givenName, familyName, department] = TEXTS.map((name) =>
    texts[name] === '' ? undefined : texts[name],
  );
  const valued = list.filter((each) => each.value !== undefined).map((each) => ({ ...each }));
  return {
    userName: 'ann',
    ...(active !== undefined && { active }),
    ...(title !== undefined && { title }),
    ...((givenName ?? familyName) !== undefined && {
      name: {
        ...(givenName !== undefined && { givenName }),
        ...(familyName !== undefined && { familyName }),
      },
    }),
    ...(valued.length > 0 && { emails: valued }),
    ...(department !== undefined && { [ENTERPRISE_USER]: { department } }),
  };
}

describe('a PATCH, whatever it asks for', () => {
  it('does what the model does, all of it or nothing, and leaves its input alone', () => {
    fc.assert(
      fc.property(model, fc.array(step, { minLength: 1, maxLength: 6 }), (user, steps) => {
        const before = resourceOf(user);
        const given = structuredClone(before);
        const accepted = steps.every((each) => done(user, each));
        const patch = () => patchWith({ Operations: steps.map(sent) }, given, USER).resource;
        if (accepted) {
          settle(user);
          const after = patch();
          expect(after).toEqual(resourceOf(user));
          expect(after === given).toBe(JSON.stringify(after) === JSON.stringify(before));
        } else {
          expect(patch).toThrow(ScimError);
        }
        expect(given).toEqual(before);
      }),
      { numRuns: 1000 },
    );
  });

  it('done twice is done once', () => {
    fc.assert(
      fc.property(model, step, (user, each) => {
        const body = { Operations: [sent(each)] };
        const once = () => patchWith(body, resourceOf(user), USER).resource;
        if (!done(user, each)) return;
        const after = once();
        expect(done(user, each) ? patchWith(body, after, USER).resource : after).toEqual(after);
      }),
      { numRuns: 500 },
    );
  });

  it('nets out changes of members as a set would', () => {
    const ids = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd'));
    const change = fc.record({
      kind: fc.constantFrom('add', 'replace', 'remove', 'filter', 'others', 'all'),
      ids,
    });
    const someChanges = fc
      .array(change, { minLength: 1, maxLength: 6 })
      // More filters that look at every member are refused.
      .filter((changes) => changes.filter(({ kind }) => kind === 'others').length <= 3);
    fc.assert(
      fc.property(ids, someChanges, (present, changes) => {
        const members = new Set(present);
        const operations = changes.map(({ kind, ids: named }) => {
          const value = named.map((each) => ({ value: each }));
          const filter = named.map((each) => `value eq "${each}"`).join(' or ') || 'value eq "-"';
          const isMeant = (each: string): boolean =>
            kind === 'all' || kind === 'replace' || named.includes(each) !== (kind === 'others');
          if (kind !== 'add') for (const each of members) if (isMeant(each)) members.delete(each);
          if (kind === 'add' || kind === 'replace') for (const each of named) members.add(each);
          switch (kind) {
            case 'filter':
              return { op: 'remove', path: `members[${filter}]` };
            case 'others':
              return { op: 'remove', path: `members[not (${filter})]` };
            case 'all':
              return { op: 'remove', path: 'members' };
            default:
              return { op: kind, path: 'members', value };
          }
        });
        const { added, removed } = patchMembers(present, ...operations);
        expect(new Set(added)).toEqual(new Set([...members].filter((m) => !present.includes(m))));
        expect(new Set(removed)).toEqual(new Set(present.filter((m) => !members.has(m))));
        expect(added).toHaveLength(new Set(added).size);
        expect(removed).toHaveLength(new Set(removed).size);
      }),
      { numRuns: 500 },
    );
  });
});
