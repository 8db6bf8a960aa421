import pg from 'pg';
import { QueryFailedError } from 'typeorm';

/** SQLite: no room, no disk, somebody's lock. */
const SQLITE = /^SQLITE_(FULL|IOERR|BUSY|LOCKED)/;

/**
 * Postgres: connection lost (08), not let in (28), no such database (3D), deadlock (40), no room or too many of us (53),
 * a lock or a statement that took too long (55P03, 57014), shutting down or starting (57P0x), the disk (58), and a
 * server that was demoted and now only reads (25006).
 */
const POSTGRES = /^(08|28|3D|40|53|55P03|57014|57P0|58|25006)/;

/** The client's own errors have no code. */
const CLIENT =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/;

/**
 * Whether the engine failed for a reason that can pass, rather than the data: it is lost, frozen, full, or somebody
 * else is in the way.
 */
export function isEngineError(error: unknown): boolean {
  if (error instanceof QueryFailedError) return isEngineError(error.driverError);
  if (error instanceof pg.DatabaseError) return POSTGRES.test(error.code ?? '');
  // By its code, not its class: the driver has one for the whole process, whichever realm of a test loaded it first.
  const { code, message } = (error ?? {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  return typeof code === 'string'
    ? SQLITE.test(code) || NETWORK.test(code)
    : typeof message === 'string' && CLIENT.test(message);
}
