import { applyChanges } from '../changes/apply-changes.js';
import type { AttributeChange } from '../changes/attribute-change.js';
import { requireAttributes } from '../changes/required.js';
import { mutability } from '../errors.js';
import type { JsonObject } from '../json.js';
import type { ReferenceChanges } from '../references/reference-changes.js';
import type { ResourceType } from '../schema/attribute-definition.js';
import type { Tolerated } from '../tolerances.js';

/** A PATCH, read and checked against the schema; immutable, to be applied as often as needed. */
export interface Patch {
  /** To the resource itself, in their order. */
  readonly changes: readonly AttributeChange[];
  /** To `groups` or `members`, in their order. */
  readonly references: ReferenceChanges;
  /** Takes note of what can only be told with the resource at hand (T12). */
  readonly tolerated: Tolerated;
}

/**
 * Applies a PATCH to a canonical writable resource, which does not hold the references. Pure and atomic: the resource
 * given is never changed, it is returned itself when nothing changes, and unchanged parts are shared.
 *
 * Errors: 400 `noTarget`, `invalidValue`; `mutability` when a required attribute would be left empty.
 */
export function applyPatch(
  patch: Patch,
  resource: JsonObject,
  type: ResourceType,
): { readonly resource: JsonObject; readonly references: ReferenceChanges } {
  const patched = applyChanges(patch.changes, resource, patch.tolerated);
  requireAttributes(patched, type, mutability);
  return { resource: patched, references: patch.references };
}
