import {
  fillGaps,
  type MemberOfGroup,
  membersText,
  memberTexts,
  type MemberTexts,
} from '#application';
import { inTurns } from '#event-store';
import {
  type AttributeSelection,
  GROUP,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ROLLBOOK_GROUP,
  select,
} from '#scim';
import { selected } from './selected.js';

/**
 * A group as it is sent, or the part of it that was asked for. A group may have any number of members: they are written,
 * and selected from, a portion in a turn of the event loop.
 *
 * @param text of the team, with a gap for its members
 */
export async function groupText(
  text: string,
  members: readonly MemberOfGroup[],
  baseUrl: string,
  selection: AttributeSelection | undefined,
): Promise<string> {
  const portions: MemberTexts[] = [];
  for await (const some of inTurns(members)) {
    portions.push(selectedTexts(memberTexts(some, baseUrl), selection));
  }
  const additions = membersText(portions);
  if (selection === undefined) return fillGaps(text, { baseUrl, versionSuffix: '', additions });
  const filled = fillGaps(text, { baseUrl, versionSuffix: '', additions: '' });
  return `${(await selected(filled, GROUP, selection)).slice(0, -1)}${additions}}`;
}

function selectedTexts(texts: MemberTexts, selection: AttributeSelection | undefined): MemberTexts {
  if (selection === undefined) return texts;
  const whole = JSON.parse(`{${membersText([texts]).slice(1)}}`) as JsonObject;
  const part = select(whole, GROUP, selection);
  const extension = part[ROLLBOOK_GROUP];
  return {
    members: elementsText(part['members']),
    pending: elementsText(isJsonObject(extension) ? extension['pendingMembers'] : undefined),
  };
}

/** The elements of an array as JSON text, without its brackets. */
function elementsText(value: JsonValue | undefined): string {
  return isJsonArray(value) ? JSON.stringify(value).slice(1, -1) : '';
}
