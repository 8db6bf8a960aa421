import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventStoreContract } from '#event-store/contract';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { EventStoreDbDouble } from '../support/eventstoredb-double/index.js';

// A fault injector that speaks the protocol: what passes here is the adapter, not EventStoreDB.
let double: EventStoreDbDouble;
beforeEach(async () => {
  double = await EventStoreDbDouble.start();
});
afterEach(() => {
  double.stop();
});

eventStoreContract(
  'eventstoredb, on a wire double',
  async () => {
    const { connectionString } = double;
    const open = () => openEventStoreDb({ connectionString, patienceMs: 60_000 });
    let store = await open();
    return {
      store,
      async reopen() {
        await store.close();
        return (store = await open());
      },
      dispose: () => store.close(),
    };
  },
  { appendAll: false },
);

describe('opening', () => {
  it.each(['esdb://admin:s3cret@', 'esdb://admin:s3cret@127.0.0.1:2113?tls=perhaps'])(
    'refuses a connection string that cannot be read, and says nothing of it: %s',
    async (connectionString) => {
      const outcome = await openEventStoreDb({ connectionString }).catch((error: unknown) => error);
      expect(outcome).toMatchObject({ name: 'EventStoreUnavailableError' });
      expect(String(outcome)).not.toContain('s3cret');
    },
  );
});
