export { backUpSqliteLog, type LogBackup } from './backup.js';
export { openSqliteEventStore, type SqliteEventStoreOptions } from './sqlite-event-store.js';
