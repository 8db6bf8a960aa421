import type { JsonObject } from '../json.js';
import type { Tolerated } from '../tolerances.js';

/** What a POST or a PUT says of a user, in canonical names. */
export interface UserInput {
  /** Never empty, without surrounding blanks. */
  readonly userName: string;
  /** Absent when absent, null or empty. */
  readonly externalId?: string;
  readonly active?: boolean;
  /** All other writable attributes, those of an extension under its URN; no nulls, nothing empty. */
  readonly attributes: JsonObject;
  /** The ids in `groups`; absent when it was not sent. */
  readonly groups?: readonly string[];
}

/** Reads the body of a POST or PUT of a user. */
export function readUser(_body: unknown, _tolerated: Tolerated): UserInput {
  throw new Error('to come');
}

/** The patched canonical resource of a user as an input. */
export function userInputOf(_resource: JsonObject): UserInput {
  throw new Error('to come');
}
