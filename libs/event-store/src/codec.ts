import type { DomainEvent, EventDefinition, EventMetadata } from '#kernel';
import type { EncodedEvent, Position, StoredEvent } from './event-store.js';

/** An event out of the log: its data is in the shape of the current version, whatever version was written. */
export interface RecordedEvent extends DomainEvent {
  readonly id: string;
  readonly stream: string;
  /** Its index in the stream, from 0. */
  readonly revision: number;
  readonly position: Position;
  /** As it was written: `schemaVersion` tells the version of then. */
  readonly metadata: EventMetadata;
}

/** The one place where events become text and text becomes events; what is sealed one day is sealed here. */
export interface EventCodec {
  /**
   * Writes an event at the current version of its definition.
   *
   * @throws {UnknownEventTypeError} for a type without a definition
   */
  encode(
    id: string,
    event: DomainEvent,
    metadata: Omit<EventMetadata, 'schemaVersion'>,
  ): EncodedEvent;

  /**
   * Reads an event and lifts it to the current version of its definition.
   *
   * @throws {UnknownEventTypeError} for a type without a definition
   * @throws {BrokenEventError} for text that is no JSON object, or a version that is not known here
   */
  decode(stored: StoredEvent): RecordedEvent;
}

/** An event of a type that nobody has defined: written by a newer release, or by a mistake. */
export class UnknownEventTypeError extends Error {
  override readonly name = 'UnknownEventTypeError';
  constructor(readonly eventType: string) {
    super(`there is no event type ${eventType}`);
  }
}

/** An event in the log that cannot be read. Names the place, never the content, which may identify a person. */
export class BrokenEventError extends Error {
  override readonly name = 'BrokenEventError';
  constructor(
    readonly event: Pick<StoredEvent, 'id' | 'stream' | 'revision' | 'position'>,
    reason: string,
  ) {
    super(
      `event ${event.id} (${event.stream}, revision ${event.revision}, position ${event.position}): ${reason}`,
    );
  }
}

/** Makes the codec of a set of events; a type is defined once. */
export function createCodec(definitions: readonly EventDefinition[]): EventCodec {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));
  if (byType.size !== definitions.length) throw new Error('an event type is defined twice');

  const definitionOf = (type: string): EventDefinition => {
    const definition = byType.get(type);
    if (definition === undefined) throw new UnknownEventTypeError(type);
    return definition;
  };

  // Several projections take the same live event: it is read once, and what came of it kept on it for as long as the log's
  // adapter holds it. What a WeakMap holds lives on until V8 collects the old generation, which makes each event dear.
  const recorded = Symbol('recorded');
  // The events of one command have the same metadata, and mostly follow each other, here and in the log.
  let written = { metadata: {}, schemaVersion: 0, text: '' };
  let read: { readonly text: string; readonly metadata: EventMetadata } | undefined;

  const metadataText = (
    metadata: Omit<EventMetadata, 'schemaVersion'>,
    schemaVersion: number,
  ): string => {
    if (written.metadata !== metadata || written.schemaVersion !== schemaVersion) {
      const text = JSON.stringify({ ...metadata, schemaVersion });
      written = { metadata, schemaVersion, text };
    }
    return written.text;
  };

  const metadataOf = (stored: StoredEvent): EventMetadata => {
    if (read?.text !== stored.metadata) {
      const metadata = parseObject(stored, 'metadata');
      if (!isMetadata(metadata)) throw new BrokenEventError(stored, 'metadata without a version');
      read = { text: stored.metadata, metadata };
    }
    return read.metadata;
  };

  return {
    encode(id, event, metadata) {
      const { version } = definitionOf(event.type);
      return {
        id,
        type: event.type,
        data: JSON.stringify(event.data),
        metadata: metadataText(metadata, version),
      };
    },

    decode(stored: StoredEvent & { [recorded]?: RecordedEvent }) {
      const known = stored[recorded];
      if (known !== undefined) return known;
      const { id, stream, revision, position, type } = stored;
      const definition = definitionOf(type);
      const metadata = metadataOf(stored);
      const data = upcast(definition, stored, metadata.schemaVersion);
      const event = { id, stream, revision, position, type, data, metadata };
      stored[recorded] = event;
      return event;
    },
  };
}

function upcast(definition: EventDefinition, stored: StoredEvent, written: number): object {
  if (written > definition.version) {
    throw new BrokenEventError(
      stored,
      `${stored.type} at version ${written}, and only ${definition.version} is known here`,
    );
  }
  let data = parseObject(stored, 'data');
  for (const lift of definition.upcasters.slice(written - 1)) data = lift(data);
  return data;
}

function parseObject(stored: StoredEvent, part: 'data' | 'metadata'): object {
  let value: unknown;
  try {
    value = parse(stored[part]);
  } catch {
    throw new BrokenEventError(stored, `${part} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BrokenEventError(stored, `${part} is not an object`);
  }
  return value;
}

/**
 * Parses JSON without `__proto__` keys: code that copies such an object key by key would swap a prototype.
 * Only text that can contain the key, plainly or escaped, pays for the look at every key.
 */
function parse(text: string): unknown {
  const suspect = text.includes('__proto__') || text.includes('\\u');
  if (!suspect) return JSON.parse(text);
  return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
}

function isMetadata(value: object): value is EventMetadata {
  return (
    'schemaVersion' in value &&
    Number.isInteger(value.schemaVersion) &&
    Number(value.schemaVersion) >= 1
  );
}
