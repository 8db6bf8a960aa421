import {
  AppendTooLargeError,
  EventStoreUnavailableError,
  WrongExpectedRevisionError,
} from '#event-store';
import { isEngineError } from '#read-model';
import { type RefusalCode, RefusedError } from '#kernel';
import { ScimError, type ScimType } from '#scim';
import { HttpException } from '@nestjs/common';

/** How SCIM says each refusal (RFC 7644 section 3.12). A new code without a row does not compile. */
const SCIM_REFUSALS: Readonly<
  Record<RefusalCode, { readonly status: number; readonly scimType?: ScimType }>
> = {
  'organisation-not-found': { status: 404 },
  'node-not-found': { status: 404 },
  'parent-node-not-found': { status: 404 },
  'method-not-found': { status: 404 },
  'method-exists': { status: 409 },
  'method-state-conflict': { status: 409 },
  'token-not-found': { status: 404 },
  'oauth-client-not-found': { status: 404 },
  'user-not-found': { status: 404 },
  'user-name-taken': { status: 409, scimType: 'uniqueness' },
  'user-name-not-an-email': { status: 400, scimType: 'invalidValue' },
  'user-name-and-email-differ': { status: 400, scimType: 'invalidValue' },
  'work-email-required': { status: 400, scimType: 'invalidValue' },
  'external-id-taken': { status: 409, scimType: 'uniqueness' },
  'user-not-invited': { status: 409 },
  'team-not-found': { status: 404 },
  'team-name-taken': { status: 409, scimType: 'uniqueness' },
  'teams-not-supported': { status: 404 },
  'nested-teams-not-supported': { status: 400, scimType: 'invalidValue' },
  'membership-not-found': { status: 404 },
  'membership-not-pending': { status: 409 },
  'approver-not-an-active-member': { status: 403 },
  'revision-mismatch': { status: 412 },
};

/** Seconds after which a client may try again when an engine cannot answer. */
export const RETRY_AFTER_SECONDS = 5;

/** What SCIM says about an error; undefined for one that nobody foresaw. */
export function toScimError(error: unknown): ScimError | undefined {
  if (error instanceof ScimError) return error;
  if (error instanceof RefusedError) {
    const { refused, detail } = error.refusal;
    const { status, scimType } = SCIM_REFUSALS[refused];
    return new ScimError(status, scimType, detail);
  }
  if (error instanceof EventStoreUnavailableError) {
    return new ScimError(503, undefined, 'the event log cannot be written now; try again');
  }
  if (isEngineError(error)) {
    return new ScimError(503, undefined, 'the read models do not answer now; try again');
  }
  if (error instanceof WrongExpectedRevisionError) {
    return new ScimError(503, undefined, 'too many writes of this resource at once; try again');
  }
  if (error instanceof AppendTooLargeError) {
    return new ScimError(413, undefined, 'too much at once for the event log; send it in parts');
  }
  return transportError(error);
}

/** What the HTTP layer refuses: bodies that are too large, unreadable, of another type; routes that do not exist. */
function transportError(error: unknown): ScimError | undefined {
  const status = error instanceof HttpException ? error.getStatus() : statusCodeOf(error);
  if (status === undefined || status < 400 || status > 499) return undefined;
  const message = error instanceof Error ? error.message : 'the request cannot be served';
  return new ScimError(status, status === 400 ? 'invalidSyntax' : undefined, message);
}

function statusCodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}
