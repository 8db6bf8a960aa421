import { CORE_GROUP, type JsonObject, ROLLBOOK_GROUP } from '#scim';
import type { ExistingTeam } from '#domain';
import { textWithGaps } from './scim-text.js';
import type { Version } from './user-text.js';

/** A team as SCIM shows it, with a gap where {@link membersText} goes: nobody but a reader of members reads them. */
export function teamText(
  team: Pick<ExistingTeam, 'id' | 'displayName' | 'externalId'>,
  version: Version,
): string {
  return textWithGaps(teamResource(team), {
    resourceType: 'Group',
    path: `/Groups/${team.id}`,
    created: version.createdAt,
    lastModified: version.changedAt,
    revision: version.revision,
  });
}

/** What a team says itself, but for `meta`. */
export function teamResource(
  team: Pick<ExistingTeam, 'id' | 'displayName' | 'externalId'>,
): JsonObject {
  const { id, displayName, externalId } = team;
  return {
    schemas: [CORE_GROUP, ROLLBOOK_GROUP],
    id,
    ...(externalId === undefined ? {} : { externalId }),
    displayName,
  };
}

/** A user or a team that is in a team. */
export interface MemberOfGroup {
  readonly type: 'User' | 'Group';
  readonly id: string;
  readonly display: string;
  readonly active: boolean;
}

/** What fills a team's gap: `members`, pending ones among them, and our extension, which tells them apart. */
export function membersText(members: readonly MemberOfGroup[], baseUrl: string): string {
  if (members.length === 0) return '';
  const values: string[] = [];
  const pending: string[] = [];
  for (const { type, id, display, active } of members) {
    const name = JSON.stringify(display);
    values.push(
      `{"value":"${id}","$ref":"${baseUrl}/${type}s/${id}","display":${name},"type":"${type}"}`,
    );
    if (!active) pending.push(`{"value":"${id}"}`);
  }
  const extension =
    pending.length === 0 ? '' : `,"${ROLLBOOK_GROUP}":{"pendingMembers":[${pending.join()}]}`;
  return `,"members":[${values.join()}]${extension}`;
}
