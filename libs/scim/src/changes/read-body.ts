import { invalidSyntax, invalidValue } from '../errors.js';
import { isObject } from '../json.js';
import type {
  AttributeDefinition,
  AttributePath,
  ResourceType,
} from '../schema/attribute-definition.js';
import { indexOf, type IndexedSchema } from '../schema/attribute-index.js';
import { type Tolerated, UNCOUNTED } from '../tolerances.js';
import { singleValue } from '../values/read-value.js';
import { NamesOnce } from './names-once.js';

/** Takes what a body says. */
export interface BodyVisitor {
  attribute(path: AttributePath, raw: unknown): void;
  /** A key that names no attribute. */
  unknown(key: string, raw: unknown): void;
}

/**
 * Walks through the attributes of a resource, whole or partial: under their names in any letter case, dotted, behind
 * their schema's URN, or in an object under that URN (T5, T11, T16). Errors: 400 `invalidValue`; `invalidSyntax` for a
 * name that is there twice.
 */
export function visitBody(
  body: Readonly<Record<string, unknown>>,
  type: ResourceType,
  tolerated: Tolerated,
  visitor: BodyVisitor,
): void {
  // Two keys of one object differ, so names that are all written as defined are there once.
  if (walkBody(body, type, tolerated, visitor)) return;
  walkBody(body, type, UNCOUNTED, new NamesOnce());
}

/** Walks through the attributes under the URN of a schema. Null stands for no value in each. Errors: as `visitBody`. */
export function visitSchema(
  schema: IndexedSchema,
  raw: unknown,
  tolerated: Tolerated,
  visitor: BodyVisitor,
): void {
  if (walkSchema(schema, raw, tolerated, visitor)) return;
  walkSchema(schema, raw, UNCOUNTED, new NamesOnce());
}

/** Gives whether each attribute has the place and the name that its definition gives it. */
function walkBody(
  body: Readonly<Record<string, unknown>>,
  type: ResourceType,
  tolerated: Tolerated,
  visitor: BodyVisitor,
): boolean {
  const index = indexOf(type);
  let asDefined = true;
  for (const key of Object.keys(body)) {
    const raw = body[key];
    const path = index.paths.get(key, tolerated, 'T11');
    if (path !== undefined) {
      if (path.subAttribute !== undefined || key.includes(':')) tolerated.count('T5', key);
      asDefined &&= key === path.attribute.name;
      visitor.attribute(path, raw);
      continue;
    }
    const schema = index.schemas.get(key, tolerated, 'T16');
    if (schema === undefined) {
      asDefined &&= !key.includes('[');
      visitor.unknown(key, raw);
      continue;
    }
    asDefined &&= schema.isExtension && key === schema.definition.id;
    asDefined = walkSchema(schema, raw, tolerated, visitor) && asDefined;
  }
  return asDefined;
}

function walkSchema(
  schema: IndexedSchema,
  raw: unknown,
  tolerated: Tolerated,
  visitor: BodyVisitor,
): boolean {
  if (!schema.isExtension) tolerated.count('T16', schema.definition.id);
  const object = singleValue(raw, schema.definition.id, tolerated);
  if (object === null) {
    if (!schema.isExtension) return true;
    const extension = schema.definition.id;
    for (const attribute of schema.definition.attributes) {
      visitor.attribute({ extension, attribute }, null);
    }
    return true;
  }
  if (!isObject(object)) throw invalidValue(`${schema.definition.id} takes an object`);
  let asDefined = true;
  for (const key of Object.keys(object)) {
    const path = schema.paths.get(key, tolerated, 'T11');
    if (path === undefined) {
      visitor.unknown(key, object[key]);
      continue;
    }
    asDefined &&= key === path.attribute.name;
    visitor.attribute(path, object[key]);
  }
  return asDefined;
}

/** Whether a client may change what a path ends at. */
export function isWritable({ attribute, subAttribute }: AttributePath): boolean {
  return isReadWrite(attribute) && (subAttribute === undefined || isReadWrite(subAttribute));
}

/** Whether a path leads to the references, which stand beside the resource. */
export function isReference({ extension, attribute }: AttributePath, type: ResourceType): boolean {
  return extension === undefined && attribute.name === type.references;
}

/** Counts a key that names nothing here: an attribute, or something behind a URN. */
export function countUnknown(key: string, tolerated: Tolerated): void {
  tolerated.count(key.includes(':') ? 'T9' : 'T10', key);
}

/** Each is looked for in any letter case. */
const MOST_SCHEMAS = 100;

/**
 * Counts what is unknown, there twice or missing among the `schemas` that a body names (T9). Errors: 400 `invalidSyntax`
 * for too many.
 */
export function countSchemas(
  raw: unknown,
  isKnown: (urn: string) => boolean,
  tolerated: Tolerated,
  needed: readonly string[] = [],
): void {
  const urns: readonly unknown[] = Array.isArray(raw) ? raw : [];
  if (urns.length > MOST_SCHEMAS) {
    throw invalidSyntax(`schemas takes ${MOST_SCHEMAS} URNs at most`);
  }
  if (urns.length === 0) {
    tolerated.count('T9', 'schemas');
    return;
  }
  const named = new Set<string>();
  let wrong = 0;
  for (const urn of urns) {
    if (typeof urn === 'string' && isKnown(urn) && !named.has(urn.toLowerCase())) {
      named.add(urn.toLowerCase());
    } else {
      wrong += 1;
      tolerated.count('T9', 'schemas');
    }
  }
  if (wrong === 0 && !needed.every((urn) => named.has(urn.toLowerCase()))) {
    tolerated.count('T9', 'schemas');
  }
}

function isReadWrite({ mutability }: AttributeDefinition): boolean {
  return mutability === 'readWrite';
}
