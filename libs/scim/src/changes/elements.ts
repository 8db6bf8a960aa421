import { noTarget } from '../errors.js';
import { matches } from '../filter/matches.js';
import { type JsonObject, type JsonValue, sameJson } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { subAttributeOf } from '../schema/attribute-index.js';
import type { Tolerated } from '../tolerances.js';
import { MAX_ELEMENTS, tooManyElements } from '../values/read-value.js';
import type {
  ElementsChange,
  SetInElementsChange,
  UnsetInElementsChange,
} from './attribute-change.js';

/**
 * Elements of a multi-valued attribute
 * - at most one is primary: the one made so last, of several at once the first
 * - the same value with the same type is there once (RFC 7643 section 2.4); to add it again sets what else is given
 * - no list given is changed: each function returns a new one
 */
type Elements = readonly JsonObject[];

/** What tells two elements apart. A value without a type is the same as that value with any. */
const IDENTITY: ReadonlySet<string> = new Set(['value', 'type']);

/**
 * The elements after a change. Errors: 400 `noTarget` when no element satisfies the filter of an assignment, and the
 * filter does not say how to make one; `invalidValue` for too many.
 */
export function elementsAfter(
  change: ElementsChange | SetInElementsChange | UnsetInElementsChange,
  current: Elements,
  tolerated: Tolerated,
): Elements {
  const { attribute } = change.path;
  switch (change.kind) {
    case 'addElements':
      return addElements(attribute, current, change.elements);
    case 'replaceElements':
      return addElements(attribute, [], change.elements);
    case 'removeElements':
      return removeElements(attribute, current, change.elements);
    case 'setInElements':
      return setInElements(change, current, tolerated);
    case 'unsetInElements':
      return unsetInElements(change, current);
  }
}

function addElements(attribute: AttributeDefinition, current: Elements, added: Elements): Elements {
  const isSame = samenessOf(attribute);
  const elements = [...current];
  const primaries: number[] = [];
  for (const element of added) {
    const found = elements.findIndex((existing) => isSame(existing, element));
    const existing = elements[found];
    if (existing === undefined) elements.push(element);
    else elements[found] = withMore(existing, element);
    if (element['primary'] === true) primaries.push(existing ? found : elements.length - 1);
  }
  return checked(attribute, onePrimary(elements, primaries));
}

function removeElements(
  attribute: AttributeDefinition,
  current: Elements,
  removed: Elements,
): Elements {
  const isSame = samenessOf(attribute);
  return current.filter(
    (existing) =>
      !removed.some((element) =>
        element['value'] === undefined
          ? Object.keys(element).every((name) => sameJson(existing[name], element[name]))
          : isSame(existing, element),
      ),
  );
}

function setInElements(
  change: SetInElementsChange,
  current: Elements,
  tolerated: Tolerated,
): Elements {
  const { path, filter, values, whole, origin } = change;
  const elements: JsonObject[] = [];
  const changed: number[] = [];
  for (const element of current) {
    if (filter !== undefined && !matches(filter, element)) {
      elements.push(element);
    } else if (!whole) {
      changed.push(elements.push({ ...element, ...values }) - 1);
    } else if (changed.length === 0) {
      // Several replaced by one and the same value are that value once.
      changed.push(elements.push({ ...origin, ...values }) - 1);
    }
  }
  if (changed.length === 0) {
    if (origin === undefined) {
      throw noTarget(`no value of ${path.attribute.name} satisfies the filter`);
    }
    if (filter !== undefined) tolerated.count('T12', path.attribute.name);
    changed.push(elements.push({ ...origin, ...values }) - 1);
  }
  return checked(path.attribute, onePrimary(elements, changed));
}

function unsetInElements({ path, filter }: UnsetInElementsChange, current: Elements): Elements {
  const isMeant = (element: JsonObject) => filter === undefined || matches(filter, element);
  const { subAttribute } = path;
  if (subAttribute === undefined) return current.filter((element) => !isMeant(element));
  return current.map((element) =>
    isMeant(element) ? without(element, subAttribute.name) : element,
  );
}

function without(object: JsonObject, name: string): JsonObject {
  const { [name]: _, ...others } = object;
  return others;
}

/** Whether an element given is the one that exists. */
function samenessOf(
  attribute: AttributeDefinition,
): (existing: JsonObject, given: JsonObject) => boolean {
  const caseExact = subAttributeOf(attribute, 'value')?.caseExact ?? false;
  return (existing, given) =>
    given['value'] === undefined
      ? sameJson(existing, given)
      : sameText(existing['value'], given['value'], caseExact) &&
        (given['type'] === undefined || sameText(existing['type'], given['type'], false));
}

function sameText(
  left: JsonValue | undefined,
  right: JsonValue | undefined,
  caseExact: boolean,
): boolean {
  if (left === right) return true;
  if (caseExact || typeof left !== 'string' || typeof right !== 'string') return false;
  return left.length === right.length && left.toLowerCase() === right.toLowerCase();
}

function withMore(existing: JsonObject, given: JsonObject): JsonObject {
  const more = Object.entries(given).filter(([name]) => !IDENTITY.has(name));
  return { ...existing, ...Object.fromEntries(more) };
}

/** Takes the primary mark from all but the first that bears it among those just given. */
function onePrimary(elements: Elements, given: readonly number[]): Elements {
  const isPrimary = (index: number) => elements[index]?.['primary'] === true;
  const winner = given.find(isPrimary);
  if (winner === undefined) return elements;
  return elements.map((element, index) =>
    index !== winner && isPrimary(index) ? { ...element, primary: false } : element,
  );
}

function checked(attribute: AttributeDefinition, elements: Elements): Elements {
  if (elements.length > MAX_ELEMENTS) throw tooManyElements(attribute);
  return elements;
}
