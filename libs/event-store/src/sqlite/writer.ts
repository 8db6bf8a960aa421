import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  type AppendResult,
  EventIdReusedError,
  EventStoreUnavailableError,
  type StoredEvent,
  type StreamAppend,
  WrongExpectedRevisionError,
} from '../event-store.js';
import { inTurns, ownTurn, PORTION } from '../turns.js';
import type {
  Batch,
  Outcome,
  Refused,
  SentAppend,
  WriterAnswer,
  WriterOptions,
  WriterRequest,
} from './messages.js';

/** A batch is cut here, so that one message and one transaction stay small; an append is never split. */
const BATCH_EVENTS = 1_000;
const BATCH_CHARACTERS = 8 * 1024 * 1024;

interface PendingAppend {
  readonly appends: readonly StreamAppend[];
  readonly resolve: (results: readonly AppendResult[]) => void;
  readonly reject: (error: Error) => void;
}

/** What a writer tells besides the answers to its appends. */
export interface WriterListener {
  /**
   * Events that are on disk now, in the order of the log; called before their appends resolve. Of a large append only the
   * last ones: nobody has to have all of them in memory.
   */
  onCommitted(events: readonly StoredEvent[]): void;
  /** After each batch: how many appends and new events, and how long until it was answered. */
  onBatch?(appends: number, events: number, milliseconds: number): void;
  /** A batch was not written, or the thread has died. */
  onFailure(reason: string): void;
}

/**
 * The writer as seen from the event loop: group commit. One batch is under way at a time; what arrives meanwhile
 * waits and goes together in the next one.
 *
 * A writer thread that dies is not started again: it has met a bug, not bad weather (a full disk does not end it),
 * and the next batch would meet it too. Everything is refused from then on, and the process has to be started again.
 */
export class Writer {
  private waiting: PendingAppend[] = [];
  private underWay: PendingAppend[] = [];
  private sentAt = 0;
  /** How many appends went together the last time. */
  private lastBatch = 0;
  private scheduled = false;
  private refusal: string | undefined;
  private readonly ended: Promise<unknown>;
  private onIdle: (() => void) | undefined;

  private constructor(
    private readonly worker: Worker,
    private readonly listener: WriterListener,
  ) {
    this.ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.on('message', (answer: WriterAnswer) => this.settle(answer));
    worker.on('error', (error) => this.die(error.message));
    worker.on('exit', () => this.die('it ended'));
  }

  /** Starts the thread; the schema is there already. Rejects when the file cannot be opened. */
  static async start(
    { file, maximumPages }: WriterOptions,
    listener: WriterListener,
  ): Promise<Writer> {
    const worker = new Worker(new URL('./writer.worker.js', import.meta.url), {
      workerData: { file, maximumPages },
    });
    await once(worker, 'message');
    return new Writer(worker, listener);
  }

