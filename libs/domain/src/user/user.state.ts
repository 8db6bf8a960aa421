import type { JsonObject } from '#kernel';
import { unreachable } from '#kernel';
import { applyChanges } from './attribute-changes.js';
import type { LockReason, UserEvent, UserIdentity } from './user.events.js';

/** An account that exists or existed. */
export interface ExistingUser {
  readonly status: 'invited' | 'active' | 'removed';
  readonly id: string;
  readonly userName: string;
  /** The name before the last change of it. */
  readonly formerName?: string;
  readonly externalId?: string;
  readonly attributes: JsonObject;
  /** Present while locked. */
  readonly lock?: LockReason | 'deprovisioned';
  /** What a deprovisioned one was locked for before. */
  readonly formerLock?: LockReason;
}

export type UserState = { readonly status: 'absent' } | ExistingUser;

/** Whether SCIM shows the account: neither removed nor deprovisioned. */
export function isListed(state: UserState): state is ExistingUser {
  return state.status !== 'absent' && state.status !== 'removed' && state.lock !== 'deprovisioned';
}

/** Whether the account was deleted where accounts are never removed. */
export function isDeprovisioned(state: UserState): state is ExistingUser {
  return state.status !== 'absent' && state.status !== 'removed' && state.lock === 'deprovisioned';
}

/** The account's state, in the words that administrators know. */
export function userStateName(
  user: ExistingUser,
): 'invited' | 'active' | 'locked' | 'deprovisioned' | 'removed' {
  if (user.status === 'removed') return 'removed';
  if (user.lock === 'deprovisioned') return 'deprovisioned';
  return user.lock === undefined ? user.status : 'locked';
}

/** The account as facts name it. */
export function identityOf(user: ExistingUser): UserIdentity {
  return named(user.id, user.userName, user.externalId);
}

/** Names an account; an absent external id is absent. */
export function named(userId: string, userName: string, externalId?: string): UserIdentity {
  return externalId === undefined ? { userId, userName } : { userId, userName, externalId };
}

function withoutLock({ lock: _, formerLock: __, ...user }: ExistingUser): ExistingUser {
  return user;
}

function deprovisioned({ lock, ...user }: ExistingUser): ExistingUser {
  const former = lock === undefined || lock === 'deprovisioned' ? {} : { formerLock: lock };
  return { ...user, ...former, lock: 'deprovisioned' };
}

function withNames(user: ExistingUser, userName: string, externalId?: string): ExistingUser {
  const { externalId: _, ...rest } = user;
  return externalId === undefined ? { ...rest, userName } : { ...rest, userName, externalId };
}

/** The account after one more fact. */
export function evolveUser(state: UserState, event: UserEvent): UserState {
  if (event.type === 'UserProvisioned') {
    const { userId: id, userName, externalId, attributes } = event.data;
    return externalId === undefined
      ? { status: 'active', id, userName, attributes }
      : { status: 'active', id, userName, externalId, attributes };
  }
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'UserInvited':
      return { ...state, status: 'invited' };
    case 'UserRegistered':
      return { ...state, status: 'active' };
    case 'UserProfileChanged':
      return { ...state, attributes: applyChanges(state.attributes, event.data.changes) };
    case 'UserNameChanged':
      return {
        ...withNames(state, event.data.userName, event.data.externalId),
        formerName: event.data.from,
      };
    case 'UserExternalIdLinked':
      return withNames(state, event.data.userName, event.data.externalId);
    case 'UserLocked':
      return { ...state, lock: event.data.reason };
    case 'UserUnlocked':
      return withoutLock(state);
    case 'UserDeprovisioned':
      // The external id is let go, so that the IdP can give it to another account.
      return deprovisioned(withNames(state, state.userName));
    case 'UserReprovisioned': {
      const { userName, externalId, attributes } = event.data;
      return withNames({ ...withoutLock(state), attributes }, userName, externalId);
    }
    case 'UserRemoved':
      return { ...state, status: 'removed' };
    default:
      return unreachable(event);
  }
}
