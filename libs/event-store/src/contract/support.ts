import { randomUUID } from 'node:crypto';
import type {
  EncodedEvent,
  EventStore,
  Position,
  StoredEvent,
  TailBatch,
  TailOptions,
} from '../event-store.js';

/** A store under test, and what a test may do to it from outside. */
export interface Subject {
  readonly store: EventStore;
  /** Closes the store and opens it again on the same data. */
  reopen(): Promise<EventStore>;
  /** Closes the store and throws its data away. */
  dispose(): Promise<void>;
}

/** Gives the subject of the present test: the log may hold events of other tests, so streams have fresh names. */
export type CurrentSubject = () => Subject;

/** A stream name that no other test has. */
export function newStream(category = 'user'): string {
  return `${category}-${randomUUID()}`;
}

/** A new event. */
export function event(data: unknown = {}): EncodedEvent {
  return {
    id: randomUUID(),
    type: 'SomethingHappened',
    data: JSON.stringify(data),
    metadata: '{"schemaVersion":1}',
  };
}

/** New events with rising numbers. */
export function events(count: number): EncodedEvent[] {
  return Array.from({ length: count }, (_, number) => event({ number }));
}

/** Everything in a stream from a revision on. */
export async function readAll(
  store: EventStore,
  stream: string,
  from?: number,
): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  for await (const stored of store.read(stream, from)) found.push(stored);
  return found;
}

/** The ids of events, in their order. */
export function idsOf(list: readonly { readonly id: string }[]): string[] {
  return list.map(({ id }) => id);
}

/** The batches of a tail up to the first that satisfies `until`, that one included. */
export async function tailUntil(
  store: EventStore,
  after: Position,
  until: (batch: TailBatch, seen: readonly StoredEvent[]) => boolean,
  options?: TailOptions,
): Promise<{ batches: TailBatch[]; seen: StoredEvent[] }> {
  const batches: TailBatch[] = [];
  const seen: StoredEvent[] = [];
  for await (const batch of store.tail(after, options)) {
    batches.push(batch);
    seen.push(...batch.events);
    if (until(batch, seen)) break;
  }
  return { batches, seen };
}

/** The events of a tail up to a position. */
export async function tailTo(
  store: EventStore,
  after: Position,
  position: Position,
  options?: TailOptions,
): Promise<StoredEvent[]> {
  const { seen } = await tailUntil(store, after, (batch) => batch.position >= position, options);
  return seen;
}
