import { invalidPath, invalidValue } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { isObject, type JsonObject } from '../json.js';
import type { AttributeDefinition, AttributePath } from '../schema/attribute-definition.js';
import { nameOf, subAttributeOf } from '../schema/attribute-index.js';
import { type Tolerated, UNCOUNTED } from '../tolerances.js';
import {
  readElements,
  readSimple,
  readSubAttributes,
  singleValue,
  type SimpleValue,
  subAttributeAt,
} from '../values/read-value.js';
import type { AttributeChange, PathTarget } from './attribute-change.js';

/**
 * Reads what is to be added to a target or to replace it, as changes behind those read before. A single-valued attribute
 * is replaced by either. Null and the empty text stand for no value, so they take the present one away.
 * Errors: 400 `invalidValue`, `invalidPath`.
 */
export function readAssignment(
  op: 'add' | 'replace',
  target: PathTarget,
  raw: unknown,
  tolerated: Tolerated,
  changes: AttributeChange[],
): void {
  const { path, filter } = target;
  const { attribute, subAttribute } = path;
  if (!attribute.multiValued) {
    refuseFilter(target);
    if (attribute.type === 'complex' && subAttribute === undefined) {
      readComplex(path, raw, tolerated, changes);
    } else if (subAttribute === undefined) {
      changes.push(setOrUnset(path, readSimple(attribute, raw, tolerated)));
    } else {
      changes.push(setOrUnset(path, readSimple(subAttribute, raw, tolerated, attribute)));
    }
  } else if (subAttribute !== undefined) {
    const value = readSimple(subAttribute, raw, tolerated, attribute);
    changes.push(
      value === undefined
        ? { kind: 'unsetInElements', path, filter }
        : setInElements(target, { [subAttribute.name]: value }, false),
    );
  } else if (filter !== undefined) {
    changes.push(readElementAssignment(op, target, raw, tolerated));
  } else {
    const elements = readElements(attribute, raw, tolerated);
    changes.push({ kind: op === 'add' ? 'addElements' : 'replaceElements', path, elements });
  }
}

/**
 * Reads a removal. `raw` names the elements to remove from a multi-valued attribute (T4); for every other target it
 * means nothing. Errors: 400 `invalidValue`, `invalidPath`.
 */
export function readRemoval(
  target: PathTarget,
  raw: unknown,
  tolerated: Tolerated,
): AttributeChange {
  const { path, filter } = target;
  if (!path.attribute.multiValued) {
    refuseFilter(target);
    return { kind: 'unset', path };
  }
  if (filter !== undefined || path.subAttribute !== undefined) {
    return { kind: 'unsetInElements', path, filter };
  }
  if (raw === undefined || raw === null) return { kind: 'unset', path };
  tolerated.count('T4', path.attribute.name);
  const elements = readElements(path.attribute, raw, tolerated, 'bare-strings');
  return { kind: 'removeElements', path, elements };
}

function setOrUnset(path: AttributePath, value: SimpleValue | undefined): AttributeChange {
  return value === undefined ? { kind: 'unset', path } : { kind: 'set', path, value };
}

/** Sets the sub-attributes given and keeps the others (RFC 7644 section 3.5.2.3); a text is the `value` (T8). */
function readComplex(
  path: AttributePath,
  raw: unknown,
  tolerated: Tolerated,
  changes: AttributeChange[],
): void {
  const { attribute } = path;
  const given = singleValue(raw, nameOf(path), tolerated);
  if (given === '') tolerated.count('T8', nameOf(path));
  if (given === null || given === '') {
    changes.push({ kind: 'unset', path });
    return;
  }
  const set = (subAttribute: AttributeDefinition, inner: unknown): void => {
    const value = readSimple(subAttribute, inner, tolerated, attribute);
    changes.push(setOrUnset({ ...path, subAttribute }, value));
  };
  const value = typeof given === 'string' ? subAttributeOf(attribute, 'value') : undefined;
  if (value !== undefined) {
    tolerated.count('T8', nameOf(path));
    set(value, given);
    return;
  }
  if (!isObject(given)) throw invalidValue(`${nameOf(path)} takes an object`);
  for (const key of Object.keys(given)) {
    const sub = subAttributeAt(attribute, given, key, tolerated);
    if (sub === undefined) continue;
    if (sub.mutability === 'readOnly') tolerated.note('T10');
    else set(sub, given[key]);
  }
}

function readElementAssignment(
  op: 'add' | 'replace',
  target: PathTarget,
  raw: unknown,
  tolerated: Tolerated,
): AttributeChange {
  const { attribute } = target.path;
  const value = singleValue(raw, attribute.name, tolerated);
  if (value === null) return { kind: 'unsetInElements', path: target.path, filter: target.filter };
  if (!isObject(value)) throw invalidValue(`${attribute.name} takes an object here`);
  return setInElements(target, readSubAttributes(attribute, value, tolerated), op === 'replace');
}

function setInElements(
  { path, filter }: PathTarget,
  values: JsonObject,
  whole: boolean,
): AttributeChange {
  const origin = filter === undefined ? {} : originOf(path, filter);
  return { kind: 'setInElements', path, filter, values, whole, origin };
}

/** The element that a filter describes, when it is made of `attribute eq literal` joined by `and` (T12). */
function originOf(path: AttributePath, filter: Filter): JsonObject | undefined {
  const origin: Record<string, SimpleValue> = {};
  const describe = (part: Filter): boolean => {
    if (part.kind === 'and') return part.operands.every(describe);
    if (part.kind !== 'comparison' || part.operator !== 'eq') return false;
    const definition = part.path.attribute;
    const value = readSimple(definition, part.literal, UNCOUNTED, path.attribute);
    const before = origin[definition.name];
    if (value === undefined || (before !== undefined && before !== value)) return false;
    origin[definition.name] = value;
    return true;
  };
  return describe(filter) ? origin : undefined;
}

function refuseFilter({ path, filter }: PathTarget): void {
  if (filter === undefined) return;
  throw invalidPath(`${path.attribute.name} has a single value: it takes no filter`);
}
