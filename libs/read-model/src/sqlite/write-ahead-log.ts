import type { Database, Statement } from 'better-sqlite3';
import { StatementThread } from './statement-thread.js';

/** So much in the write-ahead log is worth being moved into the database. */
const CHECKPOINT_BYTES = 16 * 1024 * 1024;

/** What `PRAGMA wal_checkpoint` tells. */
interface Checkpoint {
  /** Pages in the write-ahead log. */
  readonly log: number;
}

/**
 * Moves what was written from the write-ahead log into the database ("checkpoint"), in a thread, since it takes some 20 ms
 * and flushes of the disk. SQLite begins the log anew with the first transaction that finds all of it moved. That none is
 * begun meanwhile is for the writer to see to: else the log would grow for as long as somebody writes.
 */
export class WriteAheadLog {
  /** The checkpoint that is going on; it never fails. */
  moving: Promise<void> | undefined;
  private readonly thread: StatementThread;
  private readonly size: Statement<[], Checkpoint>;
  private readonly pageBytes: number;

  /**
   * @param onFailure hears of checkpoints that failed; the next commit tries again
   */
  constructor(
    connection: Database,
    private readonly onFailure: (error: unknown) => void,
  ) {
    connection.pragma('wal_autocheckpoint = 0');
    this.thread = new StatementThread(connection.name);
    this.size = connection.prepare('PRAGMA wal_checkpoint(NOOP)');
    this.pageBytes = Number(connection.pragma('page_size', { simple: true }));
  }

  /** To be called after each commit. */
  committed(): void {
    if (this.moving !== undefined) return;
    const pages = this.size.get()?.log ?? 0;
    if (pages * this.pageBytes >= CHECKPOINT_BYTES) this.moving = this.move();
  }

  /** Ends the thread; after the last commit. */
  close(): Promise<void> {
    return this.thread.close();
  }

  private async move(): Promise<void> {
    try {
      await this.thread.all('PRAGMA wal_checkpoint(PASSIVE)', []);
    } catch (cause) {
      this.onFailure(new Error('the write-ahead log of the read models was not moved', { cause }));
    } finally {
      this.moving = undefined;
    }
  }
}
