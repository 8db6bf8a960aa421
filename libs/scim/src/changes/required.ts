import type { ScimError } from '../errors.js';
import type { JsonObject } from '../json.js';
import type { ResourceType } from '../schema/attribute-definition.js';

/** Refuses a resource in which a required attribute is absent, or blank. */
export function requireAttributes(
  resource: JsonObject,
  type: ResourceType,
  refuse: (detail: string) => ScimError,
): void {
  for (const { name, required } of type.schema.attributes) {
    if (required) requiredText(resource, name, refuse);
  }
}

/** The text of a required attribute. */
export function requiredText(
  resource: JsonObject,
  name: string,
  refuse: (detail: string) => ScimError,
): string {
  const value = resource[name];
  if (typeof value !== 'string' || value.trim() === '') throw refuse(`${name} is required`);
  return value;
}
