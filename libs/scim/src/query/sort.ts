import { invalidValue } from '../errors.js';
import { comparedPath, namesOf } from '../filter/parse-filter.js';
import { targetOf } from '../filter/filter.js';
import type { AttributePath, ResourceType } from '../schema/attribute-definition.js';
import { nameOf } from '../schema/attribute-index.js';
import type { Tolerated } from '../tolerances.js';
import { compareText } from '../values/comparable.js';
/** What a resource is sorted by; null when it has no such value. */
export type SortKey = string | number | null;

/**
 * Binds what a list is sorted by (RFC 7644 section 3.4.2.3) to the schema of a resource type.
 *
 * @param others types that are listed with it: an attribute that only they have is one that is absent here
 *
 * Errors: 400 `invalidValue` for an unknown attribute, and for one that is no order: a complex one without a value of
 * its own, and what other resources or the request decide (memberships, `location`, `version`).
 */
export function bindSort(
  by: string,
  type: ResourceType,
  tolerated: Tolerated,
  others: readonly ResourceType[] = [],
): AttributePath {
  const named = namesOf(type, others).get(by, tolerated, 'T11');
  if (named === undefined || named.attribute.returned === 'never') {
    throw invalidValue(`sortBy names an unknown attribute: ${by.slice(0, 100)}`);
  }
  const path = comparedPath(named);
  if (targetOf(path).type === 'complex' || belongsElsewhere(path, [type, ...others])) {
    throw invalidValue(`sortBy cannot be ${nameOf(named)}`);
  }
  return path;
}

function belongsElsewhere(
  { attribute, subAttribute }: AttributePath,
  types: readonly ResourceType[],
): boolean {
  if (attribute.name === 'meta') {
    return subAttribute?.name === 'location' || subAttribute?.name === 'version';
  }
  const isReference = types.some(({ references }) => references === attribute.name);
  return isReference || (attribute.multiValued && attribute.mutability === 'readOnly');
}

/** The order of keys: what has no value comes last, in descending order first. */
export function compareSortKeys(left: SortKey, right: SortKey, descending: boolean): number {
  const order = ascending(left, right);
  return descending ? -order : order;
}

function ascending(left: SortKey, right: SortKey): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  return typeof left === 'string' && typeof right === 'string'
    ? compareText(left, right)
    : Number(left) - Number(right);
}
