import {
  foldCase,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Refusal,
  refuse,
} from '#kernel';
import type { ProfilePolicy } from '../profile/profile.js';
import type { ExistingUser } from './user.state.js';

/** What an account shall be: what the IdP can say about it. */
export interface UserTarget {
  readonly userName: string;
  readonly externalId?: string;
  readonly active: boolean;
  /** The other attributes in canonical SCIM form: no nulls, nothing empty. */
  readonly attributes: JsonObject;
}

/**
 * Makes a target agree with the profile's identity rule, or refuses it.
 *
 * Where the e-mail is the identity (`email`), the user name and the identity e-mail are one value: what differs from
 * the present account is what the IdP meant to change, and the other follows. A new account, or a change of both to
 * different values, is refused, because nothing tells which of them is meant.
 *
 * A whole that is stated again and again (PUT) still names the old value where only one of the two was changed. That is
 * no rename back: the former name does not return through one of the two alone.
 *
 * @param whole whether the target states everything, also what was not meant to change
 */
export function withIdentityRule(
  identity: ProfilePolicy['identity'],
  target: UserTarget,
  present?: ExistingUser,
  whole = false,
): UserTarget | Refusal {
  switch (identity) {
    case 'any':
      return target;
    case 'work-email':
      return workEmail(target.attributes) === undefined
        ? refuse('work-email-required', 'emails: a work e-mail address is required')
        : target;
    case 'email':
      return oneIdentity(target, present, whole);
  }
}

function oneIdentity(
  target: UserTarget,
  present: ExistingUser | undefined,
  whole: boolean,
): UserTarget | Refusal {
  const email = identityEmail(target.attributes);
  if (email === undefined || same(email, target.userName)) return named(target, target.userName);
  if (present !== undefined) {
    const { userName, formerName } = present;
    const meant = (other: string) =>
      whole && formerName !== undefined && same(other, formerName) ? userName : other;
    if (same(target.userName, userName)) return named(target, meant(email));
    if (same(email, userName)) return named(target, meant(target.userName));
  }
  return refuse(
    'user-name-and-email-differ',
    'userName and the primary e-mail address are one value here, and the request gives two different ones',
  );
}

/** The target with the name as its user name and as its identity e-mail. */
function named(target: UserTarget, name: string): UserTarget | Refusal {
  if (!isEmailAddress(name)) {
    return refuse('user-name-not-an-email', 'userName must be an e-mail address');
  }
  const emails = emailsOf(target.attributes);
  const at = identityIndex(emails);
  // Most changes are about something else: what agrees already is left as it is, to be known for the same at a glance.
  if (target.userName === name && emails[at]?.['value'] === name) return target;
  const next =
    at < 0 ? [{ value: name, type: 'work', primary: true }] : withValue(emails, at, name);
  return { ...target, userName: name, attributes: { ...target.attributes, emails: next } };
}

/**
 * The e-mails with another value at one place, which takes in those that it becomes the same as: a value with its type
 * is there once (RFC 7643 section 2.4). A display name that was the address follows it.
 */
function withValue(emails: readonly JsonObject[], at: number, value: string): JsonObject[] {
  const { value: before, display, type, ...others } = emails[at] ?? {};
  const twins = emails.filter(
    (email, index) =>
      index !== at &&
      sameText(email['value'], value) &&
      (type === undefined || email['type'] === undefined || sameText(email['type'], type)),
  );
  // Without a type it is the same as any, and becomes one of them.
  const taken = type === undefined ? twins.slice(0, 1) : twins;
  const email = {
    ...taken.reduce<JsonObject>((sum, twin) => ({ ...sum, ...twin }), {}),
    ...others,
    ...(type !== undefined && { type }),
    ...(display !== undefined && { display: display === before ? value : display }),
    value,
  };
  return emails.flatMap((each, index) =>
    index === at ? [email] : taken.includes(each) ? [] : [each],
  );
}

function sameText(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return typeof a === 'string' && typeof b === 'string' && same(a, b);
}

function same(a: string, b: string): boolean {
  return foldCase(a) === foldCase(b);
}

function emailsOf(attributes: JsonObject): JsonObject[] {
  const emails: JsonValue | undefined = attributes['emails'];
  return Array.isArray(emails) ? (emails as readonly JsonValue[]).filter(isJsonObject) : [];
}

/** The e-mail that identifies the person: the primary one, else the work one, else the first. */
function identityIndex(emails: readonly JsonObject[]): number {
  const primary = emails.findIndex((email) => email['primary'] === true);
  if (primary >= 0) return primary;
  const work = emails.findIndex((email) => email['type'] === 'work');
  return work >= 0 || emails.length === 0 ? work : 0;
}

function identityEmail(attributes: JsonObject): string | undefined {
  const emails = emailsOf(attributes);
  const value = emails[identityIndex(emails)]?.['value'];
  return typeof value === 'string' ? value : undefined;
}

/** An e-mail without a type counts as a work e-mail: some IdPs never send one. */
function workEmail(attributes: JsonObject): string | undefined {
  const work = emailsOf(attributes).find(
    ({ type, value }) =>
      typeof value === 'string' &&
      isEmailAddress(value) &&
      (type === undefined || (typeof type === 'string' && foldCase(type) === 'work')),
  );
  return typeof work?.['value'] === 'string' ? work['value'] : undefined;
}

/**
 * Whether a text can be an e-mail address: one @ that is not in quotes, something before it, a host name after it.
 * RFC 5321 allows 254 characters. Whether it is deliverable only a message tells.
 */
export function isEmailAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[^\s@"(),:;<>[\]\\]+@[^\s@"(),:;<>[\]\\.]+(\.[^\s@"(),:;<>[\]\\.]+)*$/.test(text)
  );
}
