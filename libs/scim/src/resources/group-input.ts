import type { JsonObject } from '../json.js';
import type { Tolerated } from '../tolerances.js';

/** What a POST or a PUT says of a group. */
export interface GroupInput {
  readonly displayName: string;
  /** Absent when absent, null or empty. */
  readonly externalId?: string;
  /** The ids of the members, each once; absent when `members` was not sent. */
  readonly members?: readonly string[];
}

/** Reads the body of a POST or PUT of a group. */
export function readGroup(_body: unknown, _tolerated: Tolerated): GroupInput {
  throw new Error('to come');
}

/** The patched canonical resource of a group as an input. */
export function groupInputOf(_resource: JsonObject): GroupInput {
  throw new Error('to come');
}
