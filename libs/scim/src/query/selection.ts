import { invalidValue } from '../errors.js';
import type { AttributePath, ResourceType } from '../schema/attribute-definition.js';
import { findPath, indexOf } from '../schema/attribute-index.js';
import { UNCOUNTED } from '../tolerances.js';
import { readParameter } from './list-query.js';

/** Names under which everything is meant (`true`), or some of what is below. */
export type AttributeTree = ReadonlyMap<string, true | AttributeTree>;

/** The attributes that a client asked for, or asked to leave out (RFC 7644 section 3.9). */
export interface AttributeSelection {
  readonly kind: 'only' | 'except';
  /** Extensions stand under their URN. */
  readonly names: AttributeTree;
}

/** As much as a URL takes: a search request must not hold the loop. */
const LONGEST_LIST = 32_768;

type GrowingTree = Map<string, true | GrowingTree>;

/**
 * Reads `attributes` and `excludedAttributes`; undefined when neither is given. Names that mean nothing are ignored.
 * Errors: 400 `invalidValue` when both are given, and for a list beyond the limit.
 */
export function readSelection(
  query: Readonly<Record<string, unknown>>,
  type: ResourceType,
): AttributeSelection | undefined {
  const only = readList(query, 'attributes');
  const except = readList(query, 'excludedAttributes');
  if (only !== '' && except !== '') {
    throw invalidValue('attributes and excludedAttributes exclude one another');
  }
  if (only !== '') return { kind: 'only', names: readNames(only, type) };
  if (except !== '') return { kind: 'except', names: readNames(except, type) };
  return undefined;
}

/**
 * Whether anything of an attribute (of an extension, by its URN) is returned, so that what is costly and not wanted
 * need not be read. Not meant for `id` and `schemas`, which are returned always.
 */
export function wants(selection: AttributeSelection | undefined, attribute: string): boolean {
  if (selection === undefined) return true;
  const named = selection.names.get(attribute);
  return selection.kind === 'only' ? named !== undefined : named !== true;
}

function readList(query: Readonly<Record<string, unknown>>, name: string): string {
  const list = readParameter(query, name)?.trim() ?? '';
  if (list.length <= LONGEST_LIST) return list;
  throw invalidValue(`${name} takes ${LONGEST_LIST} characters at most`);
}

function readNames(list: string, type: ResourceType): AttributeTree {
  const { schemas } = indexOf(type);
  const tree: GrowingTree = new Map();
  for (const part of list.split(',')) {
    // No name has a plus: it was written for a blank.
    const name = part.replaceAll('+', ' ').trim();
    const path = findPath(type, name, UNCOUNTED, 'invalidValue');
    if (path !== undefined) {
      grow(tree, stepsOf(path));
      continue;
    }
    const schema = schemas.get(name, UNCOUNTED, 'T16');
    if (schema === undefined) continue;
    if (schema.isExtension) grow(tree, [schema.definition.id]);
    else for (const attribute of schema.definition.attributes) grow(tree, [attribute.name]);
  }
  return tree;
}

function stepsOf({ extension, attribute, subAttribute }: AttributePath): readonly string[] {
  return [
    ...(extension === undefined ? [] : [extension]),
    attribute.name,
    ...(subAttribute === undefined ? [] : [subAttribute.name]),
  ];
}

/** Adds a name. What is named as a whole stays so. */
function grow(tree: GrowingTree, steps: readonly string[]): void {
  let node = tree;
  for (const step of steps.slice(0, -1)) {
    const next = node.get(step) ?? new Map<string, true | GrowingTree>();
    if (next === true) return;
    node.set(step, next);
    node = next;
  }
  const last = steps.at(-1);
  if (last !== undefined) node.set(last, true);
}
