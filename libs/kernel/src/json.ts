/** A value that JSON can carry. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object. Absent members are absent, never `undefined` in the text. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** Tells an object from the other values of JSON. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
