import { isJsonObject, type JsonObject, type JsonValue } from '#kernel';
import type { AttributeChange } from './user.events.js';

/**
 * What differs between two sets of attributes, sub-attribute by sub-attribute where an attribute is a single complex
 * one (`name`, an extension), whole where it is simple or multi-valued. The order of a multi-valued attribute says
 * nothing (RFC 7643 section 2.4), so values in another order are no change.
 */
export function attributeChanges(from: JsonObject, to: JsonObject): AttributeChange[] {
  const changes: AttributeChange[] = [];
  for (const name of keysOf(from, to)) {
    const before = from[name];
    const after = to[name];
    if (isComplex(before) || isComplex(after)) {
      const parts = isComplex(before) ? before : {};
      const next = isComplex(after) ? after : {};
      for (const part of keysOf(parts, next)) {
        push(changes, pathOf(name, part), parts[part], next[part]);
      }
    } else {
      push(changes, name, before, after);
    }
  }
  return changes;
}

/** The attributes after the changes. */
export function applyChanges(
  attributes: JsonObject,
  changes: readonly AttributeChange[],
): JsonObject {
  const result: Record<string, JsonValue | undefined> = { ...attributes };
  for (const { attribute, to } of changes) {
    const [name, part] = partsOf(attribute);
    if (part === undefined) {
      assign(result, name, to);
    } else {
      const present = result[name];
      const complex: Record<string, JsonValue | undefined> = isJsonObject(present)
        ? { ...present }
        : {};
      assign(complex, part, to);
      assign(result, name, Object.keys(complex).length === 0 ? undefined : complex);
    }
  }
  return result;
}

/** Whether two values say the same; the order of a list says nothing. */
export function sameValue(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  return isCompound(a) && isCompound(b) && fingerprint(a) === fingerprint(b);
}

function isCompound(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null;
}

function fingerprint(value: JsonValue | undefined): string {
  if (isList(value)) return `[${value.map(fingerprint).sort().join()}]`;
  if (isJsonObject(value)) {
    const members = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${fingerprint(value[key])}`);
    return `{${members.join()}}`;
  }
  return value === undefined ? '' : JSON.stringify(value);
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A single complex attribute or an extension: an object that is described by its parts. */
function isComplex(value: JsonValue | undefined): value is JsonObject {
  return isJsonObject(value);
}

function keysOf(a: JsonObject, b: JsonObject): Set<string> {
  return new Set([...Object.keys(a), ...Object.keys(b)]);
}

function push(
  changes: AttributeChange[],
  attribute: string,
  from: JsonValue | undefined,
  to: JsonValue | undefined,
): void {
  if (sameValue(from, to)) return;
  changes.push({
    attribute,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
}

function assign(
  target: Record<string, JsonValue | undefined>,
  key: string,
  value: JsonValue | undefined,
): void {
  if (value === undefined) Reflect.deleteProperty(target, key);
  else target[key] = value;
}

/** An extension's attributes are joined by a colon, sub-attributes by a dot (RFC 7644 section 3.10). */
function pathOf(name: string, part: string): string {
  return name.startsWith('urn:') ? `${name}:${part}` : `${name}.${part}`;
}

function partsOf(path: string): [name: string, part?: string] {
  const at = path.startsWith('urn:') ? path.lastIndexOf(':') : path.indexOf('.');
  return at < 0 ? [path] : [path.slice(0, at), path.slice(at + 1)];
}
