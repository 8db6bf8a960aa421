import {
  type EventCodec,
  type EventStore,
  LogFollower,
  type Position,
  START,
  type StoredEvent,
} from '#event-store';
import { isEngineError } from './engine-errors.js';
import { CheckpointMovedError, type ReadDatabase } from './read-database.js';
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
    /** Hears of the kinds of streams whose rows have just been committed, before anybody who waits for them. */
    private readonly onApplied: (kinds: readonly string[]) => void = () => undefined,
  ) {
    this.follower = new LogFollower(store, {
      name: projection.name,
      streamPrefixes: projection.streamPrefixes,
      gatherMs: projection.gatherMs ?? 0,
      handle: ({ events, position }) => this.apply(events, position),
      // Another instance was ahead, or this one was, and lost its connection before it heard so: the checkpoint knows.
      isTemporary: (error) => isEngineError(error) || error instanceof CheckpointMovedError,
      resumeFrom: () => this.checkpoint(),
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

  /** Goes on where the checkpoint is; again, too, once it has been stopped. */
  async start(): Promise<void> {
    this.follower.start(await this.checkpoint());
  }

  stop(): Promise<void> {
    return this.follower.stop();
  }

  /** Waits until the rows know everything up to the position; see {@link LogFollower.passed}. */
  passed(position: Position, milliseconds: number): Promise<boolean> {
    return this.follower.passed(position, milliseconds);
  }

  private async apply(stored: readonly StoredEvent[], to: Position): Promise<void> {
    const { name, version } = this.projection;
    const events = stored.map((event) => ({
      stored: event,
      decoded: this.taking(event, () => this.codec.decode(event) as ProjectedEvent),
    }));
    const rows = new BatchRows(this.database);
    await rows.load(events.flatMap(({ decoded }) => this.projection.touches(decoded)));
    for (const event of events) {
      this.taking(event.stored, () => {
        this.projection.apply(event.decoded, rows);
      });
    }
    const from = { version, position: this.follower.position };
    const kinds = this.projection.streamPrefixes.filter((prefix) =>
      stored.some(({ stream }) => stream.startsWith(prefix)),
    );
    await this.database.write(rows.changes(), { name, version, from, to, kinds });
    this.onApplied(kinds);
  }

  /** Where the rows are: at the start, and empty, when they were made by another version. */
  private async checkpoint(): Promise<Position> {
    const { name, version, tables, streamPrefixes: kinds } = this.projection;
    const [checkpoint] = await this.database.rows(CheckpointRow, [[name]]);
    if (checkpoint?.version === version) return checkpoint.position;
    const cleared = tables.map((table) => ({ table, removals: 'all', rows: [] }) as const);
    await this.database.write(cleared, { name, version, from: checkpoint, to: START, kinds });
    return START;
  }

  /** Does something with an event, and names the event when it fails. */
  private taking<Result>(event: StoredEvent, body: () => Result): Result {
    try {
      return body();
    } catch (error) {
      throw new ProjectionStoppedError(this.projection.name, event, error);
    }
  }
}
