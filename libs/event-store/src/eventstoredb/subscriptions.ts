import type { AllStreamSubscription, EventStoreDBClient, Filter } from '@eventstore/db-client';
import { type Position, START } from '../event-store.js';
import { within } from './client.js';
import { fromPosition } from './records.js';

/** What a batch of a tail holds about, at the most. */
export const BATCH_EVENTS = 500;
export const BATCH_CHARACTERS = 1024 * 1024;

/** How long a subscription may take until the server confirms it, in milliseconds. */
const CONFIRM_MS = 10_000;

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
