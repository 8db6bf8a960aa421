import type { Clock, DomainEvent, Ids } from '#kernel';
import { LRUCache } from 'lru-cache';
import type { EventCodec } from './codec.js';
import {
  type AppendResult,
  type EncodedEvent,
  type EventStore,
  EventStoreUnavailableError,
  type Position,
  START,
  type StreamAppend,
  WrongExpectedRevisionError,
} from './event-store.js';
import { KeyedLock } from './keyed-lock.js';
import { Standing } from './standing.js';
import { ownTurn, PORTION } from './turns.js';
import {
  type Aggregate,
  type AnyAggregate,
  type CommandContext,
  type Loaded,
  ownerOf,
  unborn,
  UnitOfWork,
} from './unit-of-work.js';

/** What came of a unit of work. */
export interface Receipt<Result> {
  readonly result: Result;
  /** The place of its last fact that a read model shows, or a later one; {@link START} when nothing changed. */
  readonly position: Position;
}

export interface ExecutorOptions {
  /** How many folds are kept in memory. */
  readonly cachedFolds?: number;
  /** How often a unit of work is tried when others append to its streams meanwhile. */
  readonly attempts?: number;
}

/**
 * Loads, folds, decides and appends at the exact revision, again when somebody else was faster. Folds are kept in
 * memory and brought up to date by reading only what came since.
 */
