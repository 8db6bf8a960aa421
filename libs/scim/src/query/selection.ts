import type { JsonObject } from '../json.js';
import type { ResourceType } from '../schema/attribute-definition.js';

/** Names under which everything is meant (`true`), or some of what is below. */
export type AttributeTree = ReadonlyMap<string, true | AttributeTree>;

/** The attributes that a client asked for, or not to get. */
export interface AttributeSelection {
  readonly kind: 'only' | 'except';
  readonly names: AttributeTree;
}

/** Reads `attributes` and `excludedAttributes`. */
export function readSelection(
  _query: Readonly<Record<string, unknown>>,
  _type: ResourceType,
): AttributeSelection | undefined {
  throw new Error('to come');
}

/** The part of a resource that is returned. */
export function select(
  _resource: JsonObject,
  _type: ResourceType,
  _selection: AttributeSelection | undefined,
): JsonObject {
  throw new Error('to come');
}

/** Whether anything of an attribute (or of an extension, by its URN) is returned. */
export function wants(_selection: AttributeSelection | undefined, _attribute: string): boolean {
  throw new Error('to come');
}
