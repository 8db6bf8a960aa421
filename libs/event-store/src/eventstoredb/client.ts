import { EventStoreDBClient } from '@eventstore/db-client';
import { EventStoreUnavailableError } from '../event-store.js';

/** Makes a client; it connects with its first call. */
export type Connect = () => EventStoreDBClient;

/**
 * Reads a connection string.
 *
 * @throws {EventStoreUnavailableError} for one that cannot be read; the message holds nothing of it, since it may hold
 *   a password
 */
export function connectTo(connectionString: string): Connect {
  const connect = () => EventStoreDBClient.connectionString(connectionString);
  try {
    connect();
  } catch {
    throw new EventStoreUnavailableError('the connection string of EventStoreDB cannot be used');
  }
  return connect;
}

/**
 * What the client calls an error, or undefined for a raw one of gRPC, which is what it gives when there is no server.
 * Its messages may be empty, so the type is what tells.
 */
export function typeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('type' in error)) return undefined;
  return typeof error.type === 'string' ? error.type : undefined;
}

/** The error for callers, when the server could not be reached or did not answer in time. */
export function unreachable(error: unknown): EventStoreUnavailableError {
  if (error instanceof EventStoreUnavailableError) return error;
  const reason = typeOf(error) ?? (error instanceof Error ? error.message : String(error));
  return new EventStoreUnavailableError(`EventStoreDB: ${reason}`, { cause: error });
}

/**
 * Gives what a promise gives, or fails when it takes too long: the client enforces no deadline, neither on reads nor
 * on batched appends.
 *
 * @param onLate called when it takes too long, to end what was waited for
 */
export async function within<Result>(
  milliseconds: number,
  promise: Promise<Result>,
  onLate?: () => void,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onLate?.();
      reject(new EventStoreUnavailableError('EventStoreDB did not answer in time'));
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
