import { requiredText } from '../changes/required.js';
import { invalidValue, mutability, type ScimError } from '../errors.js';
import type { JsonObject } from '../json.js';
import { USER } from '../schema/resource-types.js';
import type { Tolerated } from '../tolerances.js';
import { optionalText, readResource } from './read-resource.js';

/** What a POST or a PUT says of a user, in canonical names. */
export interface UserInput {
  /** Never empty, without surrounding blanks. */
  readonly userName: string;
  /** Absent when absent, null or empty. */
  readonly externalId?: string;
  readonly active?: boolean;
  /** All other writable attributes, those of an extension under its URN; no nulls, nothing empty. */
  readonly attributes: JsonObject;
  /** The ids in `groups`; absent when they were not sent, or null. */
  readonly groups?: readonly string[];
}

/**
 * Reads the body of a POST or PUT of a user. Errors: 400 `invalidSyntax` for a body that is no object, `invalidValue`
 * for a value of the wrong type and a missing user name.
 */
export function readUser(body: unknown, tolerated: Tolerated): UserInput {
  const { resource, references } = readResource(body, USER, tolerated);
  const input = inputOf(resource, invalidValue);
  return references === undefined ? input : { ...input, groups: references };
}

/** A patched canonical user as an input. Errors: 400 `mutability` when the user name is gone. */
export function userInputOf(resource: JsonObject): UserInput {
  return inputOf(resource, mutability);
}

function inputOf(resource: JsonObject, refuse: (detail: string) => ScimError): UserInput {
  const { userName: _, externalId: __, active, ...attributes } = resource;
  const externalId = optionalText(resource, 'externalId');
  return {
    userName: requiredText(resource, 'userName', refuse).trim(),
    ...(externalId !== undefined && { externalId }),
    ...(typeof active === 'boolean' && { active }),
    attributes,
  };
}
