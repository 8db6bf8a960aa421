import type { AttributeDefinition, AttributePath } from '../schema/attribute-definition.js';
import type { Comparable } from '../values/comparable.js';

/**
 * A filter (RFC 7644 section 3.4.2.2) bound to the schema: names are resolved, literals have the attribute's type.
 *
 * `x eq null` is `not (x pr)`, and `emails[type eq "work"].value eq "x"` is `emails[type eq "work" and value eq "x"]`:
 * neither needs a node of its own.
 */
export type Filter = LogicalFilter | NotFilter | PresentFilter | ComparisonFilter | ValuePathFilter;

/** All, or any, of two or more. */
export interface LogicalFilter {
  readonly kind: 'and' | 'or';
  readonly operands: readonly Filter[];
}

export interface NotFilter {
  readonly kind: 'not';
  readonly operand: Filter;
}

/** The attribute has a value that is not empty. */
export interface PresentFilter {
  readonly kind: 'present';
  readonly path: AttributePath;
}

/**
 * The attribute compares so with the value.
 *
 * A multi-valued attribute matches when one of its elements does, also with `ne`: that nothing equals is written
 * `not (… eq …)`. On one value `ne` is the negation of `eq`, so it holds for an absent value too.
 */
export interface ComparisonFilter {
  readonly kind: 'comparison';
  readonly path: AttributePath;
  readonly operator: ComparisonOperator;
  /**
   * Ready to compare: a boolean, a number, for a dateTime the instant in milliseconds since 1970, for text the text,
   * folded when the attribute is not case-exact.
   */
  readonly value: Comparable;
  /** The literal as it was written, for text in its own letter case. */
  readonly literal: boolean | number | string;
}

export type ComparisonOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/** One element of the complex attribute satisfies the whole filter, whose paths start at the element. */
export interface ValuePathFilter {
  readonly kind: 'valuePath';
  readonly path: AttributePath;
  readonly filter: Filter;
}

/** The definition of the value that a path ends at. */
export function targetOf(path: AttributePath): AttributeDefinition {
  return path.subAttribute ?? path.attribute;
}
