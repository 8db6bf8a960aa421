import type { JsonObject } from '../json.js';
import {
  type ReferenceChanges,
  type ReferenceSet,
  resolveReferences,
} from '../references/reference-changes.js';
import type { ResourceType } from '../schema/attribute-definition.js';
import { GROUP, USER } from '../schema/resource-types.js';
import { type ToleranceLog, toleranceLog } from '../tolerances.js';
import { applyPatch } from './patch.js';
import { readPatch } from './read-patch.js';

/** What came of a PATCH in a test. */
export interface Patched {
  readonly resource: JsonObject;
  readonly references: ReferenceChanges;
  readonly tolerated: ToleranceLog['counts'];
}

/** Applies a PATCH body to a canonical resource, for tests. */
export function patchWith(body: unknown, resource: JsonObject, type: ResourceType): Patched {
  const log = toleranceLog();
  const patch = readPatch(body, type, log);
  return { ...applyPatch(patch, resource, type), tolerated: log.counts };
}

/** A user after operations, for tests. */
export function patchUser(resource: JsonObject, ...operations: unknown[]): JsonObject {
  return patchWith({ Operations: operations }, { userName: 'ann', ...resource }, USER).resource;
}

/** The members of a group, for tests: those whose ids begin with `g` are groups. */
export function membersOf(ids: readonly string[]): ReferenceSet {
  return {
    has: (id) => ids.includes(id),
    values: () => ids,
    typeOf: (id) => (id.startsWith('g') ? 'Group' : 'User'),
  };
}

/** The net effect of operations on the members of a group, for tests. */
export function patchMembers(
  members: readonly string[],
  ...operations: unknown[]
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  const { references } = patchWith({ Operations: operations }, { displayName: 'Team' }, GROUP);
  return resolveReferences(references, membersOf(members));
}
