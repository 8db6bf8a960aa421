import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AdminClient } from '#testing';
import { EventStoreDbDouble } from '../support/eventstoredb-double/index.js';
import { expectError, expectStatus } from '../support/expectations.js';
import { userBody } from '../support/resources.js';
import { createTenant, useFolder } from '../support/rollbook.js';
import { useServers } from '../support/servers.js';

// How Rollbook as a whole stands an event store that says nothing, on the wire double.
const folder = useFolder();
const start = useServers();
let log: EventStoreDbDouble;
beforeEach(async () => {
  log = await EventStoreDbDouble.start();
});
afterEach(() => {
  log.stop();
});

describe('an event store that is frozen beyond the deadline', () => {
  it('is told to clients once the patience for it ends, and is over with it', async () => {
    const server = await start({
      dataFolder: folder.path,
      env: {
        ROLLBOOK_EVENT_STORE: 'eventstoredb',
        ROLLBOOK_EVENTSTOREDB_URL: log.connectionString,
      },
    });
    const { scim } = await createTenant(new AdminClient(server.url, server.ownerKey));
    const ready = async () => {
      const answer = await fetch(`${server.url}/health/ready`);
      return [answer.status, await answer.json()];
    };
    log.freeze();
    const asked = performance.now();
    const refused = await scim.post('/Users', userBody(1));
    expectError(refused, 503);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // Nobody waits a second time, for the failure to be recorded.
    expect(performance.now() - asked).toBeLessThan(15_000);
    expect(await ready()).toMatchObject([503, { stopped: ['event-log'] }]);

    log.thaw();
    expectStatus(await scim.post('/Users', userBody(2)), 201);
    expect(await ready()).toMatchObject([200, {}]);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  });
});
