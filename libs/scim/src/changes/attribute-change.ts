import type { Filter } from '../filter/filter.js';
import type { JsonObject } from '../json.js';
import type { AttributePath } from '../schema/attribute-definition.js';
import type { SimpleValue } from '../values/read-value.js';

/** Where a change takes place: an attribute, or the elements of it that satisfy a filter (a value path). */
export interface PathTarget {
  readonly path: AttributePath;
  readonly filter?: Filter;
}

/**
 * One change to a canonical resource, checked against the schema: all that POST, PUT and PATCH ask for comes down to
 * a list of these.
 */
export type AttributeChange =
  | SetChange
  | UnsetChange
  | UnsetExtensionChange
  | ElementsChange
  | SetInElementsChange
  | UnsetInElementsChange;

/** Gives a simple attribute, or a simple sub-attribute of a single-valued one, its value. */
export interface SetChange {
  readonly kind: 'set';
  readonly path: AttributePath;
  readonly value: SimpleValue;
}

/** Takes away all values of an attribute, or a sub-attribute of a single-valued one. */
export interface UnsetChange {
  readonly kind: 'unset';
  readonly path: AttributePath;
}

export interface UnsetExtensionChange {
  readonly kind: 'unsetExtension';
  readonly extension: string;
}

/** Adds, removes, or replaces all by, the elements of a multi-valued attribute. */
export interface ElementsChange {
  readonly kind: 'addElements' | 'removeElements' | 'replaceElements';
  readonly path: AttributePath;
  readonly elements: readonly JsonObject[];
}

/** Sets sub-attributes in the elements that satisfy the filter, in all without one. */
export interface SetInElementsChange {
  readonly kind: 'setInElements';
  readonly path: AttributePath;
  readonly filter: Filter | undefined;
  readonly values: JsonObject;
  /** Whether the element becomes the values, with nothing else of what it was but what the filter asked for. */
  readonly whole: boolean;
  /** What an element made for want of a match begins with (T12); undefined when the filter does not say how to make one. */
  readonly origin: JsonObject | undefined;
}

/** Takes a sub-attribute from the elements that satisfy the filter, or without a sub-attribute the elements themselves. */
export interface UnsetInElementsChange {
  readonly kind: 'unsetInElements';
  readonly path: AttributePath;
  readonly filter: Filter | undefined;
}
