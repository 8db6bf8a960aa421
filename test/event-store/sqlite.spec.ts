import { openSqliteEventStore } from '#event-store/sqlite';
import { eventStoreContract } from '#event-store/contract';
import { useTemporaryFolder } from './support.js';

const path = useTemporaryFolder();

eventStoreContract('sqlite', async () => {
  const open = () => openSqliteEventStore({ file: path('events.db') });
  let store = await open();
  return {
    store,
    async reopen() {
      await store.close();
      return (store = await open());
    },
    dispose: () => store.close(),
  };
});
