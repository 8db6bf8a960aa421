import {
  type Decider,
  type DomainEvent,
  type EventMetadata,
  fold,
  isRefusal,
  RefusedError,
} from '#kernel';
import { ownTurn } from './turns.js';

/** A kind of aggregate: the prefix of its streams, and how its facts fold. */
export type Aggregate<State, Command, Event extends DomainEvent> = Decider<
  State,
  Command,
  Event
> & {
  /** `user` for streams `user-<id>`. */
  readonly category: string;
  /** Hardly ever asked for again once it is written with others at once: remembering it would only push others out. */
  readonly fleeting?: boolean;
};

/** An aggregate as its stream tells it. */
export interface Loaded<State> {
  readonly state: State;
  readonly revision: number | 'none';
  /** Whose it is, by its first fact; empty for a stream without facts. */
  readonly organisationId: string;
  /** The node it belongs to; empty for a stream without facts, or one above the nodes. */
  readonly nodeId: string;
  /** The provisioning method that its first fact came by; empty where that was none. */
  readonly methodId: string;
  /** When its first fact occurred, ISO 8601; empty for a stream without facts. */
  readonly createdAt: string;
  /** When its last fact occurred, ISO 8601; empty for a stream without facts. */
  readonly changedAt: string;
}

/** Who wants something, on whose behalf, and through which request; becomes the metadata of the facts. */
export type CommandContext = Omit<EventMetadata, 'schemaVersion' | 'occurredAt'>;

/**
 * How much an aggregate is worth as it is remembered.
 * - `remembered`: as good as the log tells it, where nobody else writes
 * - `fresh`: the log must be asked. Necessary where a decision rests on two streams and appends to one alone: the log may
 *   show one of them ahead of what is remembered of the other
 * - `presumed-new`: of one that is not remembered, it is taken that there are no facts. For what almost always is new
 *   and is appended to in any case, which conflicts when it was not; the next attempt then asks the log
 */
export type Look = 'remembered' | 'fresh' | 'presumed-new';

/** Facts to record, and the state that they lead to. */
export interface Proposal<State, Event> {
  readonly events: readonly Event[];
  readonly state: State;
}

/** An aggregate whose type only its stream's name tells. */
export type AnyAggregate = Aggregate<unknown, never, DomainEvent>;

interface PendingAppend {
  readonly stream: string;
  readonly expected: number | 'none';
  readonly events: DomainEvent[];
  /** Whether it may be appended together with its neighbours that say so too. */
  readonly together: boolean;
}

/** An aggregate in a unit of work: as it was found, and as the pending facts make it. */
interface Tracked {
  readonly loaded: Loaded<unknown>;
  readonly changed: boolean;
  readonly fleeting: boolean;
}

/**
 * The aggregates that one command reads and the facts it records. Everything recorded is appended at the end, at the
 * exact revisions that were read: in one transaction where the store has it, else one stream after the other in the
 * order of recording.
 */
export class UnitOfWork {
  readonly pending: PendingAppend[] = [];
  readonly tracked = new Map<string, Tracked>();
  /** When the facts recorded here occurred, ISO 8601. */
  readonly occurredAt: string;
  /** By stream, what undoes what was recorded there; see {@link takeBackIfRefused}. */
  readonly takeBacks = new Map<string, (work: UnitOfWork) => Promise<unknown>>();
  private recordsTogether = false;

  constructor(
    private readonly find: (
      aggregate: AnyAggregate,
      stream: string,
      look: Look,
    ) => Promise<Loaded<unknown>>,
    readonly now: Date,
    private readonly context: Pick<CommandContext, 'organisationId' | 'nodeId' | 'scim'>,
    /** Whether everything recorded here is written in one transaction, or nothing of it. */
    readonly atomic: boolean,
  ) {
    this.occurredAt = now.toISOString();
  }

