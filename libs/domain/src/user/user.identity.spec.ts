import { describe, expect, it } from '@jest/globals';
import type { JsonValue } from '#kernel';
import { specify } from '#testing';
import { PROFILES } from '../profile/profile.js';
import { type UserCommand, userDecider } from './user.decider.js';
import { userNameChanged, userProfileChanged, userProvisioned } from './user.events.js';
import { isEmailAddress } from './user.identity.js';

const { given } = specify(userDecider);
const { keeper, keepabl, standard } = PROFILES;

const old = 'jane@acme.example';
const next = 'jroe@acme.example';
const work = (value: string) => ({ value, type: 'work', primary: true });
const emailsOf = (emails: JsonValue | undefined) => (emails === undefined ? {} : { emails });

const provisioned = (emails: JsonValue = [work(old)]) =>
  userProvisioned({ userId: 'u1', userName: old, attributes: { emails } });
const provision = (userName: string, emails?: JsonValue, policy = keeper): UserCommand => ({
  type: 'ProvisionUser',
  userId: 'u1',
  policy,
  target: { userName, active: true, attributes: emailsOf(emails) },
});
const change = (userName: string, emails?: JsonValue, policy = keeper): UserCommand => ({
  type: 'ChangeUser',
  policy,
  target: { userName, active: true, attributes: emailsOf(emails) },
});
const renamed = (
  from: string,
  to: string,
  before: JsonValue = [work(from)],
  after: JsonValue = [work(to)],
) => [
  userNameChanged({ userId: 'u1', userName: to, from, to }),
  userProfileChanged({
    userId: 'u1',
    userName: to,
    changes: [{ attribute: 'emails', from: before, to: after }],
  }),
];

describe('keeper: a create', () => {
  it.each(['jane', 'jane@', '@acme.example', 'a b@acme.example', 'a@b@acme.example', '"a"@b.c'])(
    'is refused for the user name %p, which is no e-mail address',
    (userName) => {
      given().when(provision(userName)).thenRefused('user-name-not-an-email');
    },
  );

  it('is refused when user name and e-mail differ, valid or not', () => {
    given()
      .when(provision(old, [work(next)]))
      .thenRefused('user-name-and-email-differ');
    given()
      .when(provision('jane', [work(old)]))
      .thenRefused('user-name-and-email-differ');
  });

  it('without an e-mail makes the user name one', () => {
    const { data } = provisioned();
    given()
      .when(provision(old))
      .then(userProvisioned(data), { type: 'UserInvited', data: { userId: 'u1', userName: old } });
  });

  it.each<[string, JsonValue]>([
    ['the primary one', [{ value: next }, { value: old, primary: true }]],
    ['the work one without a primary', [{ value: next }, { value: old, type: 'work' }]],
    ['the first one without either', [{ value: old }, { value: next }]],
  ])('takes %s of several e-mails for the identity', (_, emails) => {
    const [created] = decided(provision(old, emails));
    expect(created).toEqual({
      type: 'UserProvisioned',
      data: { userId: 'u1', userName: old, attributes: { emails } },
    });
  });

  it('writes both in the letter case of the user name', () => {
    const [created] = decided(provision('Jane@Acme.example', [work(old)]));
    expect(created).toEqual({
      type: 'UserProvisioned',
      data: {
        userId: 'u1',
        userName: 'Jane@Acme.example',
        attributes: { emails: [work('Jane@Acme.example')] },
      },
    });
  });
});

