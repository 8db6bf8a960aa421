import { describe, expect, it } from '@jest/globals';
import { eventDefinitions } from '#domain';
import {
  createCodec,
  type EncodedEvent,
  type EventStore,
  EventStoreUnavailableError,
} from '#event-store';
import { FailureRecorder } from './failure-recorder.js';
import { ADDRESSES_TOLD } from './folding-window.js';

const refused = { status: 401, detail: 'not accepted' };

/** A recorder over a log that takes everything, or fails with an error. */
function recorder(error?: Error) {
  const recorded: EncodedEvent[] = [];
  const lost: unknown[] = [];
  const append = (_stream: string, events: readonly EncodedEvent[]) => {
    if (error !== undefined) return Promise.reject(error);
    recorded.push(...events);
    return Promise.resolve({ position: 1n });
  };
  let id = 0;
  const ids = { next: () => `${++id}`, derive: (origin: string) => `of-${origin}` };
  const failures = new FailureRecorder(
    { append } as unknown as EventStore,
    createCodec(eventDefinitions),
    { now: () => new Date(0) },
    ids as unknown as ConstructorParameters<typeof FailureRecorder>[3],
    { windowMs: 1_000_000, onLost: (reason) => lost.push(reason) },
  );
  let requests = 0;
  const refuse = (address: string, said: object = {}, failure = refused) => {
    const requestId = `request-${++requests}`;
    const context = {
      organisationId: 'o',
      actor: { kind: 'system', id: 'authentication', label: 'Refused token' },
      requestId,
      commandId: requestId,
      correlationId: requestId,
      causationId: requestId,
      scim: {
        methodId: 'm',
        tokenId: '',
        idp: 'okta',
        dialect: 'okta',
        clientAddress: address,
        userAgent: 'the IdP',
        operation: 'GET /Users',
        ...said,
      },
    } as const;
    return failures.recordFolded(context, failure);
  };
  /** What the log was told, in short. */
  const entries = () =>
    recorded.map(({ data, metadata }) => {
      const { count, operation } = JSON.parse(data) as { count: number; operation?: string };
      const { requestId, scim } = JSON.parse(metadata) as {
        requestId: string;
        scim: { clientAddress?: string; userAgent?: string; operation?: string };
      };
      expect(operation).toBe(scim.operation);
      return [count, requestId, operation, scim.clientAddress, scim.userAgent];
    });
  return { failures, refuse, entries, recorded, lost };
}

describe('folded refusals', () => {
  it('are told apart by address, and say of several only what is true of all', async () => {
    const { failures, refuse, entries } = recorder();
    await refuse('192.0.2.1');
    const guess = { operation: 'DELETE /Users', userAgent: '' };
    await refuse('192.0.2.66', guess);
    await refuse('192.0.2.66', guess);
    await refuse('192.0.2.66', { ...guess, operation: 'GET /Groups' });
    await refuse('192.0.2.1');
    await failures.flushAll();
    expect(entries()).toEqual([
      [1, 'request-1', 'GET /Users', '192.0.2.1', 'the IdP'],
      [1, 'request-2', 'DELETE /Users', '192.0.2.66', ''],
      [1, 'request-5', 'GET /Users', '192.0.2.1', 'the IdP'],
      [2, '', undefined, '192.0.2.66', ''],
    ]);
  });

  it('are told apart by surface, client and reason', async () => {
    const { refuse, entries } = recorder();
    await refuse('192.0.2.1');
    await refuse('192.0.2.1', { tokenId: 'client-1' });
    await refuse('192.0.2.1', { tokenId: 'client-2' });
    await refuse('192.0.2.1', { tokenId: 'client-2' }, { status: 429, detail: 'too many' });
    expect(entries()).toHaveLength(4);
  });

  it('are few, however many addresses they come from, and none is lost', async () => {
    const { failures, refuse, entries, recorded } = recorder();
    for (let n = 0; n < 500; n++) await refuse(`192.0.2.${n % 250}`);
    await failures.flushAll();
    const told = entries();
    expect(told).toHaveLength(2 * ADDRESSES_TOLD + 1);
    expect(told.at(-1)).toEqual([500 - 2 * ADDRESSES_TOLD, '', 'GET /Users', undefined, 'the IdP']);
    expect(told.reduce((sum, [count]) => sum + Number(count), 0)).toBe(500);
    expect(new Set(recorded.map(({ id }) => id)).size).toBe(recorded.length);
  });

  it('begin anew with each window', async () => {
    const { failures, refuse, entries } = recorder();
    await refuse('192.0.2.1');
    await failures.flushAll();
    await refuse('192.0.2.1');
    expect(entries()).toHaveLength(2);
  });
});

describe('a log that cannot be written', () => {
  it('neither changes what the bearer of a refused token is told, nor keeps the process from ending', async () => {
    const full = new EventStoreUnavailableError('the disk is full');
    const { failures, refuse, lost } = recorder(full);
    await refuse('192.0.2.1');
    await refuse('192.0.2.1');
    await failures.flushAll();
    expect(lost).toEqual([full, full]);
  });
});
