import type { Database } from 'better-sqlite3';

/** How long a write may wait for its commit, in milliseconds: what waits longer than one scavenge has V8 copy it twice. */
const COMMIT_AFTER_MS = 50;
/** How many rows may wait for their commit: one takes the longer, the more pages of the indexes have changed. */
const COMMIT_AFTER_ROWS = 1_000;
/** How long until a commit that failed is tried again, in milliseconds. */
const RETRY_AFTER_MS = 1_000;

/**
 * Many writes, one commit. On the one connection that there is, a write is seen at once; committing it costs as much again,
 * and a page that several writes touch is then written once.
 *
 * What a crash takes back of a group is made again from the log, since each write carries its checkpoint. What a full disk
 * takes back is kept here and done again: at once, for those who read, and to be committed when there is room.
 */
export class CommitGroup {
  private pending: (() => void)[] = [];
  /** How many rows have changed since a commit was last tried. */
  private rows = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly statements;

  /**
   * @param onCommit hears of each commit
   * @param onFailure hears of commits that failed, and are tried again
   */
  constructor(
    private readonly connection: Database,
    private readonly onCommit: () => void,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.statements = {
      begin: connection.prepare('BEGIN IMMEDIATE'),
      commit: connection.prepare('COMMIT'),
      rollback: connection.prepare('ROLLBACK'),
    };
  }

  /**
   * Does a write within the transaction, to be committed soon; of one that throws, nothing stays.
   *
   * @param rows how many rows it changes
   */
  write(rows: number, write: () => void): void {
    this.begin();
    try {
      write();
    } catch (error) {
      this.takeBack();
      throw error;
    }
    this.pending.push(write);
    this.rows += rows;
    if (this.rows < COMMIT_AFTER_ROWS) this.schedule(COMMIT_AFTER_MS);
    else this.commit();
  }

  /**
   * Commits what has been written. A failure is told, and the commit tried again later.
   *
   * @returns whether everything is committed
   */
  commit(): boolean {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.rows = 0;
    if (this.pending.length === 0) return true;
    try {
      this.begin();
      this.statements.commit.run();
    } catch (error) {
      this.onFailure(error);
      this.schedule(RETRY_AFTER_MS);
      this.restoreAtOnce();
      return false;
    }
    this.pending = [];
    this.onCommit();
    return true;
  }

  /**
   * To be called before each read: without what a failure has taken back, it would say that what was acknowledged is not.
   *
   * @throws what the engine says when that cannot be done again now
   */
  restore(): void {
    if (this.pending.length > 0) this.begin();
  }

  /** For the queries that TypeORM makes, which nothing is called before. */
  private restoreAtOnce(): void {
    try {
      this.restore();
    } catch (error) {
      this.onFailure(error);
    }
  }

  /** Begins the group's transaction, unless it is open, with what a failure has taken back of it. */
  private begin(): void {
    if (this.isOpen()) return;
    this.statements.begin.run();
    try {
      for (const write of this.pending) write();
    } catch (error) {
      if (this.isOpen()) this.statements.rollback.run();
      throw error;
    }
  }

  /**
   * Takes back a write that failed half way, and with it the whole transaction; the others of the group are done again. A
   * savepoint for each write would spare them that, and make every write dearer for the sake of what hardly ever happens.
   */
  private takeBack(): void {
    if (this.isOpen()) this.statements.rollback.run();
    this.restore();
  }

  private isOpen(): boolean {
    return this.connection.inTransaction;
  }

  private schedule(milliseconds: number): void {
    this.timer ??= setTimeout(() => {
      this.commit();
    }, milliseconds).unref();
  }
}
