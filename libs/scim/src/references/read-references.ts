import { invalidPath, invalidValue, mutability, ScimError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { isObject } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { subAttributeOf, subAttributePaths } from '../schema/attribute-index.js';
import type { Tolerated } from '../tolerances.js';
import type { PathTarget } from '../changes/attribute-change.js';
import { readSimple } from '../values/read-value.js';
import type { ReferenceChange } from './reference-changes.js';

/** The most references that one request may name: each becomes a fact, and all of them one command. */
export const MAX_REFERENCES = 10_000;

/** What a filter over references may ask for: nothing else is known of them without reading other resources. */
const FILTERABLE: ReadonlySet<string> = new Set(['value', 'type']);

/**
 * The ids in the value of `members` or `groups`, each once, in their order; none for null. An element may be an object
 * or the bare id, and what else the object says is ignored (T4). Errors: 400 `invalidValue`; 413 for too many.
 */
export function readReferenceIds(
  attribute: AttributeDefinition,
  raw: unknown,
  tolerated: Tolerated,
): readonly string[] {
  if (raw === null || raw === undefined) return [];
  if (!Array.isArray(raw)) tolerated.count('T14', attribute.name);
  const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  if (items.length > MAX_REFERENCES) throw tooManyReferences(attribute);
  const ids = new Set<string>();
  for (const item of items) {
    if (item === null) tolerated.count('T10', attribute.name);
    else ids.add(readId(attribute, item, tolerated));
  }
  return [...ids];
}

/** What a request with too many references is refused with. */
export function tooManyReferences({ name }: AttributeDefinition): ScimError {
  const detail = `${name} takes ${MAX_REFERENCES} values at most in one request: send the others in a PATCH`;
  return new ScimError(413, undefined, detail);
}

/**
 * Reads one PATCH operation on `members` or `groups`; undefined when it changes nothing.
 *
 * A reference is added or removed as a whole: its sub-attributes are immutable (RFC 7643 section 4.2).
 * Errors: 400 `invalidValue`, `invalidPath`, `mutability`.
 */
export function readReferenceChange(
  op: 'add' | 'replace' | 'remove',
  { path, filter }: PathTarget,
  raw: unknown,
  tolerated: Tolerated,
): ReferenceChange | undefined {
  const { attribute, subAttribute } = path;
  if (subAttribute !== undefined && subAttribute.name !== 'value') {
    throw mutability(`${attribute.name}.${subAttribute.name} cannot be changed`);
  }
  if (filter !== undefined) {
    if (op !== 'remove') {
      throw mutability(`${attribute.name} are added and removed, not changed in place`);
    }
    return readRemovalWhere(filter);
  }
  if (op === 'remove' && (raw === undefined || raw === null)) return { kind: 'replace', ids: [] };
  if (op === 'remove') tolerated.count('T4', attribute.name);
  const ids = readReferenceIds(attribute, raw, tolerated);
  return ids.length === 0 && op !== 'replace' ? undefined : { kind: op, ids };
}

function readId(attribute: AttributeDefinition, item: unknown, tolerated: Tolerated): string {
  const definition = subAttributeOf(attribute, 'value');
  let raw = item;
  if (isObject(item)) {
    raw = valueOf(attribute, item, tolerated);
    if (item['$ref'] === null) tolerated.note('T4');
  } else if (typeof item === 'string') {
    tolerated.count('T4', attribute.name);
  }
  const id =
    definition === undefined ? undefined : readSimple(definition, raw, tolerated, attribute);
  if (typeof id !== 'string') throw invalidValue(`each of ${attribute.name} needs a value`);
  return id;
}

function valueOf(
  attribute: AttributeDefinition,
  item: Readonly<Record<string, unknown>>,
  tolerated: Tolerated,
): unknown {
  const names = subAttributePaths(attribute);
  let value: unknown;
  for (const key of Object.keys(item)) {
    const name = names.get(key, tolerated, 'T11')?.attribute.name;
    if (name === undefined) tolerated.count('T10', `${attribute.name}.${key}`);
    else if (name === 'value') value = item[key];
  }
  return value;
}

function readRemovalWhere(filter: Filter): ReferenceChange {
  const ids = idsOf(filter);
  if (ids !== undefined) return { kind: 'remove', ids };
  refuseUnknowable(filter);
  return { kind: 'removeWhere', filter };
}

/** The ids that a filter names, when it does no more than that: `value eq "x" or value eq "y"`. */
function idsOf(filter: Filter): readonly string[] | undefined {
  if (filter.kind === 'or') {
    const ids = filter.operands.map(idsOf);
    return ids.every((some) => some !== undefined) ? ids.flat() : undefined;
  }
  const namesOne =
    filter.kind === 'comparison' &&
    filter.operator === 'eq' &&
    filter.path.attribute.name === 'value';
  return namesOne ? [String(filter.value)] : undefined;
}

function refuseUnknowable(filter: Filter): void {
  switch (filter.kind) {
    case 'and':
    case 'or':
      filter.operands.forEach(refuseUnknowable);
      break;
    case 'not':
      refuseUnknowable(filter.operand);
      break;
    case 'present':
    case 'comparison':
    case 'valuePath':
      if (!FILTERABLE.has(filter.path.attribute.name)) {
        throw invalidPath(`a filter on ${filter.path.attribute.name} is not supported here`);
      }
  }
}
