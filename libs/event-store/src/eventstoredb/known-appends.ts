import { LRUCache } from 'lru-cache';
import { type AppendResult, type EncodedEvent, EventIdReusedError } from '../event-store.js';

interface KnownAppend {
  readonly stream: string;
  readonly ids: readonly string[];
  readonly result: Promise<AppendResult>;
}

/** How many events are remembered. */
const MOST_EVENTS = 20_000;

/**
 * The appends of this process, those in flight included. The engine knows a repetition by event id and place alone: it
 * drops a repetition of what is still in flight, and takes an old id at the end of a stream for a new event.
 */
export class KnownAppends {
  private readonly byId = new LRUCache<string, KnownAppend>({ max: MOST_EVENTS });

  /**
   * What came, or comes, of the same append; undefined when none of its events is known.
   *
   * @throws {EventIdReusedError} when some of its events belong to another append
   */
  find(stream: string, events: readonly EncodedEvent[]): Promise<AppendResult> | undefined {
    const ids = idsOf(events);
    const known = ids.find((id) => this.byId.has(id));
    if (known === undefined) return undefined;
    const append = this.byId.get(known);
    if (append?.stream !== stream || append.ids.join() !== ids.join()) {
      throw new EventIdReusedError(stream, known);
    }
    return append.result;
  }

  /** Remembers an append, unless it fails. */
  remember(
    stream: string,
    events: readonly EncodedEvent[],
    result: Promise<AppendResult>,
  ): Promise<AppendResult> {
    const ids = idsOf(events);
    const append = { stream, ids, result };
    for (const id of ids) this.byId.set(id, append);
    result.catch(() => {
      for (const id of ids) this.byId.delete(id);
    });
    return result;
  }
}

/** The engine gives ids back in lower case. */
function idsOf(events: readonly EncodedEvent[]): string[] {
  return events.map(({ id }) => id.toLowerCase());
}
