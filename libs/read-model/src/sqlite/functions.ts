import type { Database } from 'better-sqlite3';
import { fingerprint } from '../fingerprint.js';

/** Registers the functions of ours that statements call: every connection has to have them. */
export function registerFunctions(database: Database): void {
  database.function('fingerprint', { deterministic: true }, (text) =>
    typeof text === 'string' ? fingerprint(text) : null,
  );
}
