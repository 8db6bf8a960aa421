/** A word after `rollbook`. */
export interface Command {
  readonly usage: string;
  readonly summary: string;
  /** @throws {UsageError}, or an error of `parseArgs`, when the arguments are not those of the usage */
  run(args: readonly string[]): Promise<void>;
}

/** The command line is not one of ours. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
