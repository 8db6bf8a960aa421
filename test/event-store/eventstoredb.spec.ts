import { it } from '@jest/globals';
import { eventStoreContract } from '#event-store/contract';
import { openEventStoreDb } from '#event-store/eventstoredb';

const variable = 'ROLLBOOK_TEST_EVENTSTOREDB_URL';
const connectionString = process.env[variable];

if (connectionString === undefined || connectionString === '') {
  const missing = `the contract suite did NOT run against a real EventStoreDB: ${variable} is not set`;
  process.stderr.write(`\n  ${missing}\n\n`);
  it.skip(missing, () => undefined);
} else {
  eventStoreContract(
    'a real EventStoreDB',
    async () => {
      // What is checked is what is answered, not how soon: ten thousand appends at once take their time.
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
}