describe('keeper: a rename', () => {
  it('by the user name changes the e-mail', () => {
    given(provisioned())
      .when(change(next, [work(old)]))
      .then(...renamed(old, next));
  });

  it('by the e-mail changes the user name', () => {
    given(provisioned())
      .when(change(old, [work(next)]))
      .then(...renamed(old, next));
  });

  it('by both alike is one rename', () => {
    given(provisioned())
      .when(change(next, [work(next)]))
      .then(...renamed(old, next));
  });

  it('by the user name, with no e-mail sent', () => {
    given(provisioned())
      .when(change(next))
      .then(...renamed(old, next));
  });

  it('by both to different values is refused', () => {
    given(provisioned())
      .when(change(next, [work('third@acme.example')]))
      .thenRefused('user-name-and-email-differ');
  });

  it('to what is no e-mail address is refused', () => {
    given(provisioned())
      .when(change('jroe', [work(old)]))
      .thenRefused('user-name-not-an-email');
    given(provisioned())
      .when(change(old, [work('jroe')]))
      .thenRefused('user-name-not-an-email');
  });

  it('in letter case alone follows the user name', () => {
    given(provisioned())
      .when(change('Jane@acme.example', [work(old)]))
      .then(...renamed(old, 'Jane@acme.example'));
  });

  it('does not come from the letter case of the e-mail, lest a repeated PUT swing to and fro', () => {
    given(provisioned())
      .when(change(old, [work('JANE@ACME.EXAMPLE')]))
      .thenNothing();
  });

  it('is not undone by the same PUT again, which still names the old value', () => {
    const put = (userName: string, email: string): UserCommand => ({
      ...(change(userName, [work(email)]) as UserCommand & { type: 'ChangeUser' }),
      whole: true,
    });
    const byEmail = renamed(old, next);
    given(provisioned())
      .when(put(old, next))
      .then(...byEmail);
    given(provisioned(), ...byEmail)
      .when(put(old, next))
      .thenNothing();
    given(provisioned(), ...byEmail)
      .when(put(next, old))
      .thenNothing();
    given(provisioned(), ...byEmail)
      .when(put(old, old))
      .then(...renamed(next, old));
  });

  it('goes back by a PATCH, which names only what is meant', () => {
    given(provisioned(), ...renamed(old, next))
      .when(change(old, [work(next)]))
      .then(...renamed(next, old));
  });

  it('leaves the other e-mails alone', () => {
    const home = { value: 'j@home.example', type: 'home' };
    given(provisioned([home, work(old)]))
      .when(change(next, [home, work(old)]))
      .then(...renamed(old, next, [home, work(old)], [home, work(next)]));
  });

  it('to another of the e-mails leaves that address once, with a display name that follows', () => {
    const home = { value: next, type: 'home' };
    const other = { value: next, type: 'Work', primary: false, display: 'J' };
    const shown = [{ ...work(old), display: old }, home, other];
    given(provisioned(shown))
      .when(change(next, shown))
      .then(...renamed(old, next, shown, [{ ...work(next), display: next }, home]));
    const untyped = [{ value: old, primary: true }, home];
    given(provisioned(untyped))
      .when(change(next, untyped))
      .then(...renamed(old, next, untyped, [{ ...home, primary: true }]));
  });

  it('keeps the identity e-mail where a PUT leaves all of them out', () => {
    given(provisioned()).when(change(old)).thenNothing();
  });
});

describe('keepabl', () => {
  it.each<[string, JsonValue | undefined]>([
    ['no e-mail', undefined],
    ['only a home one', [{ value: old, type: 'home' }]],
    ['a work one that is no address', [{ value: 'jane', type: 'work' }]],
  ])('refuses %s', (_, emails) => {
    given()
      .when(provision('jane', emails, keepabl))
      .thenRefused('work-email-required');
    given(provisioned())
      .when(change('jane', emails, keepabl))
      .thenRefused('work-email-required');
  });

  it.each([[{ value: next }], [{ value: next, type: 'WORK' }]])(
    'takes any user name with a work e-mail: %j',
    (email) => {
      const [created] = decided(provision('jane', [email], keepabl));
      expect(created?.data).toMatchObject({ userName: 'jane', attributes: { emails: [email] } });
    },
  );

  it('changes user name and e-mail independently', () => {
    given(provisioned())
      .when(change('jane', [work(old)], keepabl))
      .then(userNameChanged({ userId: 'u1', userName: 'jane', from: old, to: 'jane' }));
  });
});

describe('standard', () => {
  it('takes any user name, with or without e-mails, and changes them independently', () => {
    given()
      .when(provision('jane', undefined, standard))
      .then(userProvisioned({ userId: 'u1', userName: 'jane', attributes: {} }));
    given(provisioned())
      .when(change('jane', [work(old)], standard))
      .then(userNameChanged({ userId: 'u1', userName: 'jane', from: old, to: 'jane' }));
  });
});

describe('isEmailAddress', () => {
  it.each(['a@b', "o'neil+tag@sub.example.co", 'jürgen@exämple.de', 'ünï@b.c'])(
    'takes %s',
    (text) => {
      expect(isEmailAddress(text)).toBe(true);
    },
  );

  it.each([
    '',
    '@',
    'a@',
    'a@.b',
    'a@b.',
    'a@b..c',
    'a,b@c.d',
    'a@[1.2.3.4]',
    `${'a'.repeat(251)}@b.c`,
  ])('refuses %p', (text) => {
    expect(isEmailAddress(text)).toBe(false);
  });

  it('answers at once for a text made to be slow', () => {
    const before = performance.now();
    isEmailAddress(`a@${'a.'.repeat(120)}@`);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

/** The facts of a command on a stream without facts. */
function decided(command: UserCommand) {
  const decision = userDecider.decide(command, userDecider.initial);
  if ('refused' in decision) throw new Error(decision.detail);
  return decision;
}
