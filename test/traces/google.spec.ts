import { beforeAll, describe, expect, it } from '@jest/globals';
import { google, person, ScimClient } from '#testing';
import {
  categories,
  expectError,
  expectList,
  expectNoContent,
  expectResource,
  history,
} from '../support/expectations.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();

describe('Google Workspace', () => {
  let tenant: Tenant;
  const createUser = async (n: number) =>
    expectResource(await tenant.scim.send(google.createUser(person(n))), 201);
  beforeAll(async () => {
    tenant = await rollbook.tenant({ idp: 'google-workspace' });
  });

  it('probes with a page of one', async () => {
    expectList(await tenant.scim.send(google.probe()));
  });

  it('is told when its token is refused', async () => {
    const stranger = new ScimClient(tenant.tenantUrl, 'no-such-token');
    expectError(await stranger.send(google.probe()), 401);
  });

  it('provisions, updates, suspends, restores and deletes a user', async () => {
    const who = person(1);
    expectList(await tenant.scim.send(google.findUser(who.email)), 0);
    const user = await createUser(1);
    expect(user).toMatchObject({ userName: who.email, active: true });
    const changed = await tenant.scim.send(
      google.updateUser(user, { name: { givenName: 'New', familyName: 'Name' } }),
    );
    expect(expectResource(changed, 200)).toMatchObject({
      name: { givenName: 'New', familyName: 'Name' },
    });
    const suspended = await tenant.scim.send(google.suspend(user.id));
    expect(expectResource(suspended, 200).active).toBe(false);
    const restored = await tenant.scim.send(google.restore(user.id));
    expect(expectResource(restored, 200).active).toBe(true);
    expectNoContent(await tenant.scim.send(google.deleteUser(user.id)));
    expectList(await tenant.scim.send(google.findUser(who.email)), 0);

    expect(await categories(rollbook.admin, user.id)).toEqual([
      'CREATE',
      'UPDATE',
      'SUSPEND',
      'UNSUSPEND',
      'SUSPEND',
    ]);
    const [entry] = await history(rollbook.admin, user.id);
    expect(entry).toMatchObject({
      client: { dialect: 'google', userAgent: 'Google-Auto-Provisioning' },
    });
    const users = await rollbook.admin.users(tenant.nodeId);
    expect(users.find(({ id }) => id === user.id)?.state).toBe('deprovisioned');
  });

  it('creates a user without an e-mail: the user name is the address', async () => {
    const who = person(2);
    const user = expectResource(await tenant.scim.send(google.createUserWithoutEmail(who)), 201);
    expect(user.userName).toBe(who.email);
    expect(user.emails).toEqual([expect.objectContaining({ value: who.email })]);
  });

  it('brings back somebody who was deleted, under the same id', async () => {
    const { id } = await createUser(3);
    expectNoContent(await tenant.scim.send(google.deleteUser(id)));
    const back = await createUser(3);
    expect(back).toMatchObject({ id, active: true });
  });
});
