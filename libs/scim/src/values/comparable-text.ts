import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import type { AttributeDefinition, ResourceType } from '../schema/attribute-definition.js';
import { COMMON_ATTRIBUTES } from '../schema/common.js';
import { comparableOf } from './comparable.js';

/**
 * A resource in the form in which its values compare, as JSON text, which is what a database searches: nothing in it is
 * empty, and a boolean is 0 or 1. What other aggregates say of it is not in it, nor what depends on the request
 * (`location`) or on both (`version`).
 *
 * Every change of a resource writes it anew, so the text is put together at once, without an object of the same content.
 */
export function comparableText(resource: JsonObject, type: ResourceType): string {
  return objectText(resource, searchedParts(type)) || '{}';
}

/** A part of a resource that is searched: an attribute, a sub-attribute, or a whole extension. */
interface SearchedPart {
  /** Its name as JSON has it, with the colon. */
  readonly key: string;
  /** Of a simple value. */
  readonly definition?: AttributeDefinition;
  /** Of a complex value. */
  readonly parts?: SearchedParts;
}

type SearchedParts = ReadonlyMap<string, SearchedPart>;

const partsOfType = new WeakMap<ResourceType, SearchedParts>();

function searchedParts(type: ResourceType): SearchedParts {
  let parts = partsOfType.get(type);
  if (parts === undefined) {
    const attributes = [...COMMON_ATTRIBUTES, ...type.schema.attributes].filter(
      ({ name, returned }) => returned !== 'never' && name !== type.references,
    );
    parts = new Map([
      ...partsOf(attributes),
      ...type.extensions.map(
        ({ id, attributes: inner }) => [id, { key: keyText(id), parts: partsOf(inner) }] as const,
      ),
    ]);
    partsOfType.set(type, parts);
  }
  return parts;
}

function partsOf(attributes: readonly AttributeDefinition[]): SearchedParts {
  return new Map(
    attributes.map((definition): [string, SearchedPart] => {
      const { name, type, subAttributes = [] } = definition;
      const key = keyText(name);
      if (type !== 'complex') return [name, { key, definition }];
      const inner =
        name === 'meta'
          ? subAttributes.filter((part) => part.name !== 'location' && part.name !== 'version')
          : subAttributes;
      return [name, { key, parts: partsOf(inner) }];
    }),
  );
}

function keyText(name: string): string {
  return `${JSON.stringify(name)}:`;
}

/** The texts of these functions are empty where there is nothing to search. */
function objectText(object: JsonObject, parts: SearchedParts): string {
  let members = '';
  for (const name in object) {
    const part = parts.get(name);
    const value = object[name];
    if (part === undefined || value === undefined) continue;
    const text = isJsonArray(value) ? elementsText(value, part) : valueText(value, part);
    if (text !== '') members += `${members === '' ? '' : ','}${part.key}${text}`;
  }
  return members === '' ? '' : `{${members}}`;
}

function elementsText(values: readonly JsonValue[], part: SearchedPart): string {
  const elements = values.map((value) => valueText(value, part)).filter((text) => text !== '');
  return elements.length === 0 ? '' : `[${elements.join()}]`;
}

function valueText(value: JsonValue, { definition, parts }: SearchedPart): string {
  if (parts !== undefined) return isJsonObject(value) ? objectText(value, parts) : '';
  const comparable = definition && comparableOf(definition, value);
  switch (typeof comparable) {
    case 'string':
      return comparable === '' ? '' : JSON.stringify(comparable);
    case 'number':
      return String(comparable);
    case 'boolean':
      return comparable ? '1' : '0';
    default:
      return '';
  }
}
