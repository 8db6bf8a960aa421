import { type ExistingUser, userStateName } from '#domain';
import { CORE_USER, ENTERPRISE_USER, type JsonObject, ROLLBOOK_USER } from '#scim';
import { arrayMember, textWithGaps } from './scim-text.js';

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

/** Some groups of a user in JSON text, without brackets: elements of `groups`, and of `memberships`. */
export interface GroupTexts {
  readonly groups: string;
  readonly memberships: string;
}

/**
 * Writes some groups of a user. Pending memberships are among them, because IdPs add again what they cannot read back; our
 * extension tells them apart.
 */
export function groupTexts(groups: readonly GroupOfUser[], baseUrl: string): GroupTexts {
  const values: string[] = [];
  const memberships: string[] = [];
  for (const { teamId, displayName, active } of groups) {
    const name = JSON.stringify(displayName);
    values.push(
      `{"value":"${teamId}","$ref":"${baseUrl}/Groups/${teamId}","display":${name},"type":"direct"}`,
    );
    memberships.push(`{"value":"${teamId}","status":"${active ? 'active' : 'pending'}"}`);
  }
  return { groups: values.join(), memberships: memberships.join() };
}

/** What fills a user's gap, the rest of our extension and `groups`: all her groups, written in portions. */
export function groupsText(portions: readonly GroupTexts[]): readonly string[] {
  const memberships = portions.map((portion) => portion.memberships);
  const groups = portions.map((portion) => portion.groups);
  return [...arrayMember('memberships', memberships), '}', ...arrayMember('groups', groups)];
}
