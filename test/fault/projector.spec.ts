import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHealthServer } from '../../apps/projector/src/health-server.js';
import { EventStoreDbDouble } from '../support/eventstoredb-double/index.js';
import { usePostgres } from '../support/postgres.js';
import { useFolder } from '../support/rollbook.js';
import { useServers } from '../support/servers.js';

const postgres = usePostgres();
const folder = useFolder();
const start = useServers();

describe('the health of a projector', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
  });

  it('is told though its metrics cannot be', async () => {
    const logged: unknown[] = [];
    const stopped: string[] = [];
    const failure = new Error('a collector failed');
    server = createHealthServer(
      { error: (fields: object) => logged.push(fields) },
      { stopped: () => stopped, measurements: () => Promise.reject(failure) },
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    expect(await get('/metrics')).toBe(500);
    expect(logged).toEqual([{ event: 'not-measured', err: failure }]);
    expect(await get('/health/ready')).toBe(200);
    stopped.push('directory');
    expect(await get('/health/ready')).toBe(503);
  });
});

describe('a projector that cannot listen', () => {
  it('lets go of its engines and ends, and its leases are free at once', async () => {
    const log = await EventStoreDbDouble.start();
    const env = {
      ROLLBOOK_EVENT_STORE: 'eventstoredb',
      ROLLBOOK_EVENTSTOREDB_URL: log.connectionString,
      ROLLBOOK_READ_DATABASE_URL: await postgres().createDatabase(),
    };
    const startOn = (PORT: string) =>
      start({ app: 'projector', dataFolder: folder.path, env: { ...env, PORT } });
    try {
      const taken = new URL(log.connectionString).port;
      await expect(startOn(taken)).rejects.toMatchObject({
        exit: { code: 1, signal: null },
        output: expect.stringContaining('EADDRINUSE'),
      });
      const next = await startOn('0');
      expect(next.output()).toContain('work-taken');
      expect(await next.stop()).toEqual({ code: 0, signal: null });
    } finally {
      log.stop();
    }
  });
});
