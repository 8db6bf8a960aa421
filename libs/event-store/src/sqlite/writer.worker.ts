import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { EncodedEvent } from '../event-store.js';
import { BatchWriter } from './batch-writer.js';
import {
  type Batch,
  READY,
  type SentBatch,
  type WriterAnswer,
  type WriterOptions,
  type WriterRequest,
} from './messages.js';
import { configure } from './schema.js';

/** The thread that owns the writing connection: the event loop of the process never waits for a disk flush. */
const { file, maximumPages } = workerData as WriterOptions;
const db = new Database(file);
configure(db);
if (maximumPages !== undefined) db.pragma(`max_page_count = ${maximumPages}`);
const writer = new BatchWriter(db);

/** Events of the batch that is coming. */
let sentAhead: EncodedEvent[] = [];

function wholeOf(batch: SentBatch): Batch {
  let taken = 0;
  const whole = batch.map((appends) =>
    appends.map(({ ahead = 0, ...append }) => {
      const events = [...sentAhead.slice(taken, taken + ahead), ...append.events];
      taken += ahead;
      return { ...append, events };
    }),
  );
  sentAhead = [];
  return whole;
}

function answer(batch: SentBatch): WriterAnswer {
  try {
    return {
      kind: 'committed',
      outcomes: writer.write(sentAhead.length === 0 ? batch : wholeOf(batch)),
    };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (request: WriterRequest) => {
  if (request === 'close') {
    // The last connection to close moves the write-ahead log into the database and removes it.
    db.close();
    parentPort?.close();
  } else if ('ahead' in request) {
    for (const event of request.ahead) sentAhead.push(event);
  } else {
    parentPort?.postMessage(answer(request));
  }
});
parentPort?.postMessage(READY);
