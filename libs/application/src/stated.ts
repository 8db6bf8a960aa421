import type { Patch } from '#scim';

/** Whether a PATCH names the external id, be it to say what it is already. */
export function statesExternalId({ changes }: Patch): boolean {
  return changes.some((change) => 'path' in change && change.path.attribute.name === 'externalId');
}
