import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
  type Filter,
  streamNameFilter,
} from '@eventstore/db-client';
import { type Position, START } from '../event-store.js';
import { within } from './client.js';
import { fromPosition, toPosition } from './records.js';

/** What a batch of a tail holds about, at the most. */
export const BATCH_EVENTS = 500;
export const BATCH_CHARACTERS = 1024 * 1024;

/** How long a subscription may take until the server confirms it, in milliseconds. */
const CONFIRM_MS = 10_000;

/** What comes out of a subscription, in the order of the log. */
export type Item =
  | AllStreamResolvedEvent
  /** What is left out is told, too, but not one by one. */
  | { readonly reached: Position }
  | { readonly caughtUp: true };

/** Subscribes to what comes after a position, and waits for the server's word. */
export async function subscribe(
  client: EventStoreDBClient,
  after: Position,
  filter?: Filter,
): Promise<AllStreamSubscription> {
  const fromThere = after === START ? ('start' as const) : fromPosition(after);
  const source = client.subscribeToAll(
    { fromPosition: fromThere, ...(filter === undefined ? {} : { filter }) },
    { highWaterMark: BATCH_EVENTS },
  );
  const confirmed = new Promise<void>((resolve, reject) => {
    source.once('confirmation', resolve);
    // Stays: the client may tell of an error again when nobody listens any more, and that would end the process.
    source.on('error', reject);
  });
  source.on('caughtUp', () => source.push({ caughtUp: true } satisfies Item));
  await within(CONFIRM_MS, confirmed, () => {
    giveUp(source);
  });
  return source;
}

/** Ends a subscription, also that of a consumer who never comes back: it would keep the process alive. */
export function giveUp(source: AllStreamSubscription): void {
  source.destroy();
  void source.unsubscribe().catch(() => undefined);
}

/**
 * The streams that begin with one of the prefixes, or all but the engine's own.
 *
 * @param window of so many events that are left out, one is told
 */
export function filterOf(prefixes: readonly string[] | undefined, window: number): Filter {
  const options = {
    maxSearchWindow: window,
    checkpointInterval: 1,
    checkpointReached: (
      source: AllStreamSubscription,
      position: { readonly commit: bigint; readonly prepare: bigint },
    ) => void source.push({ reached: toPosition(position) } satisfies Item),
  };
  return prefixes === undefined
    ? streamNameFilter({ regex: '^[^$]', ...options })
    : streamNameFilter({ prefixes: [...prefixes], ...options });
}
