import { defineEvent, type EventOf } from '#kernel';

/** Whom a refused request was about, as far as it said. */
export interface FailureTarget {
  readonly kind: 'user' | 'team';
  readonly id?: string;
  readonly userName?: string;
  readonly externalId?: string;
}

export const provisioningRequestFailed = defineEvent<{
  readonly methodId: string;
  readonly operation?: string;
  readonly target?: FailureTarget;
  readonly status: number;
  readonly scimType?: string;
  readonly detail: string;
  readonly dialect?: string;
  readonly count: number;
}>()('ProvisioningRequestFailed', {
  version: 1,
  stream: 'failure',
  summary:
    'A write of an authenticated IdP was refused, or requests with a refused token, from a refused client or over the rate limit came in.',
  fields: {
    methodId: { summary: 'the provisioning method that was called' },
    operation: { summary: 'method and resource, e.g. `POST /Users`; absent where several differ' },
    target: { summary: 'whom the request was about, as far as it said', pii: true },
    status: { summary: 'the HTTP status that was answered' },
    scimType: { summary: 'the SCIM error type, where there is one' },
    detail: { summary: 'the reason that was answered' },
    dialect: { summary: 'the IdP dialect recognised in the request; absent where several differ' },
    count: {
      summary:
        'how many requests this stands for; refused tokens and clients, and requests over the rate limit, are folded together by address',
    },
  },
});

export type FailureEvent = EventOf<typeof provisioningRequestFailed>;
