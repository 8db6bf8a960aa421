import { applyChanges } from '../changes/apply-changes.js';
import type { AttributeChange } from '../changes/attribute-change.js';
import {
  countSchemas,
  countUnknown,
  isReference,
  isWritable,
  visitBody,
} from '../changes/read-body.js';
import { readAssignment } from '../changes/read-changes.js';
import { invalidSyntax } from '../errors.js';
import { isObject, type JsonObject } from '../json.js';
import { immutablePart, readReferenceIds } from '../references/read-references.js';
import type { ResourceType } from '../schema/attribute-definition.js';
import { indexOf } from '../schema/attribute-index.js';
import { type Tolerated, UNCOUNTED } from '../tolerances.js';

/** What a POST or PUT body says. */
export interface ResourceBody {
  /** The canonical writable resource. */
  readonly resource: JsonObject;
  /** The ids in `groups` or `members`; undefined when they were not sent, or null. */
  readonly references: readonly string[] | undefined;
}

/**
 * Reads the body of a POST or PUT: the changes that lead from nothing to the resource, so that every way to write reads
 * values alike. What is unknown, null or read-only is ignored and counted. Errors: 400 `invalidSyntax`, `invalidValue`.
 */
export function readResource(
  body: unknown,
  type: ResourceType,
  tolerated: Tolerated,
): ResourceBody {
  if (!isObject(body)) throw invalidSyntax('the body must be an object');
  const changes: AttributeChange[] = [];
  let references: readonly string[] | undefined;
  let schemas: unknown;
  const followed = [type.schema.id];
  visitBody(body, type, tolerated, {
    attribute(path, raw) {
      if (path.attribute.name === 'schemas') {
        schemas = raw;
      } else if (raw === null) {
        // RFC 7643 section 2.5: null is the same as to leave the attribute out.
        tolerated.note('T10');
      } else if (isReference(path, type)) {
        if (path.subAttribute?.mutability === 'immutable') throw immutablePart(path);
        if (!isWritable(path)) tolerated.note('T10');
        if (path.subAttribute !== undefined) return;
        references = readReferenceIds(path.attribute, raw, tolerated);
      } else if (isWritable(path)) {
        const { extension } = path;
        if (extension !== undefined && !followed.includes(extension)) followed.push(extension);
        readAssignment('replace', { path }, raw, tolerated, changes);
      } else {
        // RFC 7644 section 3.3 and 3.5.1: what is read-only is ignored.
        tolerated.note('T10');
      }
    },
    unknown(key) {
      countUnknown(key, tolerated);
    },
  });
  const isKnown = (urn: string) => indexOf(type).schemas.get(urn, tolerated, 'T9') !== undefined;
  countSchemas(schemas, isKnown, tolerated, followed);
  return { resource: applyChanges(changes, {}, UNCOUNTED), references };
}

/** The text of an optional attribute of a canonical resource. */
export function optionalText(resource: JsonObject, name: string): string | undefined {
  const value = resource[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
