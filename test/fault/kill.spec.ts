import { describe, it } from '@jest/globals';
import type { Profile } from '#testing';
import { expectStatus } from '../support/expectations.js';
import { userBody } from '../support/resources.js';
import { createTenant } from '../support/rollbook.js';
import { expectEveryAcknowledgement } from './account.js';
import { Load } from './load.js';
import { useRestartable } from './restartable.js';

const CLIENTS = 8;
const rollbook = useRestartable();

describe('SIGKILL in the middle of a load', () => {
  it.each<[number, Profile]>([
    [1, 'standard'],
    [20, 'keeper'],
    [77, 'standard'],
    [300, 'keeper'],
    [901, 'standard'],
  ])('after %i acknowledgements loses none, and blocks no name (%s)', async (moment, profile) => {
    const tenant = await createTenant(rollbook.admin, { profile });
    let killed: Promise<unknown> | undefined;
    const load = await Load.run(rollbook.scim(tenant), CLIENTS, (count) => {
      if (count === moment) killed = rollbook.server.kill();
    });
    await killed;
    await rollbook.start();
    await expectEveryAcknowledgement(rollbook.scim(tenant), load);
  });

  it('time and again, on one folder', async () => {
    const tenant = await createTenant(rollbook.admin, { profile: 'standard' });
    const scim = () => rollbook.scim(tenant);
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
            if (acknowledged.length === (round + 1) * 40) void rollbook.server.kill();
          }
        }),
      );
      await rollbook.server.ended;
      await rollbook.start();
      for (const id of acknowledged) expectStatus(await scim().get(`/Users/${id}`), 200);
    }
  });
});
