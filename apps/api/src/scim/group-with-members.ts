import {
  fillGaps,
  type MemberOfGroup,
  membersText,
  memberTexts,
  type MemberTexts,
} from '#application';
import { mapInTurns } from '#event-store';
import { type AttributeSelection, GROUP, type JsonObject, ROLLBOOK_GROUP, select } from '#scim';
import { elementsText, selected } from './selected.js';

/**
 * A group as it is sent, or the part of it that was asked for. A group may have any number of members: they are written,
 * and selected from, a portion in a turn of the event loop.
 *
 * @param text of the team, with a gap for its members
 */
export async function groupWithMembers(
  text: string,
  members: readonly MemberOfGroup[],
  baseUrl: string,
  selection: AttributeSelection | undefined,
): Promise<readonly string[]> {
  const portions = await mapInTurns(members, (some) =>
    selectedTexts(memberTexts(some, baseUrl), selection),
  );
  const additions = membersText(portions);
  if (selection === undefined) return fillGaps(text, { baseUrl, versionSuffix: '', additions });
  const own = fillGaps(text, { baseUrl, versionSuffix: '', additions: [] }).join('');
  return [(await selected(own, GROUP, selection)).slice(0, -1), ...additions, '}'];
}

function selectedTexts(texts: MemberTexts, selection: AttributeSelection | undefined): MemberTexts {
  if (selection === undefined) return texts;
  const whole = JSON.parse(`{${membersText([texts]).join('').slice(1)}}`) as JsonObject;
  const part = select(whole, GROUP, selection);
  return {
    members: elementsText(part, 'members'),
    pending: elementsText(part[ROLLBOOK_GROUP], 'pendingMembers'),
  };
}
