import { invalidSyntax, invalidValue } from '../errors.js';
import { isObject, type JsonObject, type JsonValue } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { nameOf, subAttributePaths } from '../schema/attribute-index.js';
import type { Tolerated } from '../tolerances.js';
import { parseInstant } from './date-time.js';

/** The most elements a multi-valued attribute may have: they are compared with each other. References are not limited. */
export const MAX_ELEMENTS = 500;

/** NUL ends a text for some databases, and half a surrogate pair is no text at all. */
const ILL_FORMED = /[\0\uD800-\uDFFF]/u;

/** RFC 7643 section 2.3.6; line breaks within are left to whoever wrote them. */
const NOT_BASE64 = /[^A-Za-z0-9+/_=\s-]/;

export type SimpleValue = boolean | number | string;

/** Whether a text may be stored and sent again. */
export function isWellFormed(text: string): boolean {
  return !ILL_FORMED.test(text);
}

/** What stands for a single value: itself, or the one element of an array (T3); null for an empty array. */
export function singleValue(raw: unknown, name: string, tolerated: Tolerated): unknown {
  if (!Array.isArray(raw)) return raw;
  if (raw.length > 1) throw invalidValue(`${name} takes a single value`);
  tolerated.count('T3', name);
  return raw[0] ?? null;
}

/**
 * Reads the value of a simple attribute; undefined for no value, which is null and, of an attribute that takes texts,
 * the empty text (T10). Errors: 400 `invalidValue`.
 */
export function readSimple(
  definition: AttributeDefinition,
  raw: unknown,
  tolerated: Tolerated,
  owner?: AttributeDefinition,
): SimpleValue | undefined {
  const value = Array.isArray(raw)
    ? singleValue(raw, qualified(definition, owner), tolerated)
    : raw;
  if (value === null || value === undefined) return undefined;
  if (value === '' && isText(definition)) {
    tolerated.count('T10', qualified(definition, owner), 'invalidValue');
    return undefined;
  }
  switch (definition.type) {
    case 'boolean':
      return readBoolean(value, definition, tolerated, owner);
    case 'integer':
    case 'decimal':
      return readNumber(value, definition, owner);
    case 'dateTime':
    case 'string':
    case 'reference':
    case 'binary':
      return readText(value, definition, tolerated, owner);
    case 'complex':
      throw new Error(`${definition.name} is complex`);
  }
}

/**
 * Reads an object's sub-attributes under their canonical names, leaving out what is unknown, read-only or empty.
 * Errors: 400 `invalidValue`, `invalidSyntax` for a name that is there twice.
 */
export function readSubAttributes(
  attribute: AttributeDefinition,
  raw: Readonly<Record<string, unknown>>,
  tolerated: Tolerated,
): JsonObject {
  const read: Record<string, JsonValue> = {};
  for (const key of Object.keys(raw)) {
    const definition = subAttributeAt(attribute, raw, key, tolerated);
    if (definition === undefined) continue;
    if (definition.mutability === 'readOnly') {
      tolerated.note('T10');
      continue;
    }
    const value = readSimple(definition, raw[key], tolerated, attribute);
    if (value !== undefined) read[definition.name] = value;
    else if (raw[key] !== '') tolerated.note('T10');
  }
  return read;
}

/**
 * The sub-attribute that a key of an object names; undefined for none, which is counted. Errors: 400 `invalidSyntax`
 * for a name that is there in another letter case, too.
 */
export function subAttributeAt(
  attribute: AttributeDefinition,
  object: Readonly<Record<string, unknown>>,
  key: string,
  tolerated: Tolerated,
): AttributeDefinition | undefined {
  const definition = subAttributePaths(attribute).get(key, tolerated, 'T11')?.attribute;
  if (definition === undefined) {
    tolerated.count('T10', `${attribute.name}.${key}`);
  } else if (key !== definition.name) {
    // RFC 7643 section 2.1: it is one name. Two keys that are both as defined are one key.
    const folded = key.toLowerCase();
    if (Object.keys(object).some((other) => other !== key && other.toLowerCase() === folded)) {
      throw invalidSyntax(`${qualified(definition, attribute)} is given twice`);
    }
  }
  return definition;
}

