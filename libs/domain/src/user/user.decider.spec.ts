import { describe, it } from '@jest/globals';
import type { JsonObject } from '#kernel';
import { specify } from '#testing';
import { PROFILES } from '../profile/profile.js';
import { type UserCommand, userDecider } from './user.decider.js';
import {
  type AttributeChange,
  userDeprovisioned,
  userExternalIdLinked,
  userInvited,
  userLocked,
  userNameChanged,
  userProfileChanged,
  userProvisioned,
  userRegistered,
  userRemoved,
  userReprovisioned,
  userUnlocked,
} from './user.events.js';
import type { UserTarget } from './user.identity.js';

const { given } = specify(userDecider);
const { keeper, keepabl, standard } = PROFILES;

const jane = { userId: 'u1', userName: 'jane@acme.example', externalId: 'ext-1' };
const attributes: JsonObject = {
  name: { familyName: 'Doe', givenName: 'Jane' },
  emails: [{ value: 'jane@acme.example', type: 'work', primary: true }],
};
const provisioned = () => userProvisioned({ ...jane, attributes });
const invited = () => userInvited(jane);
const registered = () => userRegistered(jane);
const locked = () => userLocked({ ...jane, reason: 'deactivated' });
const deprovisioned = () => userDeprovisioned(jane);
const removed = () => userRemoved(jane);

const target = (over: Partial<UserTarget> = {}): UserTarget => ({
  userName: jane.userName,
  externalId: jane.externalId,
  active: true,
  attributes,
  ...over,
});
const provision = (policy = keeper, over: Partial<UserTarget> = {}): UserCommand => ({
  type: 'ProvisionUser',
  userId: 'u1',
  policy,
  target: target(over),
});
const change = (over: Partial<UserTarget> = {}, policy = keeper): UserCommand => ({
  type: 'ChangeUser',
  policy,
  target: target(over),
});
const remove = (policy = keeper): UserCommand => ({ type: 'DeleteUser', policy });
const register: UserCommand = { type: 'RegisterUser' };

describe('a new user', () => {
  it.each([
    ['keeper', keeper],
    ['keepabl', keepabl],
  ])('is invited (%s)', (_, policy) => {
    given().when(provision(policy)).then(provisioned(), invited());
  });

  it('is active at once (standard)', () => {
    given().when(provision(standard)).then(provisioned());
  });

  it('is locked from the start when it is created inactive', () => {
    given()
      .when(provision(keeper, { active: false }))
      .then(provisioned(), invited(), userLocked({ ...jane, reason: 'created-inactive' }));
  });

  it('is not created twice under one id', () => {
    given(provisioned()).when(provision()).thenRefused('user-name-taken');
    given(provisioned(), removed()).when(provision(standard)).thenRefused('user-name-taken');
  });
});

describe('what is so already', () => {
  it('gives no event', () => {
    given(provisioned(), invited()).when(change()).thenNothing();
  });

  it('gives no event when a multi-valued attribute comes in another order', () => {
    const [first, second] = [
      { value: 'jane@acme.example', primary: true },
      { value: 'j@home.example' },
    ];
    const ordered = userProvisioned({ ...jane, attributes: { emails: [first, second] } });
    given(ordered)
      .when(change({ attributes: { emails: [second, first] } }))
      .thenNothing();
  });

  it('gives no event when she is locked already', () => {
    given(provisioned(), locked())
      .when(change({ active: false }))
      .thenNothing();
  });

  it('gives no event for an inactive user who never was active', () => {
    given(provisioned(), userLocked({ ...jane, reason: 'created-inactive' }))
      .when(change({ active: false }))
      .thenNothing();
  });
});

describe('a change', () => {
  it('is what differs, sub-attribute by sub-attribute', () => {
    given(provisioned())
      .when(
        change({
          attributes: {
            ...attributes,
            name: { familyName: 'Roe', givenName: 'Jane' },
            title: 'CFO',
          },
        }),
      )
      .then(
        userProfileChanged({
          ...jane,
          changes: [
            { attribute: 'name.familyName', from: 'Doe', to: 'Roe' },
            { attribute: 'title', to: 'CFO' },
          ],
        }),
      );
  });

  it('sets, changes and takes away the external id, case-exact', () => {
    const { externalId: _, ...unlinked } = jane;
    given(userProvisioned({ ...unlinked, attributes }))
      .when(change())
      .then(userExternalIdLinked({ ...jane, to: 'ext-1' }));
    given(provisioned())
      .when(change({ externalId: 'EXT-1' }))
      .then(userExternalIdLinked({ ...jane, externalId: 'EXT-1', from: 'ext-1', to: 'EXT-1' }));
    const { externalId: __, ...withoutKey } = target();
    given(provisioned())
      .when({ type: 'ChangeUser', policy: keeper, target: withoutKey })
      .then(userExternalIdLinked({ ...unlinked, from: 'ext-1' }));
  });

  it('of several things at once names the account as it is then', () => {
    const renamed = { ...jane, userName: 'jroe@acme.example' };
    given(provisioned())
      .when(change({ userName: 'jroe@acme.example', active: false }, standard))
      .then(
        userNameChanged({ ...renamed, from: 'jane@acme.example', to: 'jroe@acme.example' }),
        userLocked({ ...renamed, reason: 'deactivated' }),
      );
  });

  it('of nobody is refused', () => {
    given().when(change()).thenRefused('user-not-found');
  });
});

