import type { JsonObject } from '../json.js';
import type { ResourceType } from '../schema/attribute-definition.js';
import type { Tolerated } from '../tolerances.js';
import type { ReferenceChanges } from './references.js';

/** A PATCH, read and checked against the schema; immutable, to be applied as often as needed. */
export interface Patch {
  readonly references: ReferenceChanges;
}

/** Reads a PATCH body (RFC 7644 section 3.5.2). */
export function readPatch(_body: unknown, _type: ResourceType, _tolerated: Tolerated): Patch {
  throw new Error('to come');
}

/** Applies a PATCH. */
export function applyPatch(
  _patch: Patch,
  _resource: JsonObject,
  _type: ResourceType,
  _tolerated?: Tolerated,
): { readonly resource: JsonObject; readonly references: ReferenceChanges } {
  throw new Error('to come');
}
