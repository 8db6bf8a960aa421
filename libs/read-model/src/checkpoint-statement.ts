import type { SqlValue } from './read-database.js';
import type { CheckpointMove } from './row-changes.js';

/** The statement that moves a checkpoint, on any engine; it changes no row where the checkpoint is not where it must be. */
export function checkpointStatement({ name, version, from, to }: CheckpointMove): {
  readonly text: string;
  readonly values: readonly SqlValue[];
} {
  const insert =
    'INSERT INTO checkpoints (name, version, position) VALUES (?, ?, ?) ON CONFLICT (name) DO';
  if (from === undefined) return { text: `${insert} NOTHING`, values: [name, version, to] };
  if (from === 'any') {
    return {
      text: `${insert} UPDATE SET version = excluded.version, position = excluded.position`,
      values: [name, version, to],
    };
  }
  return {
    text: 'UPDATE checkpoints SET version = ?, position = ? WHERE name = ? AND version = ? AND position = ?',
    values: [version, to, name, from.version, from.position],
  };
}
