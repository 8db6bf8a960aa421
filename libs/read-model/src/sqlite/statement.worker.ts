import { parentPort, workerData } from 'node:worker_threads';
import Database, { type Statement } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { SqlValue } from '../read-database.js';
import { registerFunctions } from './functions.js';
import type { StatementAnswer, StatementRequest } from './statement-thread.js';

/** The thread of {@link StatementThread}. */
const database = new Database(workerData as string, { fileMustExist: true });
// It may move what was written into the database, but write nothing.
database.pragma('query_only = ON');
registerFunctions(database);
const statements = new LRUCache<string, Statement<SqlValue[]>>({
  max: 100,
  memoMethod: (sql) => database.prepare<SqlValue[]>(sql),
});

function answer({ id, sql, values }: StatementRequest): StatementAnswer {
  try {
    return { id, rows: statements.memo(sql).all(...values) };
  } catch (error) {
    const { message, code } = error as InstanceType<typeof Database.SqliteError>;
    return { id, error: { message, code } };
  }
}

parentPort?.on('message', (request: StatementRequest | 'close') => {
  if (request === 'close') {
    database.close();
    parentPort?.close();
  } else {
    parentPort?.postMessage(answer(request));
  }
});
