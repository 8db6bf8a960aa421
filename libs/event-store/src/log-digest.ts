import { createHash } from 'node:crypto';
import type { StoredEvent } from './event-store.js';

/** How many events, and a digest that depends on every one of them and on their order. */
export interface Digest {
  readonly count: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

const EMPTY: Digest = { count: 0, sha256: '' };

/**
 * Digests of a log, over all and of each stream. Two logs with the same digests hold the same events in the same order,
 * whatever their engines: positions, which each engine numbers as it likes, do not count.
 */
export class LogDigest {
  private whole = EMPTY;
  private readonly streams = new Map<string, Digest>();

  /** Takes the next event of the log. */
  add(event: StoredEvent): void {
    const { id, stream, revision, type, data, metadata } = event;
    const text = JSON.stringify([id, stream, revision, type, data, metadata]);
    this.whole = chained(this.whole, text);
    this.streams.set(stream, chained(this.streams.get(stream) ?? EMPTY, text));
  }

  /** All events, in the order of the log. */
  get all(): Digest {
    return this.whole;
  }

  get streamCount(): number {
    return this.streams.size;
  }

  /** The streams whose events differ, or are in only one of the two. */
  differences(other: LogDigest): string[] {
    const names = new Set([...this.streams.keys(), ...other.streams.keys()]);
    return [...names].filter(
      (name) => this.streams.get(name)?.sha256 !== other.streams.get(name)?.sha256,
    );
  }
}

function chained(before: Digest, text: string): Digest {
  const sha256 = createHash('sha256').update(before.sha256).update(text).digest('hex');
  return { count: before.count + 1, sha256 };
}
