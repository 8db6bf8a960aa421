import type { PostgresServer } from '../../support/postgres-server.js';
import { median } from '../measure.js';

/** What a measurement has to itself, and how long it may take. */
export interface Bench {
  /** Does not exist yet. */
  readonly folder: string;
  readonly postgres: PostgresServer;
  readonly users: number;
  readonly rounds: number;
  readonly seconds: number;
}

/** A real server's connection string, where the environment has one. */
export const eventStoreDbUrl = process.env['ROLLBOOK_TEST_EVENTSTOREDB_URL'] ?? '';

/** The engines that several processes share. */
export async function sharedEngines({ postgres }: Bench): Promise<Record<string, string>> {
  return {
    ROLLBOOK_EVENT_STORE: 'eventstoredb',
    ROLLBOOK_EVENTSTOREDB_URL: eventStoreDbUrl,
    ROLLBOOK_READ_DATABASE_URL: await postgres.createDatabase(),
    ROLLBOOK_PROJECTOR: 'separate',
  };
}

/** Says in one visible line that something was not measured. */
export function leaveOut(what: string): boolean {
  console.log(`${what}: NOT measured, for ROLLBOOK_TEST_EVENTSTOREDB_URL is not set`);
  return true;
}

/** The ratio of two series that were taken by turns; prints it, and whether it reaches the target. */
export function compare(
  what: string,
  baseline: readonly number[],
  own: readonly number[],
  target: number,
): boolean {
  const ratio = median(own.map((value, round) => value / (baseline[round] ?? NaN)));
  const [all, one] = [Math.round(median(baseline)), Math.round(median(own))];
  const reached = ratio >= target;
  console.log(
    `${what}: ${all.toLocaleString('en')} /s and ${one.toLocaleString('en')} /s, ` +
      `ratio ${ratio.toFixed(2)}, target ${target} ${reached ? 'reached' : 'MISSED'}`,
  );
  return reached;
}