/**
 * Reads the elements of a multi-valued complex attribute; none for null. `bareStrings` takes a text for an element
 * of which only the value is given. Errors: 400 `invalidValue`.
 */
export function readElements(
  attribute: AttributeDefinition,
  raw: unknown,
  tolerated: Tolerated,
  bareStrings: 'bare-strings' | 'objects' = 'objects',
): JsonObject[] {
  if (raw === null || raw === undefined) return [];
  if (!Array.isArray(raw)) tolerated.count('T14', attribute.name);
  const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  if (items.length > MAX_ELEMENTS) throw tooManyElements(attribute);
  const elements: JsonObject[] = [];
  for (const item of items) {
    const object =
      typeof item === 'string' && bareStrings === 'bare-strings' ? { value: item } : item;
    if (object === null) {
      tolerated.count('T10', attribute.name, 'invalidValue');
      continue;
    }
    if (!isObject(object)) throw invalidValue(`${attribute.name} takes objects`);
    const element = readSubAttributes(attribute, object, tolerated);
    if (Object.keys(element).length > 0) elements.push(element);
  }
  if (elements.filter(({ primary }) => primary === true).length > 1) {
    tolerated.count('T20', attribute.name);
  }
  return elements;
}

export function tooManyElements(attribute: AttributeDefinition) {
  return invalidValue(`${attribute.name} takes ${MAX_ELEMENTS} values at most`);
}

/** The boolean that a text stands for (T2), undefined when for none. */
export function booleanOf(text: string): boolean | undefined {
  switch (text.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      return undefined;
  }
}

function isText({ type }: AttributeDefinition): boolean {
  return type !== 'boolean' && type !== 'integer' && type !== 'decimal';
}

function readBoolean(
  value: unknown,
  definition: AttributeDefinition,
  tolerated: Tolerated,
  owner: AttributeDefinition | undefined,
): boolean {
  if (typeof value === 'boolean') return value;
  const meant = typeof value === 'string' ? booleanOf(value) : undefined;
  if (meant === undefined) throw invalidValue(`${qualified(definition, owner)} takes a boolean`);
  tolerated.count('T2', qualified(definition, owner));
  return meant;
}

function readNumber(
  value: unknown,
  definition: AttributeDefinition,
  owner: AttributeDefinition | undefined,
): number {
  const fits = definition.type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (typeof value === 'number' && fits) return value;
  throw invalidValue(`${qualified(definition, owner)} takes a number (${definition.type})`);
}

function readText(
  value: unknown,
  definition: AttributeDefinition,
  tolerated: Tolerated,
  owner: AttributeDefinition | undefined,
): string | undefined {
  const refuse = (detail: string) => invalidValue(`${qualified(definition, owner)} ${detail}`);
  if (typeof value !== 'string') throw refuse('takes a string');
  if (value.length > definition.maxLength) {
    throw refuse(`takes ${definition.maxLength} characters at most`);
  }
  if (!isWellFormed(value)) throw refuse('is not well-formed text');
  if (definition.type === 'dateTime' && parseInstant(value) === undefined) {
    throw refuse('takes a dateTime');
  }
  if (definition.type === 'binary' && NOT_BASE64.test(value)) throw refuse('takes Base64');
  if (!isCanonical(value, definition)) tolerated.count('T19', qualified(definition, owner));
  if (definition.form?.test(value) === false) tolerated.count('T21', qualified(definition, owner));
  const text = definition.trimmed === true ? value.trim() : value;
  return text === '' ? undefined : text;
}

/** RFC 7643 section 2.3.1 leaves it to the service provider whether others are accepted. */
function isCanonical(value: string, { canonicalValues, caseExact }: AttributeDefinition): boolean {
  if (canonicalValues === undefined || canonicalValues.includes(value)) return true;
  const folded = value.toLowerCase();
  return !caseExact && canonicalValues.some((canonical) => canonical.toLowerCase() === folded);
}

function qualified(
  definition: AttributeDefinition,
  owner: AttributeDefinition | undefined,
): string {
  return owner === undefined
    ? definition.name
    : nameOf({ attribute: owner, subAttribute: definition });
}
