import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, sameJson } from '../json.js';
import type { AttributeDefinition, AttributePath } from '../schema/attribute-definition.js';
import type { Tolerated } from '../tolerances.js';
import type { AttributeChange } from './attribute-change.js';
import { Effort } from './effort.js';
import { elementsAfter, merged } from './elements.js';
import { checkSize } from './resource-size.js';

/** Sub-attributes that only label a value: an element with nothing else says nothing. */
const LABELS: ReadonlySet<string> = new Set(['type', 'primary']);

/**
 * Applies changes in their order to a canonical resource. What they leave as it was is shared with it, and the resource
 * itself is returned when that is all. Nothing empty is left behind. Errors: 400 `noTarget`, `invalidValue`; 413
 * for more comparisons than one request may cost, and for a resource that gets too large.
 */
export function applyChanges(
  changes: readonly AttributeChange[],
  resource: JsonObject,
  tolerated: Tolerated,
): JsonObject {
  const draft = new Draft(resource);
  for (const change of changes) draft.apply(change, tolerated);
  return draft.finish();
}

type Mutable = Record<string, JsonValue | undefined>;

class Draft {
  private readonly result: Mutable;
  /** The top-level attributes and extensions that were changed. */
  private readonly touched = new Set<string>();
  /** The inner objects that were made here, and so may be changed in place. */
  private readonly own = new Map<unknown, Mutable>();
  /** The attributes of whose elements only parts were changed, which may have made some the same. */
  private readonly changedWithin = new Map<AttributeDefinition, AttributePath>();
  private readonly effort = new Effort();

  constructor(private readonly original: JsonObject) {
    this.result = { ...original };
  }

  apply(change: AttributeChange, tolerated: Tolerated): void {
    switch (change.kind) {
      case 'set':
        this.set(change.path, change.value);
        break;
      case 'unset':
        this.set(change.path, undefined);
        break;
      case 'unsetExtension':
        this.touched.add(change.extension);
        this.result[change.extension] = undefined;
        break;
      case 'addElements':
      case 'replaceElements':
      case 'removeElements':
      case 'setInElements':
      case 'unsetInElements': {
        const holder = this.holderOf(change.path);
        const { name } = change.path.attribute;
        const present = elementsOf(holder[name]);
        this.effort.spend(change, present);
        holder[name] = elementsAfter(change, present, tolerated);
        if (!('elements' in change)) this.changedWithin.set(change.path.attribute, change.path);
      }
    }
  }

  finish(): JsonObject {
    for (const [attribute, path] of this.changedWithin) {
      const holder = this.holderOf(path);
      const elements = elementsOf(this.pruned(holder[attribute.name]));
      holder[attribute.name] = merged(attribute, elements);
    }
    let changed = false;
    for (const name of this.touched) {
      const value = this.pruned(this.result[name]);
      const before = this.original[name];
      if (sameJson(value, before)) {
        if (before !== undefined) this.result[name] = before;
        else Reflect.deleteProperty(this.result, name);
        continue;
      }
      changed = true;
      if (value === undefined) Reflect.deleteProperty(this.result, name);
      else this.result[name] = value;
    }
    if (!changed) return this.original;
    checkSize(this.result, this.original);
    return this.result;
  }

  private set(path: AttributePath, value: JsonValue | undefined): void {
    const { attribute, subAttribute } = path;
    const holder = this.holderOf(path);
    if (subAttribute === undefined) holder[attribute.name] = value;
    else this.ownObject(holder, attribute.name)[subAttribute.name] = value;
  }

  /** The object that holds an attribute, ready to be changed. */
  private holderOf({ extension, attribute }: AttributePath): Mutable {
    this.touched.add(extension ?? attribute.name);
    return extension === undefined ? this.result : this.ownObject(this.result, extension);
  }

  /** An inner object ready to be changed: the one made here before, or a copy of what is there. */
  private ownObject(holder: Mutable, name: string): Mutable {
    const present = holder[name];
    const mine = this.own.get(present);
    if (mine !== undefined) return mine;
    const copy = isJsonObject(present) ? { ...present } : {};
    this.own.set(copy, copy);
    holder[name] = copy;
    return copy;
  }

  /** A value without what is empty in it, undefined when nothing is left. What was not made here is canonical already. */
  private pruned(value: JsonValue | undefined): JsonValue | undefined {
    if (isJsonArray(value)) {
      const elements = value.filter((element) => !isJsonObject(element) || says(element));
      return elements.length === 0 ? undefined : elements;
    }
    const object = this.own.get(value);
    if (object === undefined) return value;
    let left = false;
    for (const name of Object.keys(object)) {
      const inner = this.pruned(object[name]);
      if (inner === undefined) Reflect.deleteProperty(object, name);
      else if (inner !== object[name]) object[name] = inner;
      left ||= inner !== undefined;
    }
    return left ? object : undefined;
  }
}

function elementsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

/** Whether an element says more than what it is for. */
function says(element: JsonObject): boolean {
  for (const name in element) if (!LABELS.has(name)) return true;
  return false;
}
