import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { okta, person } from '#testing';
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
import { useRestartable } from './restartable.js';

const CLIENTS = 32;
const rollbook = useRestartable();

describe('SIGTERM under load', () => {
  it('answers what it has accepted, does nothing that it has not answered, and ends well', async () => {
    const tenant = await createTenant(rollbook.admin, { profile: 'standard' });
    let stopped: Promise<unknown> | undefined;
    const load = await Load.run(rollbook.scim(tenant), CLIENTS, (count) => {
      if (count === 200) stopped = rollbook.server.stop();
    });
    expect(await stopped).toEqual({ code: 0, signal: null });
    await rollbook.start();
    // What got no answer was not accepted: only the old value is possible.
    for (const user of load.users) {
      if (user.id === undefined) user.present = [false];
      for (const possible of [user.present, user.name, user.title, user.member]) {
        if (possible.length > 1) possible.splice(1);
      }
    }
    await expectEveryAcknowledgement(rollbook.scim(tenant), load);
  });
});

describe('a lost read database', () => {
  /** Everything that can be read, by IdP and by administrator. */
  async function everything(tenant: Tenant) {
    const scim = rollbook.scim(tenant);
    const groups = await scim.get('/Groups');
    const relative = (text: string) => text.replaceAll(rollbook.server.url, '');
    return {
      users: relative((await scim.get('/Users?count=500')).text),
      groups: relative(groups.text),
      adminUsers: await rollbook.admin.users(tenant.nodeId),
      teams: await rollbook.admin.teams(tenant.nodeId),
      memberships: await Promise.all(
        groups.body.Resources!.map(({ id }) => rollbook.admin.memberships(id!)),
      ),
      audit: await rollbook.admin.audit(),
      usage: await rollbook.admin.usage(tenant.nodeId),
    };
  }

  async function loseReadDatabase() {
    const files = (await readdir(rollbook.dataFolder)).filter((name) =>
      name.startsWith('read-models.sqlite'),
    );
    expect(files).not.toEqual([]);
    for (const file of files) await rm(join(rollbook.dataFolder, file));
  }

  it.each(['stop', 'kill'] as const)('is rebuilt from the log after a %s', async (way) => {
    const tenant = await createTenant(rollbook.admin, { profile: 'keeper', idp: 'okta' });
    const scim = rollbook.scim(tenant);
    const users = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => createUser(scim, n)));
    const ids = users.map(({ id }) => id);
    const group = await createGroup(scim, 'Rebuilt', ids.slice(0, 4));
    for (const id of ids.slice(0, 3)) await rollbook.admin.register(id);
    for (const id of ids.slice(1, 4)) await rollbook.admin.approve(group.id, id);
    await patchUser(scim, ids[2]!, { op: 'replace', path: 'active', value: false });
    await patchUser(scim, ids[3]!, { op: 'replace', path: 'userName', value: 'new@example.com' });
    expectStatus(await scim.send(okta.updateUser(users[4]!, { title: 'Put' })), 200);
    expectNoContent(await scim.delete(`/Users/${ids[5]!}`));
    expectNoContent(await patchGroup(scim, group.id, addMembers(ids[4]!)));
    expectError(await scim.post('/Users', userBody(1)), 409);
    const before = await everything(tenant);
    expect(before.audit.length).toBeGreaterThan(20);

    await rollbook.server[way]();
    await loseReadDatabase();
    await rollbook.start();
    expect(await everything(tenant)).toEqual(before);

    const next = rollbook.scim(tenant);
    expectError(await next.post('/Users', userBody(1)), 409, 'uniqueness');
    const back = await createUser(next, 6);
    expect(back).toMatchObject({ id: ids[5], userName: person(6).email });
  });
});
