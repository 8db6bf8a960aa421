import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { BatchWriter } from './batch-writer.js';
import { READY, type WriterAnswer, type WriterOptions, type WriterRequest } from './messages.js';
import { configure } from './schema.js';

/** The thread that owns the writing connection: the event loop of the process never waits for a disk flush. */
const { file, maximumPages } = workerData as WriterOptions;
const db = new Database(file);
configure(db);
if (maximumPages !== undefined) db.pragma(`max_page_count = ${maximumPages}`);
const writer = new BatchWriter(db);

function answer(request: Exclude<WriterRequest, 'close'>): WriterAnswer {
  try {
    return { kind: 'committed', outcomes: writer.write(request) };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (request: WriterRequest) => {
  if (request === 'close') {
    // The last connection to close moves the write-ahead log into the database and removes it.
    db.close();
    parentPort?.close();
  } else {
    parentPort?.postMessage(answer(request));
  }
});
parentPort?.postMessage(READY);
