import { type AppendResult, type StreamAppend, WrongExpectedRevisionError } from './event-store.js';
import type { Loaded, UnitOfWork } from './unit-of-work.js';

type TakeBack = (work: UnitOfWork) => Promise<unknown>;

/**
 * What the attempts of one command have appended before they lost a race, where the log appends to one stream at a time.
 *
 * It stands: the next attempt decides on those streams as they were before it, comes to the same facts with the same
 * ids, and need not append them again. So a command that has taken a name does not find it taken, and its answer tells
 * what the log tells.
 */
export class Standing {
  /** When the facts that stand occurred; undefined while nothing stands. */
  now: Date | undefined;
  private readonly before = new Map<string, Loaded<unknown>>();
  private appended: {
    readonly append: StreamAppend;
    readonly result: AppendResult;
    readonly takeBack: TakeBack | undefined;
  }[] = [];

  /** A stream as it was before the command appended to it; undefined for one that it has not. */
  find(stream: string): Loaded<unknown> | undefined {
    return this.before.get(stream);
  }

  /**
   * What came of an append that stands.
   *
   * @throws {WrongExpectedRevisionError} when the command has come to other facts, whose ids stand for the first ones:
   *   it must decide anew on the stream as it is
   */
  resultOf(append: StreamAppend): AppendResult | undefined {
    const { stream, expected } = append;
    const known = this.appended.find(
      (one) => one.append.stream === stream && one.append.expected === expected,
    );
    if (known === undefined) return undefined;
    if (textOf(known.append) === textOf(append)) return known.result;
    this.forget(stream);
    throw new WrongExpectedRevisionError(stream, expected, known.result.revision);
  }

  /**
   * @param found the stream as this attempt found it, unless it took it for a new one
   * @param takeBack undoes the append
   */
  add(
    append: StreamAppend,
    result: AppendResult,
    now: Date,
    found: Loaded<unknown> | undefined,
    takeBack: TakeBack | undefined,
  ): void {
    this.now ??= now;
    this.appended.push({ append, result, takeBack });
    if (found !== undefined && !this.before.has(append.stream)) {
      this.before.set(append.stream, found);
    }
  }

  /** What undoes what stands, the latest first. */
  takeBacks(): TakeBack[] {
    return this.appended.flatMap(({ takeBack }) => takeBack ?? []).reverse();
  }

  /** Somebody else has appended after what stands there: the stream is decided on as it is. */
  forget(stream: string): void {
    this.before.delete(stream);
    this.appended = this.appended.filter(({ append }) => append.stream !== stream);
  }
}

function textOf({ events }: StreamAppend): string {
  return JSON.stringify(events);
}
