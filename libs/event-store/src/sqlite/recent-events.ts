import type { Position, StoredEvent } from '../event-store.js';

const MOST_EVENTS = 4_096;
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** A tail: it has been given everything up to its position. */
export interface Reader {
  position: Position;
}

/**
 * The newest events of the log in memory, and the place where tails wait for the next ones: a live tail need not read the
 * disk. What all of them have been given is forgotten at once, so that an event dies young, as V8 likes it.
 */
export class RecentEvents {
  private events: StoredEvent[] = [];
  private characters = 0;
  private readonly readers = new Set<Reader>();
  private readonly sleepers = new Set<() => void>();

  /** @param last the position of the last event so far */
  constructor(private last: Position) {}

  /** The position of the last event of the log. */
  get head(): Position {
    return this.last;
  }

  /** Keeps what comes from now on for a reader, who moves her position. */
  join(position: Position): Reader {
    const reader = { position };
    this.readers.add(reader);
    return reader;
  }

  leave(reader: Reader): void {
    this.readers.delete(reader);
  }

  /** Takes the newest events of the log, and wakes those who wait for them. What lies before a gap is forgotten. */
  push(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (event.position !== this.last + 1) {
        this.events = [];
        this.characters = 0;
      }
      this.events.push(event);
      this.characters += sizeOf(event);
      this.last = event.position;
    }
    this.forgetPassed();
    if (this.events.length > MOST_EVENTS || this.characters > MOST_CHARACTERS) this.forgetHalf();
    if (events.length > 0) this.wake();
  }

  /** Waits for the next events, for {@link wake}, or for the signal. */
  sleep(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.sleepers.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.sleepers.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Wakes everybody. */
  wake(): void {
    for (const wake of this.sleepers) wake();
  }

  /** Up to `limit` events after a position, or nothing when some of them are not here. */
  after(position: Position, limit: number): readonly StoredEvent[] | undefined {
    const start = this.events.length - (this.last - position);
    return start < 0 ? undefined : this.events.slice(start, start + limit);
  }

  private forgetPassed(): void {
    let passed = this.last;
    for (const { position } of this.readers) passed = Math.min(passed, position);
    this.forget(this.events.length - (this.last - passed));
  }

  /** Forgets down to half of the bounds, so that this is not done at every push: some reader is slow. */
  private forgetHalf(): void {
    let count = 0;
    let characters = this.characters;
    for (const event of this.events) {
      if (this.events.length - count <= MOST_EVENTS / 2 && characters <= MOST_CHARACTERS / 2) break;
      characters -= sizeOf(event);
      count++;
    }
    this.forget(count);
  }

  /** Forgets the oldest. */
  private forget(count: number): void {
    if (count <= 0) return;
    for (const event of this.events.splice(0, count)) this.characters -= sizeOf(event);
  }
}

function sizeOf({ data, metadata }: StoredEvent): number {
  return data.length + metadata.length;
}
