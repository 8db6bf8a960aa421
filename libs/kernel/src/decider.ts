import type { DomainEvent } from './event.js';
import type { Refusal } from './refusal.js';

/** What a decision comes to: the facts to append (none when it is so already), or a refusal. */
export type Decision<Event extends DomainEvent> = readonly Event[] | Refusal;

/** Folds one more fact, and when it occurred, into a state. */
type Evolve<State, Event> = (state: State, event: Event, occurredAt: string) => State;

/**
 * An aggregate as two pure functions.
 *
 * Both are synchronous and total: no clock, no ids, no I/O. What they need of those comes with the command, or the fact.
 */
export interface Decider<State, Command, Event extends DomainEvent> {
  /** The state of a stream without events. */
  readonly initial: State;
  /** The facts that follow from a command in a state. */
  readonly decide: (command: Command, state: State) => Decision<Event>;
  /**
   * The state after one more fact. Never refuses: a fact has happened.
   *
   * @param occurredAt when, ISO 8601: it is no data of the fact's own
   */
  readonly evolve: Evolve<State, Event>;
}

/** Folds facts that occurred together into a state. */
export function fold<State, Event>(
  evolve: Evolve<State, Event>,
  initial: State,
  events: Iterable<Event>,
  occurredAt: string,
): State {
  let state = initial;
  for (const event of events) state = evolve(state, event, occurredAt);
  return state;
}

/** Marks the branch that the type checker has proved unreachable. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
