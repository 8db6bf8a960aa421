import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { AdminClient, OAuthTokenClient, type RollbookProcess, ScimClient } from '#testing';
import { EventStoreDbDouble } from '../support/eventstoredb-double/index.js';
import { expectError, expectProblem, expectStatus } from '../support/expectations.js';
import { usePostgres } from '../support/postgres.js';
import { createGroup, createUser } from '../support/resources.js';
import { createTenant, useFolder } from '../support/rollbook.js';
import { useServers } from '../support/servers.js';

const OWNER_KEY = 'an-owner-key-that-outlives-the-process-0001';
/** The same whatever port a server has. */
const PUBLIC_URL = 'https://rollbook.example';

const postgres = usePostgres();
const folder = useFolder();
const start = useServers();
let log: EventStoreDbDouble | undefined;
afterEach(() => {
  log?.stop();
  log = undefined;
});

/** A server, and a way to have its read models stand still and go on. */
interface Standstill {
  readonly server: RollbookProcess;
  /** Gives the server whose read models know nothing from now on. */
  begin(): Promise<RollbookProcess>;
  /** Gives the server whose read models go on. */
  end(): Promise<RollbookProcess>;
}

/** The embedded projection fails, and so stops until the server is started again. */
async function embedded(): Promise<Standstill> {
  const dataFolder = join(folder.path, 'embedded');
  await mkdir(dataFolder);
  const env = { ROLLBOOK_PUBLIC_URL: PUBLIC_URL };
  const startIt = () => start({ dataFolder, ownerKey: OWNER_KEY, env });
  const alter = (sql: string) => {
    const database = new Database(join(dataFolder, 'read-models.sqlite'));
    database.exec(sql);
    database.close();
  };
  const server = await startIt();
  return {
    server,
    begin() {
      alter(`CREATE TRIGGER still BEFORE UPDATE ON checkpoints WHEN NEW.name = 'directory'
        BEGIN SELECT RAISE(ABORT, 'the projection stands still'); END`);
      return Promise.resolve(server);
    },
    async end() {
      alter('DROP TRIGGER still');
      await server.stop();
      return startIt();
    },
  };
}

/** The projector is another process, and is not running. */
async function separate(): Promise<Standstill> {
  log = await EventStoreDbDouble.start();
  const env = {
    ROLLBOOK_EVENT_STORE: 'eventstoredb',
    ROLLBOOK_EVENTSTOREDB_URL: log.connectionString,
    ROLLBOOK_READ_DATABASE_URL: await postgres().createDatabase(),
    ROLLBOOK_PROJECTOR: 'separate',
    ROLLBOOK_PUBLIC_URL: PUBLIC_URL,
  };
  const startIt = async (app: 'api' | 'projector', more: Readonly<Record<string, string>> = {}) => {
    const dataFolder = join(folder.path, `${app}-${Object.keys(more).length}`);
    await mkdir(dataFolder, { recursive: true });
    return start({ app, dataFolder, ownerKey: OWNER_KEY, env: { ...env, ...more } });
  };
  const projector = await startIt('projector');
  let server = await startIt('api');
  return {
    server,
    async begin() {
      await projector.stop();
      server = await startIt('api', { ROLLBOOK_READ_YOUR_WRITES_MS: '20' });
      return server;
    },
    async end() {
      await startIt('projector');
      return server;
    },
  };
}

const get = async (admin: AdminClient, path: string) => (await admin.send('GET', path)).body;

