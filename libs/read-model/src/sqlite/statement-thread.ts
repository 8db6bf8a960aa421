import { Worker } from 'node:worker_threads';
import { SqliteError } from 'better-sqlite3';
import type { SqlValue } from '../read-database.js';

/** To the thread: a statement that gives rows. */
export interface StatementRequest {
  readonly id: number;
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** From the thread: what became of a statement. */
export type StatementAnswer =
  | { readonly id: number; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly error: { readonly message: string; readonly code: unknown } };

interface Asked {
  readonly resolve: (rows: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread with a connection of its own that changes no row, for statements that may take long: the event loop never waits
 * for it. It begins with the first statement. One that dies takes what it was asked with it, and the next statement has a
 * new one.
 */
export class StatementThread {
  private worker: Worker | undefined;
  private ended: Promise<unknown> = Promise.resolve();
  private readonly asked = new Map<number, Asked>();
  private count = 0;

  constructor(private readonly file: string) {}

  /** The rows that a statement gives, of what has been committed before. */
  all<Row>(sql: string, values: readonly SqlValue[]): Promise<Row[]> {
    const worker = (this.worker ??= this.start());
    return new Promise<Row[]>((resolve, reject) => {
      const id = (this.count += 1);
      this.asked.set(id, { resolve, reject });
      worker.postMessage({ id, sql, values } satisfies StatementRequest);
    });
  }

  /** Ends the thread, after what it has been asked. */
  async close(): Promise<void> {
    this.worker?.postMessage('close');
    await this.ended;
  }

  private start(): Worker {
    const worker = new Worker(new URL('./statement.worker.js', import.meta.url), {
      workerData: this.file,
    });
    let reason = 'the thread for long statements has ended';
    worker.on('message', (answer: StatementAnswer) => this.settle(answer));
    worker.on('error', (error) => (reason = error.message));
    this.ended = new Promise<void>((resolve) => {
      worker.on('exit', () => {
        this.worker = undefined;
        for (const { reject } of this.asked.values()) reject(new Error(reason));
        this.asked.clear();
        resolve();
      });
    });
    return worker;
  }

  private settle(answer: StatementAnswer): void {
    const asked = this.asked.get(answer.id);
    this.asked.delete(answer.id);
    if ('rows' in answer) asked?.resolve(answer.rows as never);
    else asked?.reject(errorOf(answer.error));
  }
}

/** Errors lose their code on the way; those that are not the engine's have none. */
function errorOf({ message, code }: { message: string; code: unknown }): Error {
  return typeof code === 'string' ? new SqliteError(message, code) : new Error(message);
}
