import { parseArgs } from 'node:util';

export interface Options {
  readonly users: number;
  readonly rounds: number;
  /** How long each stretch of a phase lasts. */
  readonly seconds: number;
  /** The only phase to run, after the users have been created. */
  readonly only: string | undefined;
  /** End with exit code 1 when a target is missed. */
  readonly strict: boolean;
}

/** @throws when an option is unknown or not a number where one belongs */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      users: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '4' },
      only: { type: 'string' },
      strict: { type: 'boolean', default: false },
    },
  });
  const positive = (name: 'users' | 'rounds' | 'seconds') => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} must be a number above 0`);
    return value;
  };
  return {
    users: positive('users'),
    rounds: positive('rounds'),
    seconds: positive('seconds'),
    only: values.only,
    strict: values.strict,
  };
}
