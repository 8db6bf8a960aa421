import type { Database, Statement } from 'better-sqlite3';
import { StatementThread } from './statement-thread.js';

/** Pages of 4 KiB in the write-ahead log that are worth moving into the database: 16 MiB. */
const CHECKPOINT_PAGES = 4_096;

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
  }

  /** To be called after each commit. */
  committed(): void {
    if (this.moving !== undefined || (this.size.get()?.log ?? 0) < CHECKPOINT_PAGES) return;
    this.moving = this.move();
  }

  /** Ends the thread; after the last commit. */
  close(): Promise<void> {
    return this.thread.close();
  }

  private async move(): Promise<void> {
    try {
      await this.thread.all('PRAGMA wal_checkpoint(PASSIVE)', []);
    } catch (error) {
      this.onFailure(error);
    } finally {
      this.moving = undefined;
    }
  }
}
