import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import type { AttributeDefinition, AttributePath } from '../schema/attribute-definition.js';
import { type Comparable, comparableOf, compareText } from '../values/comparable.js';
import { type ComparisonFilter, type ComparisonOperator, type Filter, targetOf } from './filter.js';

/**
 * Whether a resource satisfies a filter: the one evaluation in memory.
 *
 * The resource is the full canonical one, with `id`, `meta` and the references when the filter may ask for them.
 */
export function matches(filter: Filter, resource: JsonObject): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => matches(operand, resource));
    case 'or':
      return filter.operands.some((operand) => matches(operand, resource));
    case 'not':
      return !matches(filter.operand, resource);
    case 'present':
      return anyValue(filter.path, resource, isPresent);
    case 'comparison':
      return anyValue(filter.path, resource, (value) => compares(filter, value));
    case 'valuePath':
      return anyValue(
        filter.path,
        resource,
        (value) => isJsonObject(value) && matches(filter.filter, value),
      );
  }
}

/** Whether any value at the path passes. A single-valued attribute has one value, maybe undefined. */
function anyValue(
  { extension, attribute, subAttribute }: AttributePath,
  resource: JsonObject,
  passes: (value: JsonValue | undefined) => boolean,
): boolean {
  const holder = extension === undefined ? resource : resource[extension];
  const value = isJsonObject(holder) ? holder[attribute.name] : undefined;
  if (!attribute.multiValued) return passes(inside(value, subAttribute));
  return isJsonArray(value) && value.some((element) => passes(inside(element, subAttribute)));
}

function inside(
  value: JsonValue | undefined,
  subAttribute: AttributeDefinition | undefined,
): JsonValue | undefined {
  if (subAttribute === undefined) return value;
  return isJsonObject(value) ? value[subAttribute.name] : undefined;
}

/** RFC 7644 table 3: neither null nor empty, and a complex value has a sub-attribute that is so. */
function isPresent(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (isJsonArray(value)) return value.some(isPresent);
  return !isJsonObject(value) || Object.values(value).some(isPresent);
}

function compares(filter: ComparisonFilter, value: JsonValue | undefined): boolean {
  const comparable = comparableOf(targetOf(filter.path), value);
  if (filter.operator === 'ne') return comparable !== filter.value;
  return comparable !== undefined && satisfies(filter.operator, comparable, filter.value);
}

function satisfies(
  operator: Exclude<ComparisonOperator, 'ne'>,
  left: Comparable,
  right: Comparable,
): boolean {
  if (operator === 'eq') return left === right;
  if (typeof left !== typeof right) return false;
  switch (operator) {
    case 'gt':
      return compare(left, right) > 0;
    case 'ge':
      return compare(left, right) >= 0;
    case 'lt':
      return compare(left, right) < 0;
    case 'le':
      return compare(left, right) <= 0;
    case 'co':
      return String(left).includes(String(right));
    case 'sw':
      return String(left).startsWith(String(right));
    case 'ew':
      return String(left).endsWith(String(right));
  }
}

function compare(left: Comparable, right: Comparable): number {
  return typeof left === 'string' && typeof right === 'string'
    ? compareText(left, right)
    : Number(left) - Number(right);
}
