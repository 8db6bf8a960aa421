import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, isRefusal, type JsonObject } from '#kernel';
import { PROFILES } from '../profile/profile.js';
import { userDecider } from './user.decider.js';
import { type UserEvent, userEvents } from './user.events.js';
import type { UserTarget } from './user.identity.js';
import type { UserState } from './user.state.js';

const OCCURRED_AT = '2026-03-02T09:00:00.000Z';

const address = fc.constantFrom('a@x.example', 'A@x.example', 'b@x.example');
const email = fc.record(
  { value: address, type: fc.constantFrom('work', 'home'), primary: fc.boolean() },
  { requiredKeys: ['value'] },
);
const attributes: fc.Arbitrary<JsonObject> = fc.record(
  { title: fc.constantFrom('CFO', 'CTO'), emails: fc.array(email, { minLength: 1, maxLength: 3 }) },
  { requiredKeys: [] },
);
const target: fc.Arbitrary<UserTarget> = fc.record(
  {
    userName: address,
    externalId: fc.constantFrom('1', '2'),
    active: fc.boolean(),
    attributes,
  },
  { requiredKeys: ['userName', 'active', 'attributes'] },
);
const policy = fc.constantFrom(...Object.values(PROFILES));

const identity = { userId: 'u1', userName: 'a@x.example' };
const event: fc.Arbitrary<UserEvent> = fc.constantFrom<UserEvent>(
  userEvents.userProvisioned({ ...identity, attributes: { title: 'CFO' } }),
  userEvents.userInvited(identity),
  userEvents.userRegistered(identity),
  userEvents.userProfileChanged({
    ...identity,
    changes: [{ attribute: 'name.familyName', to: 'D' }],
  }),
  userEvents.userProfileChanged({ ...identity, changes: [{ attribute: 'title', from: 'CFO' }] }),
  userEvents.userNameChanged({ ...identity, userName: 'b', from: 'a', to: 'b' }),
  userEvents.userExternalIdLinked({ ...identity, externalId: '1', to: '1' }),
  userEvents.userExternalIdLinked({ ...identity, from: '1' }),
  userEvents.userLocked({ ...identity, reason: 'deactivated' }),
  userEvents.userUnlocked(identity),
  userEvents.userDeprovisioned(identity),
  userEvents.userReprovisioned({ ...identity, attributes: {}, changes: [] }),
  userEvents.userRemoved(identity),
);

describe('the user decider', () => {
  it('has nothing to do when the same is asked again, whatever the history', () => {
    fc.assert(
      fc.property(policy, target, fc.array(target, { maxLength: 4 }), (profile, first, changes) => {
        let state = decideAndFold(userDecider.initial, {
          type: 'ProvisionUser',
          userId: 'u1',
          policy: profile,
          target: first,
        });
        for (const next of changes) {
          const command = { type: 'ChangeUser', policy: profile, target: next } as const;
          const after = decideAndFold(state, command);
          // Two values for one identity are read by what they differ in from the present; see the test below.
          if (profile.identity === 'email' && namesTwo(next)) continue;
          expect(decideAndFold(after, command)).toBe(after);
          state = after;
        }
      }),
    );
  });

  it('keeps user name and identity e-mail one value where the e-mail is the identity', () => {
    fc.assert(
      fc.property(target, fc.array(target, { maxLength: 4 }), (first, changes) => {
        const { keeper } = PROFILES;
        let state = decideAndFold(userDecider.initial, {
          type: 'ProvisionUser',
          userId: 'u1',
          policy: keeper,
          target: first,
        });
        for (const next of changes) {
          state = decideAndFold(state, { type: 'ChangeUser', policy: keeper, target: next });
          if (state.status === 'absent') continue;
          const emails = state.attributes['emails'] as readonly JsonObject[];
          expect(emails.map(({ value }) => value)).toContain(state.userName);
        }
      }),
    );
  });

  it('folds any sequence of facts', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect(() =>
          fold(userDecider.evolve, userDecider.initial, events, OCCURRED_AT),
        ).not.toThrow();
      }),
    );
  });

  it('never changes a state in place', () => {
    fc.assert(
      fc.property(fc.array(event), event, (events, next) => {
        const state = fold(userDecider.evolve, userDecider.initial, events, OCCURRED_AT);
        const before = structuredClone(state);
        userDecider.evolve(state, next, OCCURRED_AT);
        expect(state).toEqual(before);
      }),
    );
  });
});

function decideAndFold(
  state: UserState,
  command: Parameters<typeof userDecider.decide>[0],
): UserState {
  const decision = userDecider.decide(command, state);
  return isRefusal(decision) ? state : fold(userDecider.evolve, state, decision, OCCURRED_AT);
}

function namesTwo({ userName, attributes: { emails } }: UserTarget): boolean {
  return (
    emails !== undefined &&
    !(emails as readonly { value: string }[]).every(
      ({ value }) => value.toLowerCase() === userName.toLowerCase(),
    )
  );
}
