import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  AdminClient,
  RollbookNotReadyError,
  type RollbookOptions,
  type RollbookProcess,
  ScimClient,
} from '#testing';
import { EventStoreDbDouble } from '../support/eventstoredb-double/index.js';
import { expectError, expectStatus } from '../support/expectations.js';
import { usePostgres } from '../support/postgres.js';
import { createGroup, createUser, readGroup, userBody } from '../support/resources.js';
import { createTenant, type Tenant, useFolder } from '../support/rollbook.js';
import { useServers } from '../support/servers.js';

const OWNER_KEY = 'an-owner-key-that-all-replicas-know-0001';

const postgres = usePostgres();
const folder = useFolder();
const startServer = useServers();
let log: EventStoreDbDouble;
let env: Record<string, string>;
let processes = 0;

beforeEach(async () => {
  log = await EventStoreDbDouble.start();
  env = {
    ROLLBOOK_EVENT_STORE: 'eventstoredb',
    ROLLBOOK_EVENTSTOREDB_URL: log.connectionString,
    ROLLBOOK_READ_DATABASE_URL: await postgres().createDatabase(),
    ROLLBOOK_PROJECTOR: 'separate',
  };
});
afterEach(() => {
  log.stop();
});

/** Each with a folder of its own: nothing but the engines is shared. */
async function start(
  app: 'api' | 'projector',
  { ownerKey = OWNER_KEY, onLine }: Pick<RollbookOptions, 'ownerKey' | 'onLine'> = {},
): Promise<RollbookProcess> {
  const dataFolder = join(folder.path, String(++processes));
  await mkdir(dataFolder);
  return startServer({ app, dataFolder, ownerKey, env, ...(onLine && { onLine }) });
}

/** Starts a replica on read models that nobody makes yet; it is there when they are made. */
async function startWaiting(): Promise<{ readonly replica: Promise<RollbookProcess> }> {
  let replica: Promise<RollbookProcess> | undefined;
  await new Promise<void>((resolve, reject) => {
    const onLine = (line: string) => {
      if (line.includes('"event":"catching-up"')) resolve();
      if (line.includes('"event":"ready"')) reject(new Error('it did not wait'));
    };
    replica = start('api', { onLine });
    replica.catch(reject);
  });
  return { replica: replica! };
}

/** Starts both parts, gives what happens to a tenant, and leaves an empty read database and nothing that runs. */
async function beginAnew(): Promise<{ readonly tenant: Tenant; readonly userId: string }> {
  const [projector, api] = [await start('projector'), await start('api')];
  const tenant = await createTenant(new AdminClient(api.url, OWNER_KEY));
  const { id: userId } = await createUser(tenant.scim, 1);
  for (const server of [api, projector]) await server.stop();
  env = { ...env, ROLLBOOK_READ_DATABASE_URL: await postgres().createDatabase() };
  return { tenant, userId };
}

const at = ({ url }: RollbookProcess, { nodeId, token }: Tenant) =>
  new ScimClient(`${url}/scim/v2/${nodeId}`, token);

describe('separate processes', () => {
  it('show each other’s writes, revoke for each other, and go on when a projector dies', async () => {
    const [first, second] = [await start('projector'), await start('projector')];
    const [a, b] = [await start('api'), await start('api')];
    const admin = new AdminClient(a.url, OWNER_KEY);
    const tenant = await createTenant(admin, { profile: 'keeper' });
    const [here, there] = [at(a, tenant), at(b, tenant)];
    expect(first.output()).toContain('work-taken');
    expect(second.output()).not.toContain('work-taken');

    const ids: string[] = [];
    for (let n = 0; n < 10; n++) {
      const { id } = await createUser(n % 2 === 0 ? here : there, n);
      expectStatus(await (n % 2 === 0 ? there : here).get(`/Users/${id}`), 200);
      ids.push(id);
    }
    const group = await createGroup(here, 'Everybody', ids);
    // What follows from a fact is another process' work, and is waited for.
    await admin.register(ids[0]!);
    await admin.approve(group.id, ids[0]!);
    expect(await admin.memberships(group.id, 'active')).toHaveLength(1);
    expect((await readGroup(there, group.id)).members).toHaveLength(ids.length);

    await admin.changeMethod(tenant.nodeId, 'pause');
    expectError(await here.get('/Users'), 403);
    await delay(1_000);
    expectError(await there.get('/Users'), 403);
    await admin.changeMethod(tenant.nodeId, 'resume');

    await first.kill();
    const died = performance.now();
    const created = await there.post('/Users', userBody(50));
    expectStatus(created, 201);
    while ((await here.get(`/Users/${created.body.id!}`)).status !== 200) await delay(50);
    expect(performance.now() - died).toBeLessThan(8_000);
    expect(second.output()).toContain('work-taken');

    const third = await start('projector');
    expect(await second.stop()).toEqual({ code: 0, signal: null });
    const handed = performance.now();
    const { id } = await createUser(here, 51);
    while ((await there.get(`/Users/${id}`)).status !== 200) await delay(50);
    expect(performance.now() - handed).toBeLessThan(3_000);
    expect(third.output()).toContain('work-taken');
    expect((await here.get('/Users?count=1000')).body.totalResults).toBe(12);
    for (const server of [a, b, third])
      expect(await server.stop()).toEqual({ code: 0, signal: null });
  });

  it('that start first at the same time show one owner key, which is good', async () => {
    await start('projector');
    const replicas = await Promise.all([
      start('api', { ownerKey: false }),
      start('api', { ownerKey: false }),
    ]);
    const keys = replicas.flatMap(
      ({ output }) => /shown this once:\s+(\S+)/.exec(output())?.[1] ?? [],
    );
    expect(keys).toHaveLength(1);
    for (const { url } of replicas) {
      const owner = new AdminClient(url, keys[0]!);
      expect((await owner.send('GET', '/organisations')).status).toBe(200);
    }
  });

  it('know every token once they are ready, though the read models are made anew meanwhile', async () => {
    const { tenant, userId } = await beginAnew();
    const { replica } = await startWaiting();
    const projector = await start('projector');
    const api = await replica;
    expectStatus(await at(api, tenant).get(`/Users/${userId}`), 200);
    const ready = async () => (await fetch(`${api.url}/health/ready`)).text();
    expect(await ready()).toBe('{"status":"ready","stopped":[]}');

    // As when a projector of another version begins anew.
    await projector.stop();
    const database = new pg.Client({ connectionString: env['ROLLBOOK_READ_DATABASE_URL'] });
    await database.connect();
    await database.query("UPDATE checkpoints SET position = 0 WHERE name = 'directory'");
    await database.end();
    const behind = '{"status":"not ready","stopped":["directory"]}';
    while ((await ready()) !== behind) await delay(50);
    // Four processes are started on the way.
  }, 120_000);

  it('end when they are told to, though they wait for the read models', async () => {
    await beginAnew();
    env = { ...env, ROLLBOOK_SHUTDOWN_MS: '100' };
    const onLine = (line: string, pid: number) => {
      if (line.includes('"event":"catching-up"')) process.kill(pid, 'SIGTERM');
    };
    await expect(start('api', { onLine })).rejects.toMatchObject({ exit: { code: 1 } });
  });

  it('are refused on engines that one process has to itself', async () => {
    env = { ROLLBOOK_PROJECTOR: 'separate' };
    await expect(start('api')).rejects.toThrow(RollbookNotReadyError);
    await expect(start('projector')).rejects.toThrow(/ROLLBOOK_PROJECTOR=separate/);
  });
});
