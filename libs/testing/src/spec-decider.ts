import { deepStrictEqual, fail } from 'node:assert/strict';
import { type Decider, type DomainEvent, fold, isRefusal, type RefusalCode } from '#kernel';

/** Some time: no decision rests on when a fact occurred. */
const OCCURRED_AT = '2026-03-02T09:00:00.000Z';

/** What must come of a command. */
export interface Outcome<Event> {
  /** These facts, in this order. */
  then(...expected: readonly Event[]): void;
  /** It is so already. */
  thenNothing(): void;
  /** A refusal with this code. */
  thenRefused(code: RefusalCode): void;
}

/** The command under test. */
export interface Specified<Command, Event> {
  when(command: Command): Outcome<Event>;
}

/**
 * Tests a decider by facts alone, never by its state: what has happened, what is asked, what happens then.
 *
 * @example const { given } = specify(userDecider);
 *          given(userProvisioned(jane)).when({ type: 'RegisterUser' }).thenRefused('user-not-invited');
 */
export function specify<State, Command, Event extends DomainEvent>(
  decider: Decider<State, Command, Event>,
) {
  return {
    given(...facts: readonly Event[]): Specified<Command, Event> {
      const state = fold(decider.evolve, decider.initial, facts, OCCURRED_AT);
      return {
        when(command) {
          const decision = decider.decide(command, state);
          const then = (...expected: readonly Event[]) => {
            deepStrictEqual(decision, expected);
          };
          return {
            then,
            thenNothing: () => {
              then();
            },
            thenRefused(code) {
              if (!isRefusal(decision)) fail(`not refused: ${JSON.stringify(decision)}`);
              deepStrictEqual(decision.refused, code);
            },
          };
        },
      };
    },
  };
}
