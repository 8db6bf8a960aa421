import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AdminClient } from '#testing';
import { post, runBulk } from '../support/bulk.js';
import { EventStoreDbDouble } from '../support/eventstoredb-double/index.js';
import { expectError, expectProblem } from '../support/expectations.js';
import {
  addMembers,
  createGroup,
  createUser,
  groupBody,
  patchGroup,
  readGroup,
} from '../support/resources.js';
import { createTenant, type Tenant, useFolder } from '../support/rollbook.js';
import { useServers } from '../support/servers.js';

/** Room for some twenty members of a group. */
const MAX_APPEND_SIZE = 32 * 1024;
const MEMBERS = 40;

const folder = useFolder();
const start = useServers();
let log: EventStoreDbDouble;
let admin: AdminClient;

beforeEach(async () => {
  log = await EventStoreDbDouble.start();
  log.maxAppendSize = MAX_APPEND_SIZE;
  const { url, ownerKey } = await start({
    dataFolder: `${folder.path}/${expect.getState().currentTestName!.length}`,
    env: {
      ROLLBOOK_EVENT_STORE: 'eventstoredb',
      ROLLBOOK_EVENTSTOREDB_URL: log.connectionString,
    },
  });
  admin = new AdminClient(url, ownerKey);
});
afterEach(() => {
  log.stop();
});

async function createUsers({ scim }: Tenant): Promise<string[]> {
  const users = await Promise.all(Array.from({ length: MEMBERS }, (_, n) => createUser(scim, n)));
  return users.map(({ id }) => id);
}

describe('a request that comes to more than the log takes at once', () => {
  it('is refused as too large and leaves nothing, be it a request of its own or one of many', async () => {
    const tenant = await createTenant(admin, { profile: 'standard' });
    const { scim, nodeId } = tenant;
    const ids = await createUsers(tenant);
    const before = log.log.events.filter(({ stream }) => stream.startsWith('team-'));
    expectError(await scim.post('/Groups', groupBody('Everybody', ids)), 413);
    expect(log.log.events.filter(({ stream }) => stream.startsWith('team-'))).toEqual(before);

    // Its name is free.
    const group = await createGroup(scim, 'Everybody', ids.slice(0, 3));
    const renamed = { op: 'replace', path: 'displayName', value: 'All' };
    expectError(await patchGroup(scim, group.id, renamed, addMembers(...ids)), 413);
    expect(await readGroup(scim, group.id)).toEqual(group);
    await createGroup(scim, 'All');

    const results = await runBulk(scim, [
      post('/Groups', 'a', groupBody('Many', ids)),
      post('/Groups', 'b', groupBody('Few', ids.slice(0, 1))),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['413', '201']);

    const failures = (await admin.audit({ nodeId })).filter(({ outcome }) => outcome === 'failure');
    expect(failures.map(({ status }) => status)).toEqual([413, 413, 413]);
  });

  it('is refused as too large by the admin API', async () => {
    log.maxAppendSize = 100;
    expectProblem(await admin.send('POST', '/organisations', { name: 'Acme' }), 413);
  });
});
