import { requiredText } from '../changes/required.js';
import { invalidValue, mutability, type ScimError } from '../errors.js';
import type { JsonObject } from '../json.js';
import { GROUP } from '../schema/resource-types.js';
import type { Tolerated } from '../tolerances.js';
import { optionalText, readResource } from './read-resource.js';

/** What a POST or a PUT says of a group. */
export interface GroupInput {
  /** Never blank. */
  readonly displayName: string;
  /** Absent when absent, null or empty. */
  readonly externalId?: string;
  /** The ids of the members, each once; absent when they were not sent, or null. */
  readonly members?: readonly string[];
}

/**
 * Reads the body of a POST or PUT of a group. Errors: 400 `invalidSyntax` for a body that is no object, `invalidValue`
 * for a value of the wrong type and a missing display name.
 */
export function readGroup(body: unknown, tolerated: Tolerated): GroupInput {
  const { resource, references } = readResource(body, GROUP, tolerated);
  const input = inputOf(resource, invalidValue);
  return references === undefined ? input : { ...input, members: references };
}

/** A patched canonical group as an input. Errors: 400 `mutability` when the display name is gone. */
export function groupInputOf(resource: JsonObject): GroupInput {
  return inputOf(resource, mutability);
}

function inputOf(resource: JsonObject, refuse: (detail: string) => ScimError): GroupInput {
  const externalId = optionalText(resource, 'externalId');
  return {
    displayName: requiredText(resource, 'displayName', refuse),
    ...(externalId !== undefined && { externalId }),
  };
}
