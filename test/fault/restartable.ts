import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { AdminClient, type RollbookProcess, ScimClient } from '#testing';
import type { Tenant } from '../support/rollbook.js';
import { useServers } from '../support/servers.js';

const OWNER_KEY = 'an-owner-key-that-outlives-the-process-0001';

/** A server that ends and starts again on its data, within one test. */
export interface Restartable {
  readonly server: RollbookProcess;
  readonly dataFolder: string;
  readonly admin: AdminClient;
  /** On the data of the one before, or on another folder. */
  start(folder?: string): Promise<void>;
  /** The tenant's client at the server as it runs now: each start has a port of its own. */
  scim(tenant: Tenant): ScimClient;
}

/** Starts a server on fresh data ahead of each test. */
export function useRestartable(): Restartable {
  let dataFolder = '';
  let server: RollbookProcess | undefined;
  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'rollbook-fault-'));
    await restartable.start();
  });
  afterEach(() => rm(dataFolder, { recursive: true, force: true }));
  const startServer = useServers();

  const restartable: Restartable = {
    get server() {
      return server!;
    },
    get dataFolder() {
      return dataFolder;
    },
    get admin() {
      return new AdminClient(server!.url, OWNER_KEY);
    },
    async start(folder = dataFolder) {
      server = await startServer({ dataFolder: folder, ownerKey: OWNER_KEY });
    },
    scim: ({ nodeId, token }) => new ScimClient(`${server!.url}/scim/v2/${nodeId}`, token),
  };
  return restartable;
}