describe('a lock', () => {
  it('comes with active:false and goes with active:true', () => {
    given(provisioned())
      .when(change({ active: false }))
      .then(locked());
    given(provisioned(), locked()).when(change()).then(userUnlocked(jane));
  });

  it('keeps the invitation: an unlocked person who has not registered can do so', () => {
    given(provisioned(), invited(), locked(), userUnlocked(jane)).when(register).then(registered());
  });

  it('does not keep an invited person from registering', () => {
    given(provisioned(), invited(), locked()).when(register).then(registered());
    given(provisioned(), invited(), locked(), registered()).when(change()).then(userUnlocked(jane));
  });
});

describe('registering', () => {
  it('is for invited people', () => {
    given(provisioned(), invited()).when(register).then(registered());
  });

  it('is refused to whoever was not invited, or has registered', () => {
    given(provisioned()).when(register).thenRefused('user-not-invited');
    given(provisioned(), invited(), registered()).when(register).thenRefused('user-not-invited');
    given(provisioned(), invited(), deprovisioned()).when(register).thenRefused('user-not-invited');
  });

  it.each([
    ['nobody', []],
    ['a removed user', [provisioned(), invited(), removed()]],
  ])('finds not: %s', (_, facts) => {
    given(...facts)
      .when(register)
      .thenRefused('user-not-found');
  });
});

describe('deleting', () => {
  it('deprovisions where accounts are never removed (keeper)', () => {
    given(provisioned()).when(remove()).then(deprovisioned());
    given(provisioned(), locked()).when(remove()).then(deprovisioned());
  });

  it.each([
    ['keepabl', keepabl],
    ['standard', standard],
  ])('removes (%s)', (_, policy) => {
    given(provisioned()).when(remove(policy)).then(removed());
  });

  it.each([
    ['a deprovisioned user', deprovisioned()],
    ['a removed user', removed()],
  ])('leaves %s, who is not found by a change or another delete', (_, deleted) => {
    given(provisioned(), deleted).when(change()).thenRefused('user-not-found');
    given(provisioned(), deleted).when(remove()).thenRefused('user-not-found');
  });
});

describe('a deprovisioned user', () => {
  const { externalId: _, ...unlinked } = jane;
  const linked = { attribute: 'externalId', to: 'ext-1' };
  const back = (changes: readonly AttributeChange[] = [linked]) =>
    userReprovisioned({ ...jane, attributes, changes });

  it('comes back with what is sent now, unlocked, and registered as she was', () => {
    given(provisioned(), invited(), registered(), deprovisioned()).when(provision()).then(back());
    given(provisioned(), invited(), registered(), deprovisioned(), back())
      .when(change())
      .thenNothing();
  });

  it('is invited again when she never registered', () => {
    given(provisioned(), invited(), deprovisioned()).when(provision()).then(back(), invited());
  });

  it('comes back locked when she is created inactive', () => {
    given(provisioned(), deprovisioned())
      .when(provision(keeper, { active: false }))
      .then(back(), userLocked({ ...jane, reason: 'created-inactive' }));
  });

  it('does not come back with the lock of before', () => {
    given(provisioned(), locked(), deprovisioned(), back()).when(change()).thenNothing();
  });

  it('comes back with a word on everything that is another than it was', () => {
    const userName = 'Jane@acme.example';
    // In keeper the e-mail is the user name.
    const emails = [{ value: userName, type: 'work', primary: true }];
    const changed: JsonObject = { name: { familyName: 'Doe' }, emails, nickName: 'J' };
    const changes = [
      { attribute: 'userName', from: jane.userName, to: userName },
      linked,
      { attribute: 'active', from: false, to: true },
      { attribute: 'name.givenName', from: 'Jane' },
      { attribute: 'emails', from: attributes['emails']!, to: emails },
      { attribute: 'nickName', to: 'J' },
    ];
    given(provisioned(), locked(), deprovisioned())
      .when(provision(keeper, { userName, attributes: changed }))
      .then(userReprovisioned({ ...jane, userName, attributes: changed, changes }));
  });

  it('has let her external id go', () => {
    given(
      provisioned(),
      deprovisioned(),
      userReprovisioned({ ...unlinked, attributes, changes: [] }),
    )
      .when(change())
      .then(userExternalIdLinked({ ...jane, to: 'ext-1' }));
  });

  it('must come back under the identity rule, too', () => {
    given(provisioned(), deprovisioned())
      .when(provision(keeper, { attributes: { emails: [{ value: 'other@acme.example' }] } }))
      .thenRefused('user-name-and-email-differ');
  });
});
