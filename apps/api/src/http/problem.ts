import {
  AppendTooLargeError,
  EventStoreUnavailableError,
  WrongExpectedRevisionError,
} from '#event-store';
import { isEngineError } from '#read-model';
import { type RefusalCode, RefusedError } from '#kernel';
import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';

/** A problem as RFC 9457 describes it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Each wrong field with what is wrong about it. */
  readonly errors?: readonly string[];
}

/** The status of each refusal. A new code without a row does not compile. */
const STATUS: Readonly<Record<RefusalCode, number>> = {
  'organisation-not-found': 404,
  'node-not-found': 404,
  'parent-node-not-found': 400,
  'method-not-found': 404,
  'method-exists': 409,
  'method-state-conflict': 409,
  'token-not-found': 404,
  'oauth-client-not-found': 404,
  'user-not-found': 404,
  'user-name-taken': 409,
  'user-name-not-an-email': 400,
  'user-name-and-email-differ': 400,
  'work-email-required': 400,
  'external-id-taken': 409,
  'user-not-invited': 409,
  'team-not-found': 404,
  'team-name-taken': 409,
  'teams-not-supported': 409,
  'nested-teams-not-supported': 400,
  'membership-not-found': 404,
  'membership-not-pending': 409,
  'approver-not-an-active-member': 403,
  'revision-mismatch': 412,
};

/** A problem with a status and what is to be said about it. Its title is the status in words (RFC 9457 section 4.2.1). */
export function problem(status: number, detail: string, type = 'about:blank'): Problem {
  return { type, title: STATUS_CODES[status] ?? 'Error', status, detail };
}

/** What the admin API says about an error; undefined for one that nobody foresaw. */
export function toProblem(error: unknown): Problem | undefined {
  if (error instanceof RefusedError) {
    const { refused, detail } = error.refusal;
    return problem(STATUS[refused], detail, `urn:rollbook:problem:${refused}`);
  }
  if (error instanceof EventStoreUnavailableError || error instanceof WrongExpectedRevisionError) {
    return problem(503, 'the event log cannot be written now; try again');
  }
  if (error instanceof AppendTooLargeError) {
    return problem(413, 'too much at once for the event log; send it in parts');
  }
  if (isEngineError(error)) return problem(503, 'the read models do not answer now; try again');
  if (error instanceof HttpException) return httpProblem(error);
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
    return error.statusCode < 500 ? problem(error.statusCode, error.message) : undefined;
  }
  return undefined;
}

function httpProblem(error: HttpException): Problem {
  const response = error.getResponse();
  const message =
    typeof response === 'object' && 'message' in response ? response.message : undefined;
  if (!Array.isArray(message)) return problem(error.getStatus(), error.message);
  return { ...problem(error.getStatus(), 'the request is not valid'), errors: message.map(String) };
}
