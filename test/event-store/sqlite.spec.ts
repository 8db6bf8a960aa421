import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '#event-store/sqlite';
import { eventStoreContract } from '#event-store/contract';

eventStoreContract('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollbook-log-'));
  const open = () => openSqliteEventStore({ file: join(folder, 'events.db') });
  let store = await open();
  return {
    store,
    async reopen() {
      await store.close();
      return (store = await open());
    },
    async dispose() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});
