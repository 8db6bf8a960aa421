import { invalidPath, invalidValue } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { isObject, type JsonObject } from '../json.js';
import type { AttributePath } from '../schema/attribute-definition.js';
import { nameOf, subAttributeOf, subAttributePaths } from '../schema/attribute-index.js';
import { type Tolerated, UNCOUNTED } from '../tolerances.js';
import {
  readElements,
  readSimple,
  readSubAttributes,
  singleValue,
  type SimpleValue,
} from '../values/read-value.js';
import type { AttributeChange, PathTarget } from './attribute-change.js';

/**
 * Reads what is to be added to a target or to replace it. A single-valued attribute is replaced by either. Null and the
 * empty text stand for no value, so they take the present one away. Errors: 400 `invalidValue`, `invalidPath`.
 */
export function readAssignment(
  op: 'add' | 'replace',
  target: PathTarget,
  raw: unknown,
  tolerated: Tolerated,
): readonly AttributeChange[] {
  const { path, filter } = target;
  const { attribute, subAttribute } = path;
  if (!attribute.multiValued) {
    refuseFilter(target);
    if (attribute.type === 'complex' && subAttribute === undefined) {
      return readComplex(op, path, raw, tolerated);
    }
    const value = readSimple(subAttribute ?? attribute, raw, tolerated, subAttribute && attribute);
    return [value === undefined ? { kind: 'unset', path } : { kind: 'set', path, value }];
  }
  if (subAttribute !== undefined) {
    const value = readSimple(subAttribute, raw, tolerated, attribute);
    if (value === undefined) return [{ ...target, kind: 'unsetInElements' }];
    return [setInElements(target, { [subAttribute.name]: value }, false)];
  }
  if (filter !== undefined) return [readElementAssignment(op, target, raw, tolerated)];
  const elements = readElements(attribute, raw, tolerated);
  return [{ kind: op === 'add' ? 'addElements' : 'replaceElements', path, elements }];
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
    return { ...target, kind: 'unsetInElements' };
  }
  if (raw === undefined || raw === null) return { kind: 'unset', path };
  tolerated.count('T4');
  const elements = readElements(path.attribute, raw, tolerated, 'bare-strings');
  return { kind: 'removeElements', path, elements };
}

/** Sets the sub-attributes given and keeps the others (RFC 7644 section 3.5.2.3); a text is the `value` (T8). */
function readComplex(
  op: 'add' | 'replace',
  path: AttributePath,
  raw: unknown,
  tolerated: Tolerated,
): readonly AttributeChange[] {
  const value = singleValue(raw, nameOf(path), tolerated);
  if (value === null || value === '') return [{ kind: 'unset', path }];
  const subAttribute = subAttributeOf(path.attribute, 'value');
  if (typeof value === 'string' && subAttribute !== undefined) {
    tolerated.count('T8');
    return readAssignment(op, { path: { ...path, subAttribute } }, value, tolerated);
  }
  if (!isObject(value)) throw invalidValue(`${nameOf(path)} takes an object`);
  const names = subAttributePaths(path.attribute);
  return Object.keys(value).flatMap((key) => {
    const sub = names.get(key, tolerated, 'T11')?.attribute;
    if (sub === undefined || sub.mutability === 'readOnly') {
      tolerated.count('T10');
      return [];
    }
    return readAssignment(op, { path: { ...path, subAttribute: sub } }, value[key], tolerated);
  });
}

function readElementAssignment(
  op: 'add' | 'replace',
  target: PathTarget,
  raw: unknown,
  tolerated: Tolerated,
): AttributeChange {
  const { attribute } = target.path;
  const value = singleValue(raw, attribute.name, tolerated);
  if (value === null) return { ...target, kind: 'unsetInElements' };
  if (!isObject(value)) throw invalidValue(`${attribute.name} takes an object here`);
  return setInElements(target, readSubAttributes(attribute, value, tolerated), op === 'replace');
}

function setInElements(target: PathTarget, values: JsonObject, whole: boolean): AttributeChange {
  const origin = originOf(target);
  return {
    ...target,
    kind: 'setInElements',
    values,
    whole,
    ...(origin !== undefined && { origin }),
  };
}

/** The element that a filter describes, when it is made of `attribute eq literal` joined by `and` (T12). */
function originOf({ path, filter }: PathTarget): JsonObject | undefined {
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
  return filter === undefined || describe(filter) ? origin : undefined;
}

function refuseFilter({ path, filter }: PathTarget): void {
  if (filter === undefined) return;
  throw invalidPath(`${path.attribute.name} has a single value: it takes no filter`);
}