export class CommandExecutor {
  private readonly folds: LRUCache<string, Loaded<unknown>>;
  private readonly attempts: number;
  private readonly lock = new KeyedLock();
  private readonly losers = new KeyedLock();

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    private readonly clock: Clock,
    private readonly ids: Ids,
    { cachedFolds = 20_000, attempts = 20 }: ExecutorOptions = {},
  ) {
    this.folds = new LRUCache({ max: cachedFolds });
    this.attempts = attempts;
  }

  /**
   * Carries out a unit of work. Its body may run several times; it must have no other effect than on the unit of work.
   *
   * @param serialisedOn the stream whose writers wait for each other in this process, so that they need not conflict
   * @throws RefusedError what a decider refused
   * @throws WrongExpectedRevisionError when others were faster at every attempt
   * @throws AppendTooLargeError when it comes to more than the store takes at once
   * @throws EventStoreUnavailableError when the store cannot answer; nothing is acknowledged
   */
  run<Result>(
    context: CommandContext,
    body: (work: UnitOfWork) => Promise<Result>,
    serialisedOn?: string,
  ): Promise<Receipt<Result>> {
    const carryOut = () => this.carryOut(context, body);
    return serialisedOn === undefined ? carryOut() : this.lock.run(serialisedOn, carryOut);
  }

  /** One command for one aggregate. */
  execute<State, Command, Event extends DomainEvent>(
    context: CommandContext,
    aggregate: Aggregate<State, Command, Event>,
    id: string,
    command: Command,
  ): Promise<Receipt<Loaded<State>>> {
    return this.run(
      context,
      (work) => work.decide(aggregate, id, command),
      `${aggregate.category}-${id}`,
    );
  }

  /** The aggregate as the log tells it now, whatever is remembered of it. */
  load<State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
  ): Promise<Loaded<State>> {
    const stream = `${aggregate.category}-${id}`;
    return this.find(aggregate as unknown as AnyAggregate, stream, true) as Promise<Loaded<State>>;
  }

  private async carryOut<Result>(
    context: CommandContext,
    body: (work: UnitOfWork) => Promise<Result>,
  ): Promise<Receipt<Result>> {
    const standing = new Standing();
    try {
      return await this.attempt(context, body, true, standing).catch((error: unknown) => {
        if (!(error instanceof WrongExpectedRevisionError)) throw error;
        // Those who lost a stream queue for it: then they lose it to newcomers at the most, not to each other.
        return this.losers.run(error.stream, () => this.tryAgain(context, body, standing));
      });
    } catch (reason) {
      if (!(reason instanceof EventStoreUnavailableError)) await this.takeBack(context, standing);
      throw reason;
    }
  }

  /** Takes back what stands of a command that came to nothing, as far as the log can be reached. */
  private async takeBack(context: CommandContext, standing: Standing): Promise<void> {
    for (const takeBack of standing.takeBacks()) {
      await this.carryOut(context, takeBack).catch(() => undefined);
    }
  }

  private async tryAgain<Result>(
    context: CommandContext,
    body: (work: UnitOfWork) => Promise<Result>,
    standing: Standing,
  ): Promise<Receipt<Result>> {
    for (let attempt = 2; ; attempt++) {
      try {
        return await this.attempt(context, body, false, standing);
      } catch (error) {
        if (!(error instanceof WrongExpectedRevisionError) || attempt >= this.attempts) throw error;
      }
    }
  }

  private async attempt<Result>(
    context: CommandContext,
    body: (work: UnitOfWork) => Promise<Result>,
    first: boolean,
    standing: Standing,
  ): Promise<Receipt<Result>> {
    // Others may have appended since the folds were remembered.
    const refresh = !first || !this.store.soleWriter;
    const found = new Map<string, Loaded<unknown>>();
    const work = new UnitOfWork(
      async (aggregate, stream, look) => {
        const loaded =
          standing.find(stream) ??
          (look === 'presumed-new' && first && !this.folds.has(stream)
            ? unborn(aggregate.initial)
            : await this.find(aggregate, stream, refresh || look === 'fresh'));
        found.set(stream, loaded);
        return loaded;
      },
      standing.now ?? this.clock.now(),
      context,
      this.store.appendAll !== undefined,
    );
    const result = await body(work);
    if (work.pending.length === 0) return { result, position: START };
    let position: Position;
    try {
      position = await this.commit(context, work, standing, found);
    } catch (error) {
      // After a conflict the folds are brought up to date. Otherwise nobody knows what was written: they are forgotten.
      if (!(error instanceof WrongExpectedRevisionError)) {
        for (const { stream } of work.pending) this.folds.delete(stream);
      }
      throw error;
    }
    for (const [stream, { loaded, changed, fleeting }] of work.tracked) {
      if (!changed) continue;
      // Stream by stream, what another append will come upon is worth knowing ahead of those that would then stand.
      if (fleeting && work.atomic) this.folds.delete(stream);
      else this.keep(stream, loaded);
    }
    return { result, position };
  }

  private async commit(
    context: CommandContext,
    work: UnitOfWork,
    standing: Standing,
    found: ReadonlyMap<string, Loaded<unknown>>,
  ): Promise<Position> {
    const metadata = { ...context, occurredAt: work.occurredAt };
    // A command's event at one place of a stream always has the same id: sent again it is the same event, and what the
    // command comes to at a later revision is another one.
    const appends: (StreamAppend & { readonly together: boolean })[] = [];
    let count = 0;
    for (const { stream, expected, events, together } of work.pending) {
      const encoded: EncodedEvent[] = [];
      for (const event of events) {
        count += 1;
        if (count % PORTION === 0) await ownTurn();
        const revision = encoded.length + (expected === 'none' ? 0 : expected + 1);
        const id = this.ids.derive(context.commandId, stream, String(revision));
        encoded.push(this.codec.encode(id, event, metadata));
      }
      appends.push({ together, stream, expected, events: encoded });
    }
    if (this.store.appendAll !== undefined) return last(await this.store.appendAll(appends));
    const appendOne = async (append: StreamAppend): Promise<Position> => {
      const { stream, events, expected } = append;
      const known = standing.resultOf(append);
      if (known !== undefined) return known.position;
      try {
        const result = await this.store.append(stream, events, expected);
        standing.add(append, result, work.now, found.get(stream), work.takeBacks.get(stream));
        return result.position;
      } catch (error) {
        if (error instanceof WrongExpectedRevisionError) standing.forget(stream);
        throw error;
      }
    };
    let position = START;
    for (const run of runsOf(appends)) {
      // All of them are over before the next attempt may begin, whatever came of the first.
      const outcomes = await Promise.allSettled(run.map(appendOne));
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') throw outcome.reason;
        // What is recorded together at the end shows in no read model, and nobody need wait for it.
        if (run[0]?.together !== true) position = Math.max(position, outcome.value);
      }
    }
    return position;
  }

  /** @param refresh whether others may have appended since the fold was remembered */
  private async find(
    aggregate: AnyAggregate,
    stream: string,
    refresh: boolean,
  ): Promise<Loaded<unknown>> {
    const known = this.folds.get(stream);
    if (known !== undefined && !refresh) return known;
    let loaded = known ?? unborn(aggregate.initial);
    const from = loaded.revision === 'none' ? 0 : loaded.revision + 1;
    for await (const stored of this.store.read(stream, from)) {
      const event = this.codec.decode(stored);
      const { occurredAt } = event.metadata;
      loaded = {
        ...loaded,
        ...(event.revision === 0 ? { ...ownerOf(event.metadata), createdAt: occurredAt } : {}),
        state: aggregate.evolve(loaded.state, event, occurredAt),
        revision: event.revision,
        changedAt: occurredAt,
      };
    }
    if (loaded.revision !== 'none') this.keep(stream, loaded);
    return loaded;
  }

  /** Remembers a fold, unless a later one is remembered already. */
  private keep(stream: string, loaded: Loaded<unknown>): void {
    const known = this.folds.get(stream);
    if (known === undefined || Number(known.revision) < Number(loaded.revision)) {
      this.folds.set(stream, loaded);
    }
  }
}

function last(results: readonly AppendResult[]): Position {
  return results.at(-1)?.position ?? START;
}

/** Appends one after the other, but for neighbours that may be sent together. */
function runsOf<Append extends StreamAppend & { readonly together: boolean }>(
  appends: readonly Append[],
): Append[][] {
  const runs: Append[][] = [];
  for (const append of appends) {
    const run = runs.at(-1);
    const joins = append.together && run?.[0]?.together === true;
    if (joins && run.every(({ stream }) => stream !== append.stream)) run.push(append);
    else runs.push([append]);
  }
  return runs;
}
