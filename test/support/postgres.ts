import { afterAll, beforeAll } from '@jest/globals';
import { type PostgresServer, startPostgres } from './postgres-server.js';

/** A server for the tests of a file. */
export function usePostgres(): () => PostgresServer {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.dispose());
  return () => {
    if (server === undefined) throw new Error('the server is not running');
    return server;
  };
}
