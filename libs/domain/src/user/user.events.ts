import {
  defineEvent,
  type EventOf,
  type FieldDefinition,
  type JsonObject,
  type JsonValue,
} from '#kernel';

/** Which user a fact is about. */
export interface UserIdentity {
  readonly userId: string;
  readonly userName: string;
  readonly externalId?: string;
}

/** One attribute that changed; `from` or `to` is absent where there was or is no value. */
export interface AttributeChange {
  /** A path in SCIM notation: `title`, `name.familyName`, `urn:…:User:department`. */
  readonly attribute: string;
  readonly from?: JsonValue;
  readonly to?: JsonValue;
}

/** What an IdP states of an account, value by value. */
export function statedValues({
  userName,
  externalId,
  attributes: others,
}: UserIdentity & { readonly attributes: JsonObject }): AttributeChange[] {
  return Object.entries({ userName, externalId, ...others }).flatMap(([attribute, to]) =>
    to === undefined ? [] : [{ attribute, to }],
  );
}

const identity = {
  userId: { summary: 'the account' },
  userName: { summary: 'its user name, the new one where the name changes', pii: true },
  externalId: { summary: "the IdP's key for it, the new one where the key changes", pii: true },
} satisfies Record<string, FieldDefinition>;

const attributes: FieldDefinition = {
  summary: 'every other attribute the IdP sent, in canonical SCIM form',
  pii: true,
};

export const userProvisioned = defineEvent<UserIdentity & { readonly attributes: JsonObject }>()(
  'UserProvisioned',
  {
    version: 1,
    stream: 'user',
    summary: 'An IdP created the account.',
    fields: { ...identity, attributes },
  },
);

export const userInvited = defineEvent<UserIdentity>()('UserInvited', {
  version: 1,
  stream: 'user',
  summary: 'The person was invited to register; until she does, the account is `invited`.',
  fields: identity,
});

export const userRegistered = defineEvent<UserIdentity>()('UserRegistered', {
  version: 1,
  stream: 'user',
  summary: 'The invited person registered; the account is `active`.',
  fields: identity,
});

export const userProfileChanged = defineEvent<
  UserIdentity & { readonly changes: readonly AttributeChange[] }
>()('UserProfileChanged', {
  version: 1,
  stream: 'user',
  summary: 'Attributes other than the user name and the external id changed.',
  fields: {
    ...identity,
    changes: { summary: 'each changed attribute with its old and its new value', pii: true },
  },
});

export const userNameChanged = defineEvent<
  UserIdentity & { readonly from: string; readonly to: string }
>()('UserNameChanged', {
  version: 1,
  stream: 'user',
  summary: 'The account bears another user name.',
  fields: {
    ...identity,
    from: { summary: 'the old name', pii: true },
    to: { summary: 'the new name', pii: true },
  },
});

export const userExternalIdLinked = defineEvent<
  UserIdentity & { readonly from?: string; readonly to?: string }
>()('UserExternalIdLinked', {
  version: 1,
  stream: 'user',
  summary: "The IdP's key for the account was set, changed, or taken away (no `to`).",
  fields: {
    ...identity,
    from: { summary: 'the old key', pii: true },
    to: { summary: 'the new key', pii: true },
  },
});

/** Why an account is locked. */
export type LockReason = 'deactivated' | 'created-inactive';

export const userLocked = defineEvent<UserIdentity & { readonly reason: LockReason }>()(
  'UserLocked',
  {
    version: 1,
    stream: 'user',
    summary: 'The account was locked: nobody can use it, and it keeps its profile and memberships.',
    fields: {
      ...identity,
      reason: {
        summary: '`deactivated`: active became false; `created-inactive`: it never was true',
      },
    },
  },
);

export const userUnlocked = defineEvent<UserIdentity>()('UserUnlocked', {
  version: 1,
  stream: 'user',
  summary: 'The lock was lifted; the account is what it was below it, `invited` or `active`.',
  fields: identity,
});

export const userDeprovisioned = defineEvent<UserIdentity>()('UserDeprovisioned', {
  version: 1,
  stream: 'user',
  summary:
    'The IdP deleted the account where accounts are never removed: locked, and gone from SCIM, until a create under its name brings it back.',
  fields: identity,
});

interface Reprovisioned extends UserIdentity {
  readonly attributes: JsonObject;
  readonly changes: readonly AttributeChange[];
}

export const userReprovisioned = defineEvent<Reprovisioned>()('UserReprovisioned', {
  version: 2,
  stream: 'user',
  summary: 'A create under its name brought a deprovisioned account back, with what was sent now.',
  fields: {
    ...identity,
    attributes,
    changes: {
      summary:
        'what differs from the account as it was, with the old and the new value, names and `active` among it; in version 1, which did not tell, what was sent',
      pii: true,
    },
  },
  upcasters: [
    // Version 1 was written with these fields and no other.
    (data) => ({ ...data, changes: statedValues(data as Omit<Reprovisioned, 'changes'>) }),
  ],
});

export const userRemoved = defineEvent<UserIdentity>()('UserRemoved', {
  version: 1,
  stream: 'user',
  summary: 'The account is gone; its names are free.',
  fields: identity,
});

/** Every event of a `user-<id>` stream. */
export const userEvents = {
  userProvisioned,
  userInvited,
  userRegistered,
  userProfileChanged,
  userNameChanged,
  userExternalIdLinked,
  userLocked,
  userUnlocked,
  userDeprovisioned,
  userReprovisioned,
  userRemoved,
} as const;

export type UserEvent = EventOf<(typeof userEvents)[keyof typeof userEvents]>;
