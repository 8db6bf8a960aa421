import type { Filter } from '../filter/filter.js';
import { matches } from '../filter/matches.js';

/** One change to the values of `User.groups` or `Group.members`; a replacement by nothing removes all. */
export type ReferenceChange =
  | { readonly kind: 'add' | 'remove' | 'replace'; readonly ids: readonly string[] }
  | { readonly kind: 'removeWhere'; readonly filter: Filter };

/** Changes in the order in which they were asked for. */
export type ReferenceChanges = readonly ReferenceChange[];

/** The ids referred to now. */
export interface ReferenceSet {
  has(id: string): boolean;
  values(): Iterable<string>;
  /** The `type` of a value, of one that the changes bring in too; asked where there is a `removeWhere`. */
  typeOf(id: string): string;
}

/**
 * The net effect of changes: who was not there and is then, who was there and is not then.
 *
 * Costs as much as the changes are long. Only a replacement and a `removeWhere` read the present values.
 */
export function resolveReferences(
  changes: ReferenceChanges,
  current: ReferenceSet,
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  /** Whether an id is there after the changes so far; those not named are as they were, unless all were replaced. */
  const named = new Map<string, boolean>();
  let replaced = false;

  for (const change of changes) {
    switch (change.kind) {
      case 'add':
        for (const id of change.ids) named.set(id, true);
        break;
      case 'remove':
        for (const id of change.ids) named.set(id, false);
        break;
      case 'replace':
        named.clear();
        for (const id of change.ids) named.set(id, true);
        replaced = true;
        break;
      case 'removeWhere': {
        const goes = (id: string) =>
          matches(change.filter, { value: id, type: current.typeOf(id) });
        const present = [...named.keys()].filter((id) => named.get(id) === true);
        for (const id of present) if (goes(id)) named.set(id, false);
        if (replaced) break;
        for (const id of current.values()) if (!named.has(id) && goes(id)) named.set(id, false);
        break;
      }
    }
  }

  const added: string[] = [];
  const removed: string[] = [];
  for (const [id, there] of named) {
    if (there && !current.has(id)) added.push(id);
    else if (!there && !replaced && current.has(id)) removed.push(id);
  }
  if (replaced) {
    for (const id of current.values()) if (named.get(id) !== true) removed.push(id);
  }
  return { added, removed };
}
