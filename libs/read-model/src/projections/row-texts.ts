import type { Version } from '#application';
import { comparableText, type JsonObject, type ResourceType } from '#scim';

/** Makes something when it is first asked for: a row's texts, once for all the events of a batch that are about it. */
export function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** What filters and orders look at, as JSON text: what a resource says itself. */
export function searchText(
  type: ResourceType,
  resource: JsonObject,
  { createdAt, changedAt }: Version,
): string {
  const meta = { resourceType: type.name, created: createdAt, lastModified: changedAt };
  return comparableText({ ...resource, meta }, type);
}
