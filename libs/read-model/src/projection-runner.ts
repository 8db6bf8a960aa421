import {
  type EventCodec,
  type EventStore,
  LogFollower,
  type Position,
  START,
  type StoredEvent,
} from '#event-store';
import { isEngineError, type ReadDatabase } from './read-database.js';
import { CheckpointRow } from './entities/index.js';
import type { ProjectedEvent, Projection } from './projection.js';
import { BatchRows } from './rows.js';

/** An event that its projection could not apply. The projection stands still until that is mended. */
export class ProjectionStoppedError extends Error {
  override readonly name = 'ProjectionStoppedError';
  constructor(projection: string, event: StoredEvent, cause: unknown) {
    super(
      `projection ${projection} stopped at event ${event.id} (${event.type}, position ${event.position})`,
      { cause },
    );
  }
}

/** Runs one projection: rows and checkpoint in one transaction, so that each event takes effect exactly once. */
export class ProjectionRunner {
  private readonly follower: LogFollower;

  constructor(
    store: EventStore,
    private readonly codec: EventCodec,
    private readonly database: ReadDatabase,
    private readonly projection: Projection,
    onStopped: (name: string, error: unknown) => void,
    /** Hears of events whose rows have just been committed, before anybody who waits for them. */
    onApplied: (events: readonly StoredEvent[]) => void = () => undefined,
  ) {
    this.follower = new LogFollower(store, {
      name: projection.name,
      streamPrefixes: projection.streamPrefixes,
      gatherMs: projection.gatherMs ?? 0,
      handle: ({ events, position }) => {
        this.apply(events, position);
        onApplied(events);
      },
      isTemporary: isEngineError,
      onStopped: (error) => {
        onStopped(projection.name, error);
      },
    });
  }

  get name(): string {
    return this.projection.name;
  }

  /** Up to here everything is in the rows. */
  get position(): Position {
    return this.follower.position;
  }

  /** Why it stands still; undefined while it runs. */
  get stoppedBy(): unknown {
    return this.follower.stoppedBy;
  }

  /** Goes on where the checkpoint is, or from the start when the rows were made by another version. */
  start(): void {
    const { name, version, tables } = this.projection;
    const checkpoint = this.database.table(CheckpointRow).get([name]);
    if (checkpoint?.version === version) {
      this.follower.start(checkpoint.position);
      return;
    }
    this.database.transaction(() => {
      for (const table of tables) this.database.table(table).clear();
      this.saveCheckpoint(START);
    });
    this.follower.start(START);
  }

  stop(): Promise<void> {
    return this.follower.stop();
  }

  /** Waits until the rows know everything up to the position; see {@link LogFollower.passed}. */
  passed(position: Position, milliseconds: number): Promise<boolean> {
    return this.follower.passed(position, milliseconds);
  }

  private apply(events: readonly StoredEvent[], position: Position): void {
    this.database.transaction(() => {
      const rows = new BatchRows(this.database);
      for (const stored of events) {
        try {
          this.projection.apply(this.codec.decode(stored) as ProjectedEvent, rows);
        } catch (error) {
          if (isEngineError(error)) throw error;
          throw new ProjectionStoppedError(this.projection.name, stored, error);
        }
      }
      rows.flush();
      this.saveCheckpoint(position);
    });
  }

  private saveCheckpoint(position: Position): void {
    const { name, version } = this.projection;
    this.database.table(CheckpointRow).put({ name, version, position });
  }
}
