import { type ExistingUser, userStateName } from '#domain';
import { CORE_USER, ENTERPRISE_USER, type JsonObject, ROLLBOOK_USER } from '#scim';
import { textWithGaps } from './scim-text.js';

/** When an aggregate began and last changed, and its revision. */
export interface Version {
  readonly createdAt: string;
  readonly changedAt: string;
  readonly revision: number;
}

/** A user as SCIM shows her, with a gap where {@link groupsText} goes. */
export function userText(user: ExistingUser, version: Version): string {
  const meta = {
    resourceType: 'User',
    path: `/Users/${user.id}`,
    created: version.createdAt,
    lastModified: version.changedAt,
    revision: version.revision,
  } as const;
  // Our extension comes last and is left open: what it says of memberships is not the user's own.
  return textWithGaps(userResource(user), meta, true);
}

/** What a user says herself, but for `meta`. */
export function userResource(user: ExistingUser): JsonObject {
  const { id, userName, externalId, attributes, lock } = user;
  const enterprise = attributes[ENTERPRISE_USER] === undefined ? [] : [ENTERPRISE_USER];
  return {
    schemas: [CORE_USER, ...enterprise, ROLLBOOK_USER],
    id,
    ...(externalId === undefined ? {} : { externalId }),
    userName,
    active: lock === undefined,
    ...attributes,
    [ROLLBOOK_USER]: {
      status: userStateName(user),
      ...(lock === undefined ? {} : { lockReason: lock }),
    },
  };
}

/** One team that a user is in. */
export interface GroupOfUser {
  readonly teamId: string;
  readonly displayName: string;
  readonly active: boolean;
}

/**
 * What fills a user's gap: the rest of our extension, and `groups`. Pending memberships are among them, because IdPs
 * add again what they cannot read back; the extension tells them apart.
 */
export function groupsText(groups: readonly GroupOfUser[], baseUrl: string): string {
  if (groups.length === 0) return '}';
  const values = groups.map(({ teamId, displayName }) => ({
    value: teamId,
    $ref: `${baseUrl}/Groups/${teamId}`,
    display: displayName,
    type: 'direct',
  }));
  const memberships = groups.map(({ teamId, active }) => ({
    value: teamId,
    status: active ? 'active' : 'pending',
  }));
  return `,"memberships":${JSON.stringify(memberships)}},"groups":${JSON.stringify(values)}`;
}
