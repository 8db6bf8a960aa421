import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { EventStoreUnavailableError, type Position } from '../event-store.js';
import { LogReader } from './log-reader.js';
import { prepareSchema } from './schema.js';

/** What a copy of the log holds. */
export interface LogBackup {
  readonly head: Position;
}

/** All of them: a copy in several steps begins again whenever somebody writes in between. */
const EVERY_PAGE = 2 ** 31 - 1;

/**
 * Copies the embedded log into a new file, consistently, also while a server writes to it: the copy holds every event
 * that was acknowledged before, and is whole, checked and on disk when this returns. Until then it has another name.
 *
 * @throws {EventStoreUnavailableError} when the source is no event log of ours, the target exists, or the copy is broken
 */
export async function backUpSqliteLog(source: string, target: string): Promise<LogBackup> {
  if (existsSync(target)) throw new EventStoreUnavailableError(`${target} is there already`);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const partial = `${target}.partial`;
  removeDatabase(partial);
  try {
    const log = openLog(source);
    try {
      await log.backup(partial, { progress: () => EVERY_PAGE });
    } finally {
      log.close();
    }
    const head = check(partial);
    chmodSync(partial, 0o600);
    flush(partial);
    renameSync(partial, target);
    flush(dirname(target));
    return { head };
  } finally {
    removeDatabase(partial);
  }
}

function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal'])
    rmSync(`${file}${suffix}`, { force: true });
}

/** For reading only: the lock of the log is its writer's. */
function openLog(file: string): Database.Database {
  let log: Database.Database | undefined;
  try {
    log = new Database(file, { readonly: true, fileMustExist: true });
    prepareSchema(log);
    return log;
  } catch (cause) {
    log?.close();
    if (cause instanceof EventStoreUnavailableError) throw cause;
    throw new EventStoreUnavailableError(`${file} cannot be read as an event log`, { cause });
  }
}

function check(file: string): Position {
  const copy = new Database(file, { fileMustExist: true });
  try {
    const found = copy.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok')
      throw new EventStoreUnavailableError(`the copy is broken: ${String(found)}`);
    return new LogReader(copy).head();
  } finally {
    copy.close();
  }
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
