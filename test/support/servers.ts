import { afterEach } from '@jest/globals';
import { type RollbookOptions, type RollbookProcess, startRollbook } from '#testing';

/** Gives a function that starts servers, which are ended after each test, whatever came of it. */
export function useServers(): (options: RollbookOptions) => Promise<RollbookProcess> {
  const started: RollbookProcess[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((server) => server.kill()));
  });
  return async (options) => {
    const server = await startRollbook(options);
    started.push(server);
    return server;
  };
}
