/**
 * Why a command is refused. A closed set: each edge (SCIM, admin API) maps it with an exhaustive record,
 * so that a new code without a status does not compile.
 */
export type RefusalCode =
  | 'organisation-not-found'
  | 'node-not-found'
  | 'parent-node-not-found'
  | 'method-not-found'
  | 'method-exists'
  | 'method-state-conflict'
  | 'token-not-found'
  | 'oauth-client-not-found'
  | 'user-not-found'
  | 'user-name-taken'
  | 'user-name-not-an-email'
  | 'user-name-and-email-differ'
  | 'work-email-required'
  | 'external-id-taken'
  | 'user-not-invited'
  | 'team-not-found'
  | 'team-name-taken'
  | 'teams-not-supported'
  | 'nested-teams-not-supported'
  | 'membership-not-found'
  | 'membership-not-pending'
  | 'approver-not-an-active-member'
  | 'revision-mismatch';

/** A refused command: a value, not an exception, so that a decider stays total. */
export interface Refusal {
  readonly refused: RefusalCode;
  /** For the caller to read: names the attribute or the thing, never a secret. */
  readonly detail: string;
}

/** Refuses a command. */
export function refuse(refused: RefusalCode, detail: string): Refusal {
  return { refused, detail };
}

/** Tells a refusal from a list of facts. */
export function isRefusal(decision: object): decision is Refusal {
  return 'refused' in decision;
}

/** A refusal on its way out through code that returns something else. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  constructor(readonly refusal: Refusal) {
    super(refusal.detail);
  }
}
