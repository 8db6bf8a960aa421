import { Worker } from 'node:worker_threads';
import { SqliteError } from 'better-sqlite3';
import type { SqlValue } from '../read-database.js';

/** To the thread: a statement that gives rows. */
export interface SearchRequest {
  readonly id: number;
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** From the thread: what became of a statement. */
export type SearchAnswer =
  | { readonly id: number; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly error: { readonly message: string; readonly code: unknown } };

interface Search {
  readonly resolve: (rows: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread with a reading connection of its own, for what may take long: the event loop never waits for it. It begins with
 * the first search. One that dies takes what it was asked with it, and the next search has a new one.
 */
export class SearchThread {
  private worker: Worker | undefined;
  private ended: Promise<unknown> = Promise.resolve();
  private readonly searches = new Map<number, Search>();
  private asked = 0;

  constructor(private readonly file: string) {}

  /** The rows that a statement gives, of what has been committed before. */
  search<Row>(sql: string, values: readonly SqlValue[]): Promise<Row[]> {
    const worker = (this.worker ??= this.start());
    return new Promise<Row[]>((resolve, reject) => {
      const id = (this.asked += 1);
      this.searches.set(id, { resolve, reject });
      worker.postMessage({ id, sql, values } satisfies SearchRequest);
    });
  }

  /** Ends the thread, after what it has been asked. */
  async close(): Promise<void> {
    this.worker?.postMessage('close');
    await this.ended;
  }

  private start(): Worker {
    const worker = new Worker(new URL('./search.worker.js', import.meta.url), {
      workerData: this.file,
    });
    let reason = 'the searching thread has ended';
    worker.on('message', (answer: SearchAnswer) => this.settle(answer));
    worker.on('error', (error) => (reason = error.message));
    this.ended = new Promise<void>((resolve) => {
      worker.on('exit', () => {
        this.worker = undefined;
        for (const { reject } of this.searches.values()) reject(new Error(reason));
        this.searches.clear();
        resolve();
      });
    });
    return worker;
  }

  private settle(answer: SearchAnswer): void {
    const search = this.searches.get(answer.id);
    this.searches.delete(answer.id);
    if ('rows' in answer) search?.resolve(answer.rows as never);
    else search?.reject(errorOf(answer.error));
  }
}

/** Errors lose their code on the way; those that are not the engine's have none. */
function errorOf({ message, code }: { message: string; code: unknown }): Error {
  return typeof code === 'string' ? new SqliteError(message, code) : new Error(message);
}
