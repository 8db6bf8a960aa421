import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import type { AttributePath } from '../schema/attribute-definition.js';
import { parseInstant } from '../values/date-time.js';
import { foldCase } from '../values/fold-case.js';
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
  const inside = (element: JsonValue | undefined) => {
    if (subAttribute === undefined) return passes(element);
    return passes(isJsonObject(element) ? element[subAttribute.name] : undefined);
  };
  if (!attribute.multiValued) return inside(value);
  return isJsonArray(value) && value.some(inside);
}

/** RFC 7644 table 3: neither null nor empty, and a complex value has a sub-attribute that is so. */
function isPresent(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (isJsonArray(value)) return value.some(isPresent);
  return !isJsonObject(value) || Object.values(value).some(isPresent);
}

function compares(filter: ComparisonFilter, value: JsonValue | undefined): boolean {
  const comparable = comparableOf(filter, value);
  if (filter.operator === 'ne') return comparable !== filter.value;
  return comparable !== undefined && satisfies(filter.operator, comparable, filter.value);
}

/** The value in the form in which the filter bears its own, undefined when it is of another kind. */
function comparableOf(
  filter: ComparisonFilter,
  value: JsonValue | undefined,
): ComparisonFilter['value'] | undefined {
  const target = targetOf(filter.path);
  if (typeof value === 'string') {
    if (target.type === 'dateTime') return parseInstant(value);
    return target.caseExact ? value : foldCase(value);
  }
  return typeof value === 'boolean' || typeof value === 'number' ? value : undefined;
}

function satisfies(
  operator: Exclude<ComparisonOperator, 'ne'>,
  left: ComparisonFilter['value'],
  right: ComparisonFilter['value'],
): boolean {
  if (operator === 'eq') return left === right;
  if (typeof left !== typeof right) return false;
  switch (operator) {
    case 'gt':
      return left > right;
    case 'ge':
      return left >= right;
    case 'lt':
      return left < right;
    case 'le':
      return left <= right;
    case 'co':
      return String(left).includes(String(right));
    case 'sw':
      return String(left).startsWith(String(right));
    case 'ew':
      return String(left).endsWith(String(right));
  }
}
