import { invalidPath, invalidSyntax, invalidValue, noTarget, ScimError } from '../errors.js';
import { isObject } from '../json.js';
import type { Tolerated } from '../tolerances.js';

/** More than any IdP sends at once, and little enough not to hold the loop. */
const MAX_OPERATIONS = 1000;

/** One operation of a PATCH, as it was sent; add and replace always have a value. */
export interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  /** Absent for an operation on the resource as a whole. */
  readonly path?: string;
  readonly value: unknown;
}

/**
 * The operations of a PATCH body. Errors: 400 `invalidSyntax` for what is no list of operations or an unknown op,
 * `invalidPath` for a path that is no text, `invalidValue` for a missing value, `noTarget` for a removal without a
 * path; 413 for too many operations.
 */
export function readOperations(
  body: Readonly<Record<string, unknown>>,
  tolerated: Tolerated,
): readonly Operation[] {
  const { operations } = foldedKeys(body, ['operations']);
  if (body['Operations'] === undefined || !Array.isArray(operations))
    tolerated.count('T7', 'Operations');
  const list: readonly unknown[] = Array.isArray(operations) ? operations : [operations];
  if (operations === undefined || list.length === 0) {
    throw invalidSyntax('Operations must hold one operation or more');
  }
  if (list.length > MAX_OPERATIONS) {
    throw new ScimError(413, undefined, `a PATCH takes ${MAX_OPERATIONS} operations at most`);
  }
  return list.map((raw) => readOperation(raw, tolerated));
}

function readOperation(raw: unknown, tolerated: Tolerated): Operation {
  if (!isObject(raw)) throw invalidSyntax('an operation must be an object');
  const { op: written, path, value } = foldedKeys(raw, ['op', 'path', 'value']);
  const op = typeof written === 'string' ? written.toLowerCase() : undefined;
  if (op !== 'add' && op !== 'replace' && op !== 'remove') {
    throw invalidSyntax('op must be add, replace or remove');
  }
  if (op !== written) tolerated.count('T1', 'op');
  if (op !== 'remove' && value === undefined) throw invalidValue(`${op} needs a value`);
  if (path === undefined || path === null) {
    if (op === 'remove') throw noTarget('remove needs a path');
    return { op, value };
  }
  if (typeof path !== 'string') throw invalidPath('path must be a string');
  return { op, path, value };
}

/**
 * The values under some keys, written in any letter case. A key given twice is refused: taking either could turn an
 * operation with a path into one without.
 */
export function foldedKeys<Key extends string>(
  object: Readonly<Record<string, unknown>>,
  keys: readonly Key[],
): Partial<Record<Key, unknown>> {
  const values: Partial<Record<Key, unknown>> = {};
  for (const name of Object.keys(object)) {
    const folded = name.toLowerCase();
    const key = keys.find((wanted) => wanted === folded);
    if (key === undefined) continue;
    if (key in values) throw invalidSyntax(`${key} is given twice`);
    values[key] = object[name];
  }
  return values;
}
