import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { AdminClient, type RollbookProcess, type ScimClient } from '#testing';
import { usePostgres } from '../support/postgres.js';
import { userBody } from '../support/resources.js';
import { createTenant, useFolder } from '../support/rollbook.js';
import { useServers } from '../support/servers.js';

const CLIENTS = 6;
/** Acknowledged creations: the fault comes in the middle. */
const CREATED = 240;

const postgres = usePostgres();
const folder = useFolder();
const start = useServers();

/** What clients saw of a load that did not stop for a fault. */
interface Account {
  /** By the names that were asked for. */
  readonly ids: Map<string, string>;
  readonly statuses: Set<number>;
}

/** Creates users until enough are there; each again, after a refusal with 503, until it is answered. */
async function createThroughout(
  scim: ScimClient,
  onCreated: (count: number) => void,
): Promise<Account> {
  const account: Account = { ids: new Map(), statuses: new Set() };
  let next = 0;
  const create = async (n: number) => {
    for (let refused = false; ; refused = true) {
      const userName = `person-${n}`;
      const answer = await scim.post('/Users', userBody(n, { userName }));
      account.statuses.add(answer.status);
      if (answer.status === 503) {
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        await delay(100);
        continue;
      }
      // Refused after it was written: what was created then is found by its name.
      const id = answer.status === 409 && refused ? await idOf(scim, userName) : answer.body.id;
      if (id === undefined) throw new Error(`${answer.status} for ${userName}: ${answer.text}`);
      account.ids.set(userName, id);
      onCreated(account.ids.size);
      return;
    }
  };
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (next < CREATED) await create(next++);
    }),
  );
  return account;
}

async function idOf(scim: ScimClient, userName: string): Promise<string | undefined> {
  for (;;) {
    const found = await scim.get(
      `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`,
    );
    if (found.status === 200 && found.body.totalResults === 1) return found.body.Resources?.[0]?.id;
    await delay(100);
  }
}

async function untilReady({ url }: RollbookProcess): Promise<void> {
  while ((await fetch(`${url}/health/ready`)).status !== 200) await delay(50);
}

describe('Postgres in the middle of a load', () => {
  it.each<[string, () => Promise<void>]>([
    [
      'killed and started again',
      async () => {
        await postgres().kill();
        await delay(1_000);
        await postgres().restart();
      },
    ],
    [
      'frozen for 30 s',
      async () => {
        postgres().freeze();
        await delay(30_000);
        postgres().thaw();
      },
    ],
    ['that cuts every connection', () => postgres().cutConnections()],
  ])('%s loses nothing that was acknowledged, and doubles nothing', async (_, fault) => {
    const env = { ROLLBOOK_READ_DATABASE_URL: await postgres().createDatabase() };
    const dataFolder = `${folder.path}/${expect.getState().currentTestName!.length}`;
    const server = await start({ dataFolder, env });
    const admin = new AdminClient(server.url, server.ownerKey);
    const { scim, nodeId } = await createTenant(admin, { profile: 'standard' });
    let over: Promise<void> | undefined;
    const account = createThroughout(scim, (count) => {
      if (count === CREATED / 4) over = fault();
    });
    const ended = server.ended.then((exit) => {
      throw new Error(`Rollbook ended: ${JSON.stringify(exit)}\n${server.output()}`);
    });
    const { ids, statuses } = await Promise.race([account, ended]);
    await over;
    ended.catch(() => undefined);
    await untilReady(server);
    expect([...statuses].filter((status) => ![201, 409, 503].includes(status))).toEqual([]);

    const listed = await scim.get('/Users?count=1000');
    expect(listed.body.totalResults).toBe(CREATED);
    expect(new Map(listed.body.Resources?.map(({ userName, id }) => [userName, id]))).toEqual(ids);
    expect(new Set(ids.values()).size).toBe(CREATED);
    const creations = (await admin.usage(nodeId)).categories.find(
      ({ category }) => category === 'CREATE',
    );
    expect(creations?.total).toBe(CREATED);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(server.output()).not.toContain(postgres().password);
  });
});
