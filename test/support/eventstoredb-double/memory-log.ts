import { EventEmitter } from 'node:events';

/** An event in the log of the double. */
export interface MemoryEvent {
  readonly stream: string;
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  readonly revision: number;
  readonly position: number;
}

export type NewEvent = Pick<MemoryEvent, 'id' | 'type' | 'data' | 'metadata'>;
export type Expected = 'none' | 'any' | number;
export type Outcome =
  | { readonly result: 'written' | 'repeated'; readonly last: MemoryEvent }
  | { readonly result: 'wrong-expected-version'; readonly actual: number };

/** The bytes that an event seems to take. */
const STEP = 100;

/** A log in memory that knows a repetition as the real one does: by the ids and their place. */
export class MemoryLog extends EventEmitter<{ event: [MemoryEvent] }> {
  readonly events: MemoryEvent[] = [];
  private readonly streams = new Map<string, MemoryEvent[]>();

  constructor() {
    super();
    this.setMaxListeners(0);
  }

  stream(name: string): readonly MemoryEvent[] {
    return this.streams.get(name) ?? [];
  }

  append(name: string, events: readonly NewEvent[], expected: Expected): Outcome {
    const present = this.streams.get(name) ?? [];
    const head = present.length - 1;
    const from =
      expected === 'any'
        ? present.findIndex(({ id }) => id === events[0]?.id)
        : expected === 'none'
          ? 0
          : expected + 1;
    const there = from < 0 ? [] : present.slice(from, from + events.length);
    const last = there.at(-1);
    if (last !== undefined && there.length === events.length) {
      if (there.every(({ id }, index) => id === events[index]?.id))
        return { result: 'repeated', last };
    }
    if (expected !== 'any' && (expected === 'none' ? -1 : expected) !== head) {
      return { result: 'wrong-expected-version', actual: head };
    }
    const written = events.map((event, index) => ({
      ...event,
      stream: name,
      revision: present.length + index,
      position: (this.events.length + index + 1) * STEP,
    }));
    this.streams.set(name, [...present, ...written]);
    this.events.push(...written);
    for (const event of written) this.emit('event', event);
    return { result: 'written', last: written.at(-1)! };
  }
}
