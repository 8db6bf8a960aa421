import { CORE_GROUP, type JsonObject, ROLLBOOK_GROUP } from '#scim';
import type { ExistingTeam } from '#domain';
import { arrayMember, objectMember, textWithGaps } from './scim-text.js';
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

/** Some members of a team in JSON text, without brackets: elements of `members`, and of `pendingMembers`. */
export interface MemberTexts {
  readonly members: string;
  readonly pending: string;
}

/** Writes some members, pending ones among them; our extension tells those apart. */
export function memberTexts(members: readonly MemberOfGroup[], baseUrl: string): MemberTexts {
  const values: string[] = [];
  const pending: string[] = [];
  for (const { type, id, display, active } of members) {
    const name = JSON.stringify(display);
    values.push(
      `{"value":"${id}","$ref":"${baseUrl}/${type}s/${id}","display":${name},"type":"${type}"}`,
    );
    if (!active) pending.push(`{"value":"${id}"}`);
  }
  return { members: values.join(), pending: pending.join() };
}

/** What fills a team's gap: all its members, written in portions. */
export function membersText(portions: readonly MemberTexts[]): readonly string[] {
  const members = portions.map((portion) => portion.members);
  const pending = portions.map((portion) => portion.pending);
  return [
    ...arrayMember('members', members),
    ...objectMember(ROLLBOOK_GROUP, arrayMember('pendingMembers', pending)),
  ];
}
