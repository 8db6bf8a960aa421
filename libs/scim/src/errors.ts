import type { JsonObject } from './json.js';
import { ERROR } from './urns.js';

/** The `scimType`s of RFC 7644 table 9 and of RFC 9865: a closed set. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

/** A request refused in the words of RFC 7644 section 3.12. */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  constructor(
    readonly status: number,
    readonly scimType: ScimType | undefined,
    /** For the caller to read: names the attribute, never repeats a secret. */
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** The body of an error answer (RFC 7644 section 3.12). The status is a string there. */
export function scimErrorBody(error: {
  readonly status: number;
  readonly scimType?: ScimType | undefined;
  readonly detail: string;
}): JsonObject {
  return {
    schemas: [ERROR],
    status: String(error.status),
    ...(error.scimType !== undefined && { scimType: error.scimType }),
    detail: error.detail,
  };
}

export function invalidFilter(detail: string): ScimError {
  return new ScimError(400, 'invalidFilter', detail);
}

export function invalidPath(detail: string): ScimError {
  return new ScimError(400, 'invalidPath', detail);
}

export function invalidSyntax(detail: string): ScimError {
  return new ScimError(400, 'invalidSyntax', detail);
}

export function invalidValue(detail: string): ScimError {
  return new ScimError(400, 'invalidValue', detail);
}

export function noTarget(detail: string): ScimError {
  return new ScimError(400, 'noTarget', detail);
}

export function mutability(detail: string): ScimError {
  return new ScimError(400, 'mutability', detail);
}