describe.each([
  ['stopped', embedded, 'active'],
  // Nobody is there who makes the approved membership active.
  ['have no projector', separate, 'pending'],
] as const)('while the read models %s, the admin API', (_, arrange, approvedState) => {
  it('answers writes as it shows them later, and builds on them', async () => {
    const standstill = await arrange();
    const before = new AdminClient(standstill.server.url, OWNER_KEY);
    const tenant = await createTenant(before, { profile: 'keeper' });
    const scim = new ScimClient(`${before.baseUrl}/scim/v2/${tenant.nodeId}`, tenant.token);
    const [ada, bo, cy] = [
      await createUser(scim, 1),
      await createUser(scim, 2, { externalId: 'two' }),
      await createUser(scim, 3),
    ];
    const group = await createGroup(scim, 'Finance', [ada.id, bo.id, cy.id]);
    await before.register(ada.id);

    const still = new AdminClient((await standstill.begin()).url, OWNER_KEY);
    const organisation = await still.createOrganisation('Late');
    const node = await still.createNode(organisation.id, 'Above');
    const below = await still.createNode(organisation.id, 'Below', node.id);
    const path = `/nodes/${node.id}/provisioning-method`;
    const draft = await still.createMethod(node.id, { profile: 'standard', idp: 'okta' });
    expectProblem(await still.send('POST', path, { profile: 'keeper', idp: 'okta' }), 409);
    await still.changeMethod(node.id, 'activate');
    await still.changeSettings(node.id, { label: 'Later', strict: true, rateLimit: 0 });
    await still.changeMethod(node.id, 'pause');
    const token = await still.issueToken(node.id, { expiresAt: '2199-01-01T00:00:00Z' });
    await still.revokeToken(node.id, draft.token!.id);
    expectProblem(await still.send('DELETE', `${path}/tokens/${draft.token!.id}`), 404);
    const registered = await still.registerOAuthClient(node.id, 'Gallery');
    const revoked = await still.registerOAuthClient(node.id);
    await still.revokeOAuthClient(node.id, revoked.clientId);
    const rotated = await still.rotateClientSecret(node.id, registered.clientId);
    const method = await still.changeMethod(node.id, 'resume');
    await still.createMethod(below.id, { profile: 'keeper', idp: 'okta' });
    await still.deleteMethod(below.id);
    const gone = `/nodes/${below.id}/provisioning-method`;
    expectProblem(await still.send('DELETE', gone), 404);
    expectProblem(await still.send('POST', `${gone}/activate`), 404);
    const again = await still.createMethod(below.id, { profile: 'keeper', idp: 'other' });
    // Ahead of the registration, which waits for the read models, and has what comes after it wait too.
    const membership = await still.approve(group.id, ada.id);
    const user = await still.register(bo.id);
    await still.decline(group.id, cy.id);
    // They do stand still.
    expectProblem(await still.send('GET', `/organisations/${organisation.id}`), 404);
    expect(await get(still, `/users/${bo.id}`)).toMatchObject({ state: 'invited' });

    const server = await standstill.end();
    const after = new AdminClient(server.url, OWNER_KEY);
    while ((await after.memberships(group.id)).every(({ state }) => state === 'pending')) {
      await delay(50);
    }
    expect(await get(after, `/organisations/${organisation.id}`)).toEqual(organisation);
    expect(await get(after, `/nodes/${node.id}`)).toEqual(node);
    expect(await get(after, `/nodes/${below.id}`)).toEqual(below);
    // What is tolerated is counted by the process.
    const { tolerances } = await after.readMethod(node.id);
    expect(await after.readMethod(node.id)).toEqual({ ...method, tolerances });
    const { token: first, ...redrafted } = { ...again, tolerances: expect.anything() };
    expect(await after.readMethod(below.id)).toEqual(redrafted);
    expect(redrafted.tokens).toEqual([{ ...first, secret: undefined }]);
    expect(await after.tokens(node.id)).toEqual([{ ...token, secret: undefined }]);
    const { clientSecret: _secret, tokenUrl: _url, ...client } = rotated;
    expect(await after.oauthClients(node.id)).toEqual([client]);
    expect(client).toEqual({ ...client, clientId: registered.clientId, label: 'Gallery' });
    expect(await get(after, `/users/${bo.id}`)).toEqual(user);
    expect(user).toMatchObject({ id: bo.id, externalId: 'two', state: 'active' });
    const [approved, ...others] = await after.memberships(group.id);
    expect(membership).toEqual({ ...approved, state: approvedState });
    expect(others).toMatchObject([{ userId: bo.id, state: 'pending' }]);

    const late = (secret: string) => new ScimClient(`${server.url}/scim/v2/${node.id}`, secret);
    expectStatus(await late(token.secret).get('/Users'), 200);
    expectError(await late(draft.token!.secret).get('/Users'), 401);
    const exchanged = (secret: string) =>
      new OAuthTokenClient(`${server.url}/oauth/token`, rotated.clientId, secret).post();
    const { access_token: accessToken } = (await exchanged(rotated.clientSecret)).body;
    expectStatus(await late(accessToken!).get('/Users'), 200);
    expectStatus(await exchanged(registered.clientSecret), 401);
    // Up to four processes are started on the way.
  }, 120_000);
});

describe('while the read database is gone, the admin API', () => {
  it('answers writes all the same, their secrets with them', async () => {
    const env = {
      ROLLBOOK_READ_DATABASE_URL: await postgres().createDatabase(),
      ROLLBOOK_READ_YOUR_WRITES_MS: '20',
    };
    const dataFolder = join(folder.path, 'gone');
    const server = await start({ dataFolder, ownerKey: OWNER_KEY, env });
    const admin = new AdminClient(server.url, OWNER_KEY);
    await postgres().kill();
    const tenant = await createTenant(admin).finally(() => postgres().restart());
    for (;;) {
      const { status } = await tenant.scim.get('/Users');
      if (status === 200) break;
      expect([401, 503]).toContain(status);
      await delay(50);
    }
  });
});
