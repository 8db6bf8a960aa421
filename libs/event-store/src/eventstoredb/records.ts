import { type JSONEventData, jsonEvent, type JSONType } from '@eventstore/db-client';
import type { EncodedEvent, Position, StoredEvent } from '../event-store.js';

/** An event of the client, as far as it is used here. */
export interface ClientEvent {
  readonly streamId: string;
  readonly id: string;
  readonly type: string;
  readonly revision: bigint;
  readonly data: unknown;
  readonly metadata?: unknown;
  readonly position?: ClientPosition | undefined;
}

/** A place in the log as the client has it. The two are equal for events that were appended through gRPC. */
export interface ClientPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** JSON text becomes JSON in the engine, so that people can read it there. */
export function toClient({ id, type, data, metadata }: EncodedEvent): JSONEventData {
  return jsonEvent({
    id,
    type,
    data: JSON.parse(data) as JSONType,
    metadata: new Uint8Array(Buffer.from(metadata)),
  });
}

/** An event as the port has it. */
export function fromClient(event: ClientEvent): StoredEvent {
  const { streamId, id, type, revision, data, metadata, position } = event;
  if (position === undefined) throw new Error('this version of EventStoreDB tells no positions');
  return {
    stream: streamId,
    id,
    type,
    data: JSON.stringify(data),
    metadata: JSON.stringify(metadata ?? null),
    revision: Number(revision),
    position: toPosition(position),
  };
}

/**
 * The port's position is the commit position, a byte offset: below 2^53 for logs of up to 8 PiB. The prepare position
 * is the same, since each append is one transaction of its own.
 */
export function toPosition({ commit }: ClientPosition): Position {
  return Number(commit);
}

/** The client's position for one of the port's. */
export function fromPosition(position: Position): ClientPosition {
  return { commit: BigInt(position), prepare: BigInt(position) };
}

/** Whether a stream begins with one of the prefixes; without any, whether it is not one that the engine itself keeps. */
export function passes(stream: string, prefixes: readonly string[] | undefined): boolean {
  if (prefixes === undefined) return !stream.startsWith('$');
  return prefixes.some((prefix) => stream.startsWith(prefix));
}
