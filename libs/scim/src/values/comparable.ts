import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import type { AttributeDefinition, ResourceType } from '../schema/attribute-definition.js';
import { COMMON_ATTRIBUTES } from '../schema/common.js';
import { parseInstant } from './date-time.js';
import { foldCase } from './fold-case.js';

/** A value in the form in which it compares: text folded unless it is case-exact, a dateTime as its instant. */
export type Comparable = boolean | number | string;

/** The form in which a simple value compares; undefined for none, and for one that is not of the attribute's kind. */
export function comparableOf(
  definition: AttributeDefinition,
  value: JsonValue | undefined,
): Comparable | undefined {
  if (typeof value === 'string') {
    if (definition.type === 'dateTime') return parseInstant(value);
    return definition.caseExact ? value : foldCase(value);
  }
  return typeof value === 'boolean' || typeof value === 'number' ? value : undefined;
}

/**
 * The order of texts: by code point, as databases that compare UTF-8 by its bytes have it. JavaScript's own order of
 * UTF-16 code units differs where a character beyond U+FFFF meets one from U+E000 on.
 */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for characters beyond all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * A resource in the form in which its values compare, which is what a database searches: nothing in it is empty, and a
 * boolean is 0 or 1. What other aggregates say of it is not in it, nor what depends on the request (`location`) or on
 * both (`version`).
 */
export function comparableResource(resource: JsonObject, type: ResourceType): JsonObject {
  const core = comparableObject(resource, coreAttributes(type));
  const extensions = type.extensions.flatMap(({ id, attributes }) => {
    const value = resource[id];
    const comparable = isJsonObject(value) ? comparableObject(value, attributes) : {};
    return Object.keys(comparable).length === 0 ? [] : [[id, comparable] as const];
  });
  return extensions.length === 0 ? core : { ...core, ...Object.fromEntries(extensions) };
}

const coreAttributesOf = new WeakMap<ResourceType, readonly AttributeDefinition[]>();

function coreAttributes(type: ResourceType): readonly AttributeDefinition[] {
  let attributes = coreAttributesOf.get(type);
  if (attributes === undefined) {
    attributes = [...COMMON_ATTRIBUTES, ...type.schema.attributes].filter(
      ({ name, returned }) => returned !== 'never' && name !== type.references,
    );
    coreAttributesOf.set(type, attributes);
  }
  return attributes;
}

function comparableObject(
  object: JsonObject,
  attributes: readonly AttributeDefinition[],
): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const attribute of attributes) {
    const value = object[attribute.name];
    if (value === undefined || value === null) continue;
    const comparable = isJsonArray(value)
      ? comparableElements(attribute, value)
      : comparableValue(attribute, value);
    if (comparable !== undefined) result[attribute.name] = comparable;
  }
  return result;
}

function comparableElements(
  attribute: AttributeDefinition,
  values: readonly JsonValue[],
): JsonValue | undefined {
  const elements = values
    .map((value) => comparableValue(attribute, value))
    .filter((value) => value !== undefined);
  return elements.length === 0 ? undefined : elements;
}

function comparableValue(
  attribute: AttributeDefinition,
  value: JsonValue,
): JsonObject | number | string | undefined {
  if (attribute.type !== 'complex') {
    const comparable = comparableOf(attribute, value);
    if (comparable === '') return undefined;
    return typeof comparable === 'boolean' ? Number(comparable) : comparable;
  }
  if (!isJsonObject(value)) return undefined;
  const object = comparableObject(value, searchedParts(attribute));
  return Object.keys(object).length === 0 ? undefined : object;
}

const searchedMeta = COMMON_ATTRIBUTES.find(({ name }) => name === 'meta')?.subAttributes?.filter(
  ({ name }) => name !== 'location' && name !== 'version',
);

function searchedParts(attribute: AttributeDefinition): readonly AttributeDefinition[] {
  return (attribute.name === 'meta' ? searchedMeta : attribute.subAttributes) ?? [];
}
