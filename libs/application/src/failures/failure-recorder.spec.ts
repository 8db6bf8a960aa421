import { describe, expect, it } from '@jest/globals';
import { eventDefinitions } from '#domain';
import { createCodec, type EventStore, EventStoreUnavailableError } from '#event-store';
import { FailureRecorder } from './failure-recorder.js';

const full = new EventStoreUnavailableError('the disk is full');
const store = { append: () => Promise.reject(full) } as unknown as EventStore;
const context = {
  organisationId: 'o',
  actor: { kind: 'system', id: 'authentication', label: 'Refused token' },
  requestId: 'r',
  commandId: 'c',
  correlationId: 'r',
  causationId: 'r',
  scim: {
    methodId: 'm',
    tokenId: '',
    idp: 'okta',
    dialect: 'okta',
    clientAddress: '203.0.113.7',
    userAgent: '',
    operation: 'GET /Users',
  },
} as const;
const failure = { status: 401, detail: '' };

describe('a log that cannot be written', () => {
  it('neither changes what the bearer of a refused token is told, nor keeps the process from ending', async () => {
    const lost: unknown[] = [];
    let id = 0;
    const ids = { next: () => `${++id}`, derive: () => `${++id}` };
    const recorder = new FailureRecorder(
      store,
      createCodec(eventDefinitions),
      { now: () => new Date(0) },
      ids as unknown as ConstructorParameters<typeof FailureRecorder>[3],
      { windowMs: 1_000_000, onLost: (error) => lost.push(error) },
    );
    await recorder.recordFolded(context, failure);
    await recorder.recordFolded(context, failure);
    await recorder.flushAll();
    expect(lost).toEqual([full, full]);
  });
});
