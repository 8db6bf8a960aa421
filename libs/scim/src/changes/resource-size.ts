import { ScimError } from '../errors.js';
import { isJsonArray, isJsonObject, type JsonValue } from '../json.js';

/** How much text a resource may have, in UTF-16 code units; references to others are not counted. */
const MAX_RESOURCE_TEXT = 262_144;

/** Refuses what makes a resource larger than any may be. One that is so already can still be made smaller. Errors: 413. */
export function checkSize(after: JsonValue, before: JsonValue): void {
  const size = sizeOf(after);
  if (size <= MAX_RESOURCE_TEXT || size <= sizeOf(before)) return;
  const detail = `the values of a resource take ${MAX_RESOURCE_TEXT} characters in all`;
  throw new ScimError(413, undefined, detail);
}

function sizeOf(value: JsonValue | undefined): number {
  if (typeof value === 'string') return value.length;
  let size = 0;
  if (isJsonArray(value)) for (const element of value) size += sizeOf(element);
  else if (isJsonObject(value)) for (const key in value) size += sizeOf(value[key]);
  return size;
}
