import { ownTurn } from '#event-store';
import {
  type AttributeSelection,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type ResourceType,
  select,
} from '#scim';

/** How much text is worked on in one turn of the event loop, in UTF-16 code units: some milliseconds. */
export const TEXT_IN_A_TURN = 256 * 1024;

/** The text of the part of a resource that was asked for. */
export async function selected(
  text: string,
  type: ResourceType,
  selection: AttributeSelection,
): Promise<string> {
  if (!leavesOut(selection, text)) return text;
  const part = await selectedPart(text, type, selection);
  if (text.length > TEXT_IN_A_TURN) await ownTurn();
  return JSON.stringify(part);
}

/** The part of a resource that was asked for. */
export async function selectedPart(
  text: string,
  type: ResourceType,
  selection: AttributeSelection,
): Promise<JsonObject> {
  const isLarge = text.length > TEXT_IN_A_TURN;
  if (isLarge) await ownTurn();
  const resource = JSON.parse(text) as JsonObject;
  if (isLarge) await ownTurn();
  return select(resource, type, selection);
}

/**
 * Whether a selection may take anything away. It does not where all that it leaves out was not even read: Entra asks for
 * every group without its members.
 */
function leavesOut({ kind, names }: AttributeSelection, text: string): boolean {
  return kind === 'only' || [...names.keys()].some((name) => text.includes(`"${name}"`));
}

/** The elements of an array in an object as JSON text, without its brackets: none where there is no such array. */
export function elementsText(object: JsonValue | undefined, name: string): string {
  const value = isJsonObject(object) ? object[name] : undefined;
  return isJsonArray(value) ? JSON.stringify(value).slice(1, -1) : '';
}