  /**
   * Takes an aggregate of a new id as one without facts, without asking the log. Somebody else's facts are not lost if
   * the id was not new: the append then conflicts.
   */
  begin<State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
  ): void {
    this.track(aggregate, id, unborn(aggregate.initial), false);
  }

  /** The aggregate as it is, with the facts that this unit of work has recorded. */
  async load<State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
    look: Look = 'remembered',
  ): Promise<Loaded<State>> {
    const stream = `${aggregate.category}-${id}`;
    let tracked = this.tracked.get(stream);
    if (tracked === undefined) {
      const loaded = await this.find(aggregate as unknown as AnyAggregate, stream, look);
      tracked = this.track(aggregate, id, loaded, false);
    }
    // The stream's name tells the aggregate, and the aggregate the type of its state.
    return tracked.loaded as Loaded<State>;
  }

  /**
   * What a command would come to; nothing is recorded. A large one is given in parts: each is decided against what those
   * before it propose, in a turn of the event loop of its own. All of them are about one state, and become one append.
   *
   * @throws RefusedError when the decider refuses one of them
   */
  async propose<State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
    ...commands: readonly Command[]
  ): Promise<Proposal<State, Event>> {
    let { state } = await this.load(aggregate, id);
    const events: Event[] = [];
    for (const [part, command] of commands.entries()) {
      if (part > 0) await ownTurn();
      const decision = aggregate.decide(command, state);
      if (isRefusal(decision)) throw new RefusedError(decision);
      events.push(...decision);
      state = fold(aggregate.evolve, state, decision, this.occurredAt);
    }
    return { events, state };
  }

  /**
   * Decides a command and records its facts.
   *
   * @returns the aggregate after them
   * @throws RefusedError when the decider refuses; nothing of this unit of work is then appended
   */
  async decide<State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
    command: Command,
  ): Promise<Loaded<State>> {
    return this.record(aggregate, id, await this.propose(aggregate, id, command));
  }

  /** Records what was proposed about an aggregate as it is now. */
  async record<State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
    { events, state }: Proposal<State, Event>,
  ): Promise<Loaded<State>> {
    const before = await this.load(aggregate, id);
    if (events.length === 0) return before;
    const stream = `${aggregate.category}-${id}`;
    const changedAt = this.occurredAt;
    const loaded: Loaded<State> =
      before.revision === 'none'
        ? {
            state,
            revision: events.length - 1,
            ...ownerOf(this.context),
            createdAt: changedAt,
            changedAt,
          }
        : { ...before, state, revision: before.revision + events.length, changedAt };
    this.track(aggregate, id, loaded, true);
    const last = this.pending.at(-1);
    if (last?.stream === stream) last.events.push(...events);
    else {
      const together = this.recordsTogether;
      this.pending.push({ stream, expected: before.revision, events: [...events], together });
    }
    return loaded;
  }

  /**
   * Where streams are appended to one by one, a command can lose a race for a later stream and be refused by what it
   * finds then, or come to more than the store takes for that one, while what it has appended to this one stands.
   *
   * @param takeBack undoes that, in a unit of work of its own
   */
  takeBackIfRefused<State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
    takeBack: (work: UnitOfWork) => Promise<unknown>,
  ): void {
    this.takeBacks.set(`${aggregate.category}-${id}`, takeBack);
  }

  /**
   * Records what follows from everything before, what no read model shows, and whose order among itself does not matter:
   * where each stream is an append of its own, they are sent at once.
   */
  async together(body: () => Promise<void>): Promise<void> {
    this.recordsTogether = true;
    try {
      await body();
    } finally {
      this.recordsTogether = false;
    }
  }

  private track<State>(
    { category, fleeting = false }: Pick<AnyAggregate, 'category' | 'fleeting'>,
    id: string,
    loaded: Loaded<State>,
    changed: boolean,
  ): Tracked {
    const tracked = { loaded, changed, fleeting };
    this.tracked.set(`${category}-${id}`, tracked);
    return tracked;
  }
}

/** An aggregate without facts. */
export function unborn<State>(initial: State): Loaded<State> {
  return {
    state: initial,
    revision: 'none',
    organisationId: '',
    nodeId: '',
    methodId: '',
    createdAt: '',
    changedAt: '',
  };
}

/** Whose the facts of a context are, and what they came by. */
export function ownerOf({
  organisationId,
  nodeId = '',
  scim,
}: Pick<CommandContext, 'organisationId' | 'nodeId' | 'scim'>) {
  return { organisationId, nodeId, methodId: scim?.methodId ?? '' };
}
