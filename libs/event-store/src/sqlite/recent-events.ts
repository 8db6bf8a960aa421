import type { Position, StoredEvent } from '../event-store.js';

const MOST_EVENTS = 4_096;
const MOST_CHARACTERS = 16 * 1024 * 1024;

/**
 * The newest events of the log in memory, and the place where tails wait for the next ones: a live tail need not read the
 * disk.
 */
export class RecentEvents {
  private events: StoredEvent[] = [];
  private characters = 0;
  private readonly sleepers = new Set<() => void>();

  /** @param last the position of the last event so far */
  constructor(private last: Position) {}

  /** The position of the last event of the log. */
  get head(): Position {
    return this.last;
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
    if (this.events.length > MOST_EVENTS || this.characters > MOST_CHARACTERS) this.forget();
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

  /** Forgets down to half of the bounds, so that the array is not moved at every push. */
  private forget(): void {
    let count = 0;
    for (const event of this.events) {
      if (this.events.length - count <= MOST_EVENTS / 2 && this.characters <= MOST_CHARACTERS / 2) {
        break;
      }
      this.characters -= sizeOf(event);
      count++;
    }
    this.events.splice(0, count);
  }
}

function sizeOf({ data, metadata }: StoredEvent): number {
  return data.length + metadata.length;
}
