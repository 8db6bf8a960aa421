import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AdminClient,
  okta,
  person,
  type Profile,
  type RollbookProcess,
  ScimClient,
  startRollbook,
} from '#testing';
import { expectError, expectNoContent, expectStatus } from '../support/expectations.js';
import {
  addMembers,
  createGroup,
  createUser,
  patchGroup,
  patchUser,
  userBody,
} from '../support/resources.js';
import { createTenant, type Tenant } from '../support/rollbook.js';
import { expectEveryAcknowledgement } from './account.js';
import { Load } from './load.js';

const CLIENTS = 8;
const ownerKey = 'an-owner-key-that-outlives-the-process-0001';
let dataFolder: string;
let server: RollbookProcess;

const start = async () => {
  server = await startRollbook({ dataFolder, ownerKey });
};
const admin = () => new AdminClient(server.url, ownerKey);
/** The tenant's client at the server as it runs now: each start has a port of its own. */
const scimOf = ({ nodeId, token }: Tenant) =>
  new ScimClient(`${server.url}/scim/v2/${nodeId}`, token);

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'rollbook-fault-'));
  await start();
});
afterEach(async () => {
  await server.kill();
  await rm(dataFolder, { recursive: true, force: true });
});

describe('SIGKILL in the middle of a load', () => {
  it.each<[number, Profile]>([
    [1, 'standard'],
    [20, 'keeper'],
    [77, 'standard'],
    [300, 'keeper'],
    [901, 'standard'],
  ])('after %i acknowledgements loses none, and blocks no name (%s)', async (moment, profile) => {
    const tenant = await createTenant(admin(), { profile });
    let killed: Promise<unknown> | undefined;
    const load = await Load.run(scimOf(tenant), CLIENTS, (count) => {
      if (count === moment) killed = server.kill();
    });
    await killed;
    await start();
    await expectEveryAcknowledgement(scimOf(tenant), load);
  });

  it('time and again, on one folder', async () => {
    const tenant = await createTenant(admin(), { profile: 'standard' });
    const scim = () => scimOf(tenant);
    const acknowledged: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(
        Array.from({ length: CLIENTS }, async (_, client) => {
          for (let n = 0; ; n += 1) {
            const userName = `round-${round}-${client}-${n}`;
            const answer = await scim()
              .post('/Users', userBody(0, { userName }))
              .catch(() => undefined);
            if (answer === undefined) return;
            expectStatus(answer, 201);
            acknowledged.push(answer.body.id ?? '');
            if (acknowledged.length === (round + 1) * 40) void server.kill();
          }
        }),
      );
      await server.ended;
      await start();
      for (const id of acknowledged) expectStatus(await scim().get(`/Users/${id}`), 200);
    }
  });
});

describe('SIGTERM under load', () => {
  it('answers what it has accepted, does nothing that it has not answered, and ends well', async () => {
    const tenant = await createTenant(admin(), { profile: 'standard' });
    let stopped: Promise<unknown> | undefined;
    const load = await Load.run(scimOf(tenant), 4 * CLIENTS, (count) => {
      if (count === 200) stopped = server.stop();
    });
    expect(await stopped).toEqual({ code: 0, signal: null });
    await start();
    // What got no answer was not accepted: only the old value is possible.
    for (const user of load.users) {
      if (user.id === undefined) user.present = [false];
      for (const possible of [user.present, user.name, user.title, user.member]) {
        if (possible.length > 1) possible.splice(1);
      }
    }
    await expectEveryAcknowledgement(scimOf(tenant), load);
  });
});

describe('a lost read database', () => {
  /** Everything that can be read, by IdP and by administrator. */
  async function everything(tenant: Tenant) {
    const scim = scimOf(tenant);
    const groups = await scim.get('/Groups');
    const relative = (text: string) => text.replaceAll(server.url, '');
    return {
      users: relative((await scim.get('/Users?count=500')).text),
      groups: relative(groups.text),
      adminUsers: await admin().users(tenant.nodeId),
      teams: await admin().teams(tenant.nodeId),
      memberships: await Promise.all(
        groups.body.Resources!.map(({ id }) => admin().memberships(id!)),
      ),
      audit: await admin().audit(),
      usage: await admin().usage(tenant.nodeId),
    };
  }

  async function loseReadDatabase() {
    const files = (await readdir(dataFolder)).filter((name) =>
      name.startsWith('read-models.sqlite'),
    );
    expect(files).not.toEqual([]);
    for (const file of files) await rm(join(dataFolder, file));
  }

  it.each(['stop', 'kill'] as const)('is rebuilt from the log after a %s', async (way) => {
    const tenant = await createTenant(admin(), { profile: 'keeper', idp: 'okta' });
    const scim = scimOf(tenant);
    const users = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => createUser(scim, n)));
    const ids = users.map(({ id }) => id);
    const group = await createGroup(scim, 'Rebuilt', ids.slice(0, 4));
    for (const id of ids.slice(0, 3)) await admin().register(id);
    for (const id of ids.slice(1, 4)) await admin().approve(group.id, id);
    await patchUser(scim, ids[2]!, { op: 'replace', path: 'active', value: false });
    await patchUser(scim, ids[3]!, { op: 'replace', path: 'userName', value: 'new@example.com' });
    expectStatus(await scim.send(okta.updateUser(users[4]!, { title: 'Put' })), 200);
    expectNoContent(await scim.delete(`/Users/${ids[5]!}`));
    expectNoContent(await patchGroup(scim, group.id, addMembers(ids[4]!)));
    expectError(await scim.post('/Users', userBody(1)), 409);
    const before = await everything(tenant);
    expect(before.audit.length).toBeGreaterThan(20);

    await server[way]();
    await loseReadDatabase();
    await start();
    expect(await everything(tenant)).toEqual(before);

    const next = scimOf(tenant);
    expectError(await next.post('/Users', userBody(1)), 409, 'uniqueness');
    const back = await createUser(next, 6);
    expect(back).toMatchObject({ id: ids[5], userName: person(6).email });
  });
});
