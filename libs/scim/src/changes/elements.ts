import { noTarget } from '../errors.js';
import { matches } from '../filter/matches.js';
import type { JsonObject, JsonValue } from '../json.js';
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
 * - the same value with the same type is there once (RFC 7643 section 2.4); to add it again sets what else is given, and
 *   of several given at once that become one, the mark of the primary one counts
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

/** The elements, each there once: what has become the same by a change of its parts is one, as if it were given so. */
export function merged(attribute: AttributeDefinition, elements: Elements): Elements {
  return addElements(attribute, [], elements);
}

function addElements(attribute: AttributeDefinition, current: Elements, added: Elements): Elements {
  const keysOf = keysFor(attribute);
  const elements: JsonObject[] = [];
  /** Where the first element of a key stands. */
  const places = new Map<string, number>();
  const append = (element: JsonObject, { own, typed }: Keys): number => {
    const place = elements.push(element) - 1;
    if (!places.has(own)) places.set(own, place);
    if (!places.has(typed)) places.set(typed, place);
    return place;
  };
  for (const element of current) append(element, keysOf(element));
  const primaries = new Set<number>();
  for (const element of added) {
    const keys = keysOf(element);
    let place = places.get(element['type'] === undefined ? keys.own : keys.typed);
    const existing = place === undefined ? undefined : elements[place];
    if (place === undefined || existing === undefined) place = append(element, keys);
    else elements[place] = withMore(existing, element, primaries.has(place));
    if (element['primary'] === true) primaries.add(place);
  }
  return checked(attribute, onePrimary(elements, [...primaries]));
}

function removeElements(
  attribute: AttributeDefinition,
  current: Elements,
  removed: Elements,
): Elements {
  const keysOf = keysFor(attribute);
  const gone = new Set<string>();
  /** Of those that name no value, by the sub-attributes that they do name: what these hold. */
  const described = new Map<string, { names: readonly string[]; texts: Set<string> }>();
  for (const element of removed) {
    if (element['value'] !== undefined) {
      const keys = keysOf(element);
      gone.add(element['type'] === undefined ? keys.own : keys.typed);
      continue;
    }
    const names = Object.keys(element).toSorted();
    const { texts } = described.get(names.join()) ?? { texts: new Set() };
    described.set(names.join(), { names, texts: texts.add(textOf(element, names)) });
  }
  return current.filter((existing) => {
    const { own, typed } = keysOf(existing);
    if (gone.has(own) || gone.has(typed)) return false;
    return ![...described.values()].some(({ names, texts }) => texts.has(textOf(existing, names)));
  });
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

/** By what an element is found, so that many are not compared with many. */
interface Keys {
  /** The same for the same value, whatever its type; for an element without a value, for the same element, primary or not. */
  readonly own: string;
  /** The same for the same value of the same type. */
  readonly typed: string;
}

function keysFor(attribute: AttributeDefinition): (element: JsonObject) => Keys {
  const caseExact = subAttributeOf(attribute, 'value')?.caseExact ?? false;
  return (element) => {
    const { value, type } = element;
    const own =
      value === undefined
        ? `element ${textOf(element, namesWithoutPrimary(element))}`
        : `value ${comparedText(value, caseExact)}`;
    return { own, typed: `${own.length} ${own} ${comparedText(type, false)}` };
  };
}

function namesWithoutPrimary(element: JsonObject): readonly string[] {
  return Object.keys(element)
    .filter((name) => name !== 'primary')
    .toSorted();
}

/** Texts that differ in letter case alone become the same, unless case is exact. */
function comparedText(value: JsonValue | undefined, caseExact: boolean): string {
  if (typeof value !== 'string') return JSON.stringify([value ?? null]);
  return caseExact ? `"${value}"` : `"${value.length} ${value.toLowerCase()}"`;
}

function textOf(element: JsonObject, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => [name, element[name] ?? null]));
}

function withMore(existing: JsonObject, given: JsonObject, staysPrimary: boolean): JsonObject {
  const more = Object.entries(given).filter(
    ([name]) => !IDENTITY.has(name) && !(staysPrimary && name === 'primary'),
  );
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
