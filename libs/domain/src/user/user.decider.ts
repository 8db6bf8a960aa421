import { type Decider, type Decision, isRefusal, refuse, unreachable } from '#kernel';
import type { ProfilePolicy } from '../profile/profile.js';
import { attributeChanges } from './attribute-changes.js';
import {
  type AttributeChange,
  userDeprovisioned,
  type UserEvent,
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
import { withoutEchoes } from './user.echoes.js';
import { type UserTarget, withIdentityRule } from './user.identity.js';
import {
  evolveUser,
  type ExistingUser,
  identityOf,
  isDeprovisioned,
  isListed,
  named,
  type UserState,
} from './user.state.js';

export type UserCommand =
  /** Creates the account, or brings a deprovisioned one back. */
  | {
      readonly type: 'ProvisionUser';
      readonly userId: string;
      readonly policy: ProfilePolicy;
      readonly target: UserTarget;
    }
  /** Makes the account what the target says. */
  | {
      readonly type: 'ChangeUser';
      readonly policy: ProfilePolicy;
      readonly target: UserTarget;
      /** The target states everything (PUT), also what was not meant to change. */
      readonly whole?: boolean;
    }
  | { readonly type: 'DeleteUser'; readonly policy: ProfilePolicy }
  | { readonly type: 'RegisterUser' };

const notFound = () => refuse('user-not-found', 'no such user');

/**
 * User
 * - a name is claimed before an account bears it (claim stream); the account only records it
 * - the e-mail is the identity where the profile says so: user name and e-mail change together
 * - a change is what differs from the present state; what is already so gives no event
 * - disabling locks: profile, memberships and the invitation stay, and unlocking shows them again
 * - deleting deprovisions or removes, by profile; afterwards the account is not found,
 *   yet a deprovisioned one comes back with its id when it is provisioned again
 * - only an invited person registers, locked or not
 */
export const userDecider: Decider<UserState, UserCommand, UserEvent> = {
  initial: { status: 'absent' },
  decide(command, state) {
    switch (command.type) {
      case 'ProvisionUser':
        return provision(command.userId, command.policy, command.target, state);
      case 'ChangeUser':
        return isListed(state) ? change(command, state) : notFound();
      case 'DeleteUser':
        if (!isListed(state)) return notFound();
        return command.policy.deletion === 'deprovision'
          ? [userDeprovisioned(identityOf(state))]
          : [userRemoved(identityOf(state))];
      case 'RegisterUser':
        if (!isListed(state)) {
          return isDeprovisioned(state)
            ? refuse('user-not-invited', 'the user is deprovisioned')
            : notFound();
        }
        return state.status === 'invited'
          ? [userRegistered(identityOf(state))]
          : refuse('user-not-invited', 'the user has registered already');
      default:
        return unreachable(command);
    }
  },
  evolve: evolveUser,
};

function provision(
  userId: string,
  policy: ProfilePolicy,
  requested: UserTarget,
  state: UserState,
): Decision<UserEvent> {
  const target = withIdentityRule(policy.identity, requested);
  if (isRefusal(target)) return target;
  const identity = named(userId, target.userName, target.externalId);
  const { attributes } = target;
  const events: UserEvent[] = [];
  if (state.status === 'absent') {
    events.push(userProvisioned({ ...identity, attributes }));
    if (policy.newUser === 'invited') events.push(userInvited(identity));
  } else if (isDeprovisioned(state)) {
    const changes = changesOfReturn(state, target);
    events.push(userReprovisioned({ ...identity, attributes, changes }));
    // Her invitation may be long gone from the mailbox.
    if (state.status === 'invited') events.push(userInvited(identity));
  } else {
    return refuse('user-name-taken', 'userName is taken');
  }
  if (!target.active) events.push(userLocked({ ...identity, reason: 'created-inactive' }));
  return events;
}

/** What is another after an account has been brought back; its external id was let go, and its lock is lifted. */
function changesOfReturn(user: ExistingUser, target: UserTarget): AttributeChange[] {
  const { userName, externalId, attributes } = target;
  const changes: AttributeChange[] = [];
  if (userName !== user.userName) {
    changes.push({ attribute: 'userName', from: user.userName, to: userName });
  }
  if (externalId !== undefined) changes.push({ attribute: 'externalId', to: externalId });
  if (user.formerLock !== undefined) changes.push({ attribute: 'active', from: false, to: true });
  return [...changes, ...attributeChanges(user.attributes, attributes)];
}

function change(
  { policy, target: requested, whole }: UserCommand & { type: 'ChangeUser' },
  user: ExistingUser,
): Decision<UserEvent> {
  const meant =
    whole === true
      ? { ...requested, attributes: withoutEchoes(requested.attributes, user.attributes) }
      : requested;
  const target = withIdentityRule(policy.identity, meant, user, whole);
  if (isRefusal(target)) return target;
  const identity = named(user.id, target.userName, target.externalId);
  const events: UserEvent[] = [];
  if (target.userName !== user.userName) {
    events.push(userNameChanged({ ...identity, from: user.userName, to: target.userName }));
  }
  if (target.externalId !== user.externalId) {
    events.push(
      userExternalIdLinked({
        ...identity,
        ...(user.externalId === undefined ? {} : { from: user.externalId }),
        ...(target.externalId === undefined ? {} : { to: target.externalId }),
      }),
    );
  }
  const changes = attributeChanges(user.attributes, target.attributes);
  if (changes.length > 0) events.push(userProfileChanged({ ...identity, changes }));
  const locked = user.lock !== undefined;
  if (locked && target.active) events.push(userUnlocked(identity));
  if (!locked && !target.active) events.push(userLocked({ ...identity, reason: 'deactivated' }));
  return events;
}