  /** Writes appends all or nothing; checked by the caller to be of one or more events each. */
  append(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]> {
    if (this.refusal !== undefined) {
      return Promise.reject(new EventStoreUnavailableError(this.refusal));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ appends, resolve, reject });
      this.schedule();
    });
  }

  /** Writes what is waiting, takes no more, and ends the thread. */
  async close(): Promise<void> {
    this.refusal ??= 'the event store is closed';
    if (this.waiting.length > 0 || this.underWay.length > 0) {
      await new Promise<void>((resolve) => (this.onIdle = resolve));
    }
    this.post('close');
    await this.ended;
  }

  /**
   * Waits for the end of this turn of the event loop, so that what it brings shares one flush. Where several came together
   * the last time it waits for the next turn as well, which brings those who have just been answered: otherwise two halves
   * of them would take turns for ever, at a flush each.
   */
  private schedule(): void {
    if (this.scheduled || this.underWay.length > 0) return;
    this.scheduled = true;
    const send = () => {
      this.scheduled = false;
      this.send();
    };
    setImmediate(this.lastBatch > 1 ? () => setImmediate(send) : send);
  }

  private send(): void {
    this.underWay = this.waiting.splice(0, batchLength(this.waiting));
    if (this.underWay.length === 0) return;
    this.lastBatch = this.underWay.length;
    this.sentAt = performance.now();
    const batch = this.underWay.map(({ appends }) => appends);
    if (batch.some((appends) => appends.some(isLarge))) void this.sendInParts(batch);
    else this.post(batch);
  }

  /** Sends a batch with the events of its large appends ahead of it, since copying them for the thread takes long. */
  private async sendInParts(batch: Batch): Promise<void> {
    const sent: SentAppend[][] = [];
    for (const appends of batch) {
      const rest: SentAppend[] = [];
      for (const append of appends) {
        const { events } = append;
        if (!isLarge(append)) {
          rest.push(append);
          continue;
        }
        for await (const ahead of inTurns(events)) this.post({ ahead });
        rest.push({ ...append, events: [], ahead: events.length });
      }
      sent.push(rest);
    }
    await ownTurn();
    this.post(sent);
  }

  private post(request: WriterRequest): void {
    this.worker.postMessage(request);
  }

  private settle(answer: WriterAnswer): void {
    const batch = this.underWay;
    this.underWay = [];
    if (answer.kind === 'failed') {
      this.listener.onFailure(answer.reason);
      for (const { reject } of batch) reject(new EventStoreUnavailableError(answer.reason));
    } else {
      this.acknowledge(batch, answer.outcomes);
    }
    if (this.waiting.length > 0) this.schedule();
    else this.onIdle?.();
  }

  private acknowledge(batch: readonly PendingAppend[], outcomes: readonly Outcome[]): void {
    const committed = batch.flatMap(({ appends }, index) => storedEvents(appends, outcomes[index]));
    const count = batch
      .filter((_, index) => outcomes[index]?.kind === 'written')
      .flatMap(({ appends }) => appends)
      .reduce((sum, { events }) => sum + events.length, 0);
    this.listener.onCommitted(committed);
    this.listener.onBatch?.(batch.length, count, performance.now() - this.sentAt);
    for (const [index, { resolve, reject }] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) continue;
      if ('results' in outcome) resolve(outcome.results);
      else reject(errorOf(outcome));
    }
  }

  private die(reason: string): void {
    const orphans = [...this.underWay, ...this.waiting];
    this.underWay = [];
    this.waiting = [];
    if (this.refusal === undefined) {
      this.refusal = `the writer thread has died: ${reason}`;
      this.listener.onFailure(this.refusal);
    }
    for (const { reject } of orphans) reject(new EventStoreUnavailableError(this.refusal));
    this.onIdle?.();
  }
}

function isLarge({ events }: StreamAppend): boolean {
  return events.length > PORTION;
}

function batchLength(waiting: readonly PendingAppend[]): number {
  let events = 0;
  let characters = 0;
  for (const [index, { appends }] of waiting.entries()) {
    for (const append of appends) {
      events += append.events.length;
      for (const { data, metadata } of append.events) characters += data.length + metadata.length;
    }
    if (events >= BATCH_EVENTS || characters >= BATCH_CHARACTERS) return index + 1;
  }
  return waiting.length;
}

/** The new events of an append, or the last of them, with their places, counted back from the last one of each stream. */
function storedEvents(
  appends: readonly StreamAppend[],
  outcome: Outcome | undefined,
): StoredEvent[] {
  if (outcome?.kind !== 'written') return [];
  return appends.flatMap(({ stream, events }, entry) => {
    const last = outcome.results[entry];
    if (last === undefined) return [];
    const newest = events.slice(-PORTION);
    return newest.map(({ id, type, data, metadata }, index) => {
      const before = newest.length - 1 - index;
      const revision = last.revision - before;
      return { stream, revision, position: last.position - before, id, type, data, metadata };
    });
  });
}

function errorOf(refused: Refused): Error {
  return refused.kind === 'conflict'
    ? new WrongExpectedRevisionError(refused.stream, refused.expected, refused.actual)
    : new EventIdReusedError(refused.stream, refused.eventId);
}
