import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import type { ResourceType } from '../schema/attribute-definition.js';
import { indexOf } from '../schema/attribute-index.js';
import { UNCOUNTED } from '../tolerances.js';
import type { AttributeSelection, AttributeTree } from './selection.js';

/**
 * The part of a resource that is returned (RFC 7644 section 3.9): what is always returned, whatever was asked; what is
 * never returned, never; of the rest what was selected, by default all but what is returned only on request.
 */
export function select(
  resource: JsonObject,
  type: ResourceType,
  selection: AttributeSelection | undefined,
): JsonObject {
  const { paths } = indexOf(type);
  return filterEntries(resource, (name, value) => {
    switch (paths.get(name, UNCOUNTED, 'T11')?.attribute.returned) {
      case 'always':
        return value;
      case 'never':
        return undefined;
      case 'request':
        return selection?.kind === 'only' ? picked(value, selection.names.get(name)) : undefined;
      default:
        if (selection === undefined) return value;
        return selection.kind === 'only'
          ? picked(value, selection.names.get(name))
          : omitted(value, selection.names.get(name));
    }
  });
}

/** Of a value what is named below it: all, some, or nothing. */
function picked(value: JsonValue, named: true | AttributeTree | undefined): JsonValue | undefined {
  if (named === true) return value;
  if (named === undefined) return undefined;
  return below(value, (name, inner) => picked(inner, named.get(name)));
}

/** Of a value what is not named below it. */
function omitted(value: JsonValue, named: true | AttributeTree | undefined): JsonValue | undefined {
  if (named === true) return undefined;
  if (named === undefined) return value;
  return below(value, (name, inner) => omitted(inner, named.get(name)));
}

/** Keeps what the function makes of each sub-attribute, in each element; undefined when nothing is left. */
function below(
  value: JsonValue,
  keep: (name: string, inner: JsonValue) => JsonValue | undefined,
): JsonValue | undefined {
  if (isJsonArray(value)) {
    const elements = value.map((element) => below(element, keep)).filter(isJsonObject);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isJsonObject(value)) return undefined;
  const kept = filterEntries(value, keep);
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function filterEntries(
  object: JsonObject,
  keep: (name: string, value: JsonValue) => JsonValue | undefined,
): JsonObject {
  const entries: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(object)) {
    const kept = value === undefined ? undefined : keep(name, value);
    if (kept !== undefined) entries.push([name, kept]);
  }
  return Object.fromEntries(entries);
}
