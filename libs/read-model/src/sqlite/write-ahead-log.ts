import type { Database, Statement } from 'better-sqlite3';
import { StatementThread } from './statement-thread.js';

/** So much in the write-ahead log is worth being moved into the database: a page that is in it many times is moved once. */
const CHECKPOINT_BYTES = 64 * 1024 * 1024;
/** The first round moves nearly everything, the second what has been written meanwhile. */
const ROUNDS_AMID_WRITES = 2;

/** What `PRAGMA wal_checkpoint` tells. */
interface Checkpoint {
  /** Pages in the write-ahead log. */
  readonly log: number;
}

/**
 * Moves what was written from the write-ahead log into the database ("checkpoint"), in a thread, since it takes some 80 ms
 * and flushes of the disk. SQLite begins the log anew with the first transaction that finds all of it moved. That none is
 * begun meanwhile is for the writer to see to, else the log would grow for as long as somebody writes; yet only in the later
 * rounds, when little is left to be moved.
 */
export class WriteAheadLog {
  /** The round that goes on. */
  private round: Promise<void> | undefined;
  /** How many rounds have been begun since the log last began anew. */
  private rounds = 0;
  private readonly thread: StatementThread;
  private readonly size: Statement<[], Checkpoint>;
  private readonly pageBytes: number;

  /**
   * @param onFailure hears of checkpoints that failed; they are tried again
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

  /** A later round, while it goes on: nothing may be written, and no search begin, then. It never fails. */
  get moving(): Promise<void> | undefined {
    return this.rounds > ROUNDS_AMID_WRITES ? this.round : undefined;
  }

  /** Begins a round when there is enough to be moved, unless one goes on. To be called after each commit, and ahead of a search. */
  moveWhatIsDue(): void {
    if (this.round !== undefined) return;
    const pages = this.size.get()?.log ?? 0;
    if (pages * this.pageBytes < CHECKPOINT_BYTES) {
      this.rounds = 0;
      return;
    }
    this.rounds += 1;
    this.round = this.move();
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
      this.round = undefined;
    }
  }
}
