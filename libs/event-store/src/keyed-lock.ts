/** Lets callers with the same key wait for each other, in the order they came. */
export class KeyedLock {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** Runs the body when every earlier one of this key has ended, well or badly. */
  async run<Result>(key: string, body: () => Promise<Result>): Promise<Result> {
    const before = this.tails.get(key);
    const mine = before === undefined ? body() : before.then(body, body);
    this.tails.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.tails.get(key) === mine) this.tails.delete(key);
    }
  }
}
