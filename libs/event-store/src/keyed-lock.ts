import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Lets callers with the same key wait for each other, in the order they came. Whoever has waited begins in a turn of the
 * event loop of her own: a hundred who find nothing to write would hold it up together.
 */
export class KeyedLock {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** Runs the body when every earlier one of this key has ended, well or badly. */
  async run<Result>(key: string, body: () => Promise<Result>): Promise<Result> {
    const before = this.tails.get(key);
    const inTurn = () => nextTurn().then(body);
    const mine = before === undefined ? body() : before.then(inTurn, inTurn);
    this.tails.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.tails.get(key) === mine) this.tails.delete(key);
    }
  }
}
