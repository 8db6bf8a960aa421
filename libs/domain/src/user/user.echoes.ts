import { isJsonObject, type JsonObject, type JsonValue } from '#kernel';

/**
 * What a PUT states, without the display names that repeat a value of which the account has none: Okta adds them to what
 * it has read, and means no change. The same object where there are none.
 */
export function withoutEchoes(stated: JsonObject, present: JsonObject): JsonObject {
  let meant: Record<string, JsonValue | undefined> | undefined;
  for (const name in stated) {
    const elements = elementsOf(stated[name]);
    if (!elements.some(repeatsItself)) continue;
    const before = elementsOf(present[name]);
    const isEcho = (element: JsonObject) =>
      repeatsItself(element) &&
      before.some(
        ({ value, type, display }) =>
          value === element['value'] && type === element['type'] && display === undefined,
      );
    meant ??= { ...stated };
    meant[name] = elements.map((element) => (isEcho(element) ? withoutDisplay(element) : element));
  }
  return meant ?? stated;
}

function elementsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : [];
}

function repeatsItself({ display, value }: JsonObject): boolean {
  return display !== undefined && display === value;
}

function withoutDisplay({ display: _, ...others }: JsonObject): JsonObject {
  return others;
}
