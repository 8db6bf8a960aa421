import type { Filter } from '../filter/filter.js';
import type { JsonObject } from '../json.js';

/** One change to the values of `User.groups` or `Group.members`; a replacement by nothing removes all. */
export type ReferenceChange =
  | { readonly kind: 'add' | 'remove' | 'replace'; readonly ids: readonly string[] }
  | {
      readonly kind: 'removeWhere';
      readonly filter: Filter;
      /** What every value bears besides its id. */
      readonly labels: JsonObject;
    };

/** Changes in the order in which they were asked for. */
export type ReferenceChanges = readonly ReferenceChange[];

/** The ids referred to now. */
export interface ReferenceSet {
  has(id: string): boolean;
  values(): Iterable<string>;
}

/** The net effect of changes. */
export function resolveReferences(
  _changes: ReferenceChanges,
  _current: ReferenceSet,
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  throw new Error('to come');
}
