import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { MemoryEvent, MemoryLog } from './memory-log.js';
import {
  caughtUpMessage,
  checkpointMessage,
  confirmationMessage,
  eventMessage,
  nameOf,
  notFoundMessage,
} from './messages.js';

const { BACKWARDS } = streams.ReadReq.Options.ReadDirection;

/** The events of a stream, either way. */
export function readStream(log: MemoryLog, options: ReadReq.Options): ReadResp[] {
  const asked = options.getStream()!;
  const name = nameOf(asked.getStreamIdentifier()!);
  const events = log.stream(name);
  const count = Number(options.getCount());
  if (events.length === 0) return [notFoundMessage(name)];
  if (options.getReadDirection() === BACKWARDS) {
    return events.slice(-count).reverse().map(eventMessage);
  }
  const from = asked.hasStart() ? 0 : Number(asked.getRevision());
  return events.slice(from, from + count).map(eventMessage);
}

/** The log from its end, or from ahead of a position, backwards. */
export function readLog(log: MemoryLog, options: ReadReq.Options): ReadResp[] {
  const position = options.getAll()?.getPosition();
  const before = position === undefined ? Infinity : Number(position.getCommitPosition());
  const events = log.events.filter((event) => event.position < before);
  return events.slice(-Number(options.getCount())).reverse().map(eventMessage);
}

export interface Subscription {
  end(): void;
}

interface Subscriber {
  send(message: ReadResp): Promise<void>;
  beforeLive(): void;
}

/** History, then live; it says at intervals how far it has come where the filter leaves events out. */
export function subscribe(
  log: MemoryLog,
  options: ReadReq.Options,
  { send, beforeLive }: Subscriber,
): Subscription {
  const position = options.getAll()?.getPosition();
  const after = position === undefined ? 0 : Number(position.getCommitPosition());
  const filter = options.getFilter();
  const interval =
    filter === undefined ? Infinity : filter.getMax() * filter.getCheckpointintervalmultiplier();
  const matches = filter === undefined ? () => true : matcherOf(filter);
  const waiting: MemoryEvent[] = log.events.filter((event) => event.position > after);
  let wake: () => void = () => undefined;
  let ended = false;
  const take = (event: MemoryEvent) => {
    waiting.push(event);
    wake();
  };
  log.on('event', take);

  const run = async (): Promise<void> => {
    let considered = 0;
    let live = false;
    await send(confirmationMessage());
    while (!ended) {
      const event = waiting.shift();
      if (event !== undefined) {
        if (matches(event)) await send(eventMessage(event));
        if (++considered % interval === 0) await send(checkpointMessage(event.position));
      } else if (!live) {
        live = true;
        beforeLive();
        await send(caughtUpMessage());
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  };
  void run();
  return {
    end() {
      ended = true;
      log.off('event', take);
      wake();
    },
  };
}

function matcherOf(filter: ReadReq.Options.FilterOptions): (event: MemoryEvent) => boolean {
  const expression = filter.getStreamIdentifier()!;
  const prefixes = expression.getPrefixList();
  if (prefixes.length === 0) {
    const regex = new RegExp(expression.getRegex());
    return ({ stream }) => regex.test(stream);
  }
  return ({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix));
}
