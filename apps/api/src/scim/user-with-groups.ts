import {
  arrayMember,
  fillGaps,
  type GroupOfUser,
  groupsText,
  groupTexts,
  type GroupTexts,
  objectMember,
} from '#application';
import { mapInTurns } from '#event-store';
import {
  type AttributeSelection,
  type JsonObject,
  type JsonValue,
  ROLLBOOK_USER,
  select,
  USER,
} from '#scim';
import { elementsText, selectedPart } from './selected.js';

/**
 * A user as she is sent, or the part of her that was asked for. She may be in any number of groups: they are written, and
 * selected from, a portion in a turn of the event loop.
 *
 * @param text of the user, with a gap for her groups
 * @param versionSuffix what her groups add to her version
 */
export async function userWithGroups(
  text: string,
  groups: readonly GroupOfUser[],
  versionSuffix: string,
  baseUrl: string,
  selection: AttributeSelection | undefined,
): Promise<readonly string[]> {
  const portions = await mapInTurns(groups, (some) =>
    selectedTexts(groupTexts(some, baseUrl), selection),
  );
  if (selection === undefined) {
    return fillGaps(text, { baseUrl, versionSuffix, additions: groupsText(portions) });
  }
  const own = fillGaps(text, { baseUrl, versionSuffix, additions: groupsText([]) }).join('');
  const { [ROLLBOOK_USER]: extension = {}, ...others } = await selectedPart(own, USER, selection);
  return [
    JSON.stringify(others).slice(0, -1),
    ...objectMember(ROLLBOOK_USER, [
      ...membersOf(extension),
      ...arrayMember(
        'memberships',
        portions.map(({ memberships }) => memberships),
      ),
    ]),
    ...arrayMember(
      'groups',
      portions.map((portion) => portion.groups),
    ),
    '}',
  ];
}

/** The members of an object as a piece of text with a comma ahead; nothing where there are none. */
function membersOf(object: JsonValue): readonly string[] {
  const text = JSON.stringify(object).slice(1, -1);
  return text === '' ? [] : [`,${text}`];
}

function selectedTexts(texts: GroupTexts, selection: AttributeSelection | undefined): GroupTexts {
  if (selection === undefined) return texts;
  const whole = JSON.parse(
    `{"${ROLLBOOK_USER}":{${groupsText([texts]).join('').slice(1)}}`,
  ) as JsonObject;
  const part = select(whole, USER, selection);
  return {
    groups: elementsText(part, 'groups'),
    memberships: elementsText(part[ROLLBOOK_USER], 'memberships'),
  };
}
