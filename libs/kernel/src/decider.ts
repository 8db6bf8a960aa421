import type { DomainEvent } from './event.js';
import type { Refusal } from './refusal.js';

/** What a decision comes to: the facts to append (none when it is so already), or a refusal. */
export type Decision<Event extends DomainEvent> = readonly Event[] | Refusal;

/**
 * An aggregate as two pure functions.
 *
 * Both are synchronous and total: no clock, no ids, no I/O. What they need of those comes with the command.
 */
export interface Decider<State, Command, Event extends DomainEvent> {
  /** The state of a stream without events. */
  readonly initial: State;
  /** The facts that follow from a command in a state. */
  readonly decide: (command: Command, state: State) => Decision<Event>;
  /** The state after one more fact. Never refuses: a fact has happened. */
  readonly evolve: (state: State, event: Event) => State;
}

/** Folds facts into a state. */
export function fold<State, Event>(
  evolve: (state: State, event: Event) => State,
  initial: State,
  events: Iterable<Event>,
): State {
  let state = initial;
  for (const event of events) state = evolve(state, event);
  return state;
}

/** Marks the branch that the type checker has proved unreachable. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
