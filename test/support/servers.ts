import { afterEach } from '@jest/globals';
import { type RollbookOptions, type RollbookProcess, startRollbook } from '#testing';
import { engines } from './engines.js';

/** Gives a function that starts servers, which are ended after each test, whatever came of it. */
export function useServers(): (options: RollbookOptions) => Promise<RollbookProcess> {
  const started: RollbookProcess[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((server) => server.kill()));
  });
  return async (options) => {
    const server = await startRollbook({ ...options, env: { ...engines, ...options.env } });
    started.push(server);
    return server;
  };
}
