import { invalidPath, invalidValue, mutability, ScimError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { isObject } from '../json.js';
import type { AttributeDefinition, AttributePath } from '../schema/attribute-definition.js';
import { nameOf, subAttributeOf } from '../schema/attribute-index.js';
import type { Tolerated } from '../tolerances.js';
import type { PathTarget } from '../changes/attribute-change.js';
import { readSimple, subAttributeAt } from '../values/read-value.js';
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
  // Some IdPs name the value of the member whom they remove; elsewhere it would mean that of every member.
  const namesValue = op === 'remove' && filter !== undefined && subAttribute?.name === 'value';
  if (subAttribute !== undefined && !namesValue) throw immutablePart(path);
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

/** What a change of a sub-attribute of `members` or `groups` is refused with. */
export function immutablePart(path: AttributePath): ScimError {
  return mutability(
    `${nameOf(path)} cannot be changed: ${path.attribute.name} are added and removed`,
  );
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
  let value: unknown;
  for (const key of Object.keys(item)) {
    const definition = subAttributeAt(attribute, item, key, tolerated);
    if (definition?.name === 'value') value = item[key];
    else if (definition?.mutability === 'immutable') {
      checkPart(attribute, definition, item[key], tolerated);
    }
  }
  return value;
}

/** What else is said of a member is not taken over, so that nonsense does no harm; strict mode refuses it (T4). */
function checkPart(
  attribute: AttributeDefinition,
  definition: AttributeDefinition,
  raw: unknown,
  tolerated: Tolerated,
): void {
  if (raw === null) return;
  if (typeof raw !== 'string') tolerated.count('T4', `${attribute.name}.${definition.name}`);
  // The form of so many addresses would take longer to look at than all else.
  else if (definition.type !== 'reference') readSimple(definition, raw, tolerated, attribute);
}

function readRemovalWhere(filter: Filter): ReferenceChange {
  const ids = idsOf(filter);
  if (ids !== undefined) return { kind: 'remove', ids };
  refuseUnknowable(filter);
  return { kind: 'removeWhere', filter };
}

/** The address of a resource, which ends in its id. */
const REFERENCE = /(?:^|\/)(?:Users|Groups)\/([^/?#]+)$/;

/** The ids that a filter names, when it does no more than that: `value eq "x" or $ref eq "…/Users/y"`. */
function idsOf(filter: Filter): readonly string[] | undefined {
  if (filter.kind === 'or') {
    const ids = filter.operands.map(idsOf);
    return ids.every((some) => some !== undefined) ? ids.flat() : undefined;
  }
  if (filter.kind !== 'comparison' || filter.operator !== 'eq') return undefined;
  const text = String(filter.value);
  switch (filter.path.attribute.name) {
    case 'value':
      return [text];
    case '$ref':
      return REFERENCE.exec(text)?.slice(1) ?? [];
    default:
      return undefined;
  }
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
