import { ownTurn } from '#event-store';
import { type AttributeSelection, type JsonObject, type ResourceType, select } from '#scim';

/** How much text is worked on in one turn of the event loop, in UTF-16 code units: some milliseconds. */
export const TEXT_IN_A_TURN = 256 * 1024;

/** The part of a resource's text that was asked for. */
export async function selected(
  text: string,
  type: ResourceType,
  selection: AttributeSelection | undefined,
): Promise<string> {
  if (selection === undefined || !leavesOut(selection, text)) return text;
  const isLarge = text.length > TEXT_IN_A_TURN;
  if (isLarge) await ownTurn();
  const resource = JSON.parse(text) as JsonObject;
  if (isLarge) await ownTurn();
  const part = select(resource, type, selection);
  if (isLarge) await ownTurn();
  return JSON.stringify(part);
}

/**
 * Whether a selection may take anything away. It does not where all that it leaves out was not even read: Entra asks for
 * every group without its members.
 */
function leavesOut({ kind, names }: AttributeSelection, text: string): boolean {
  return kind === 'only' || [...names.keys()].some((name) => text.includes(`"${name}"`));
}
