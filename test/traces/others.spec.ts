import { beforeAll, describe, expect, it } from '@jest/globals';
import { authentik, ENTERPRISE_USER, people, person, ping, rauthy, sailpoint } from '#testing';
import {
  expectList,
  expectNoContent,
  expectResource,
  expectStatus,
  memberIds,
} from '../support/expectations.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
beforeAll(async () => {
  tenant = await rollbook.tenant({ idp: 'other' });
});
const readGroup = async (id: string) =>
  expectResource(await tenant.scim.get(`/Groups/${id}`), 200, 'Group');

describe('Ping', () => {
  it('updates a user by PUT, matches a group by listing them, adds a member', async () => {
    const user = expectResource(await tenant.scim.send(ping.createUser(person(1))), 201);
    const put = await tenant.scim.send(ping.putUser(user.id, { ...person(1), givenName: 'Put' }));
    expect(expectResource(put, 200)).toMatchObject({ name: { givenName: 'Put' } });
    const group = expectResource(
      await tenant.scim.send(ping.createGroup('Ping group')),
      201,
      'Group',
    );
    const groups = expectList(await tenant.scim.send(ping.listGroups()));
    expect(groups.find(({ displayName }) => displayName === 'Ping group')?.id).toBe(group.id);
    expectNoContent(await tenant.scim.send(ping.addMember(group.id, user.id)));
    expect(memberIds(await readGroup(group.id))).toEqual([user.id]);
  });
});

describe('authentik', () => {
  it('reads the configuration before anything else', async () => {
    const answer = await tenant.scim.send(authentik.readConfiguration());
    expectStatus(answer, 200);
    expect(answer.body).toMatchObject({
      patch: { supported: true },
      filter: { supported: true },
      etag: { supported: true },
      sort: { supported: expect.any(Boolean) },
      bulk: { supported: expect.any(Boolean) },
      changePassword: { supported: expect.any(Boolean) },
      authenticationSchemes: [{ type: 'oauthbearertoken' }, { type: 'oauth2' }],
    });
  });

  it('replaces the whole group without a path, and finds the pending members it has added', async () => {
    const user = expectResource(await tenant.scim.send(authentik.createUser(person(10))), 201);
    const group = expectResource(
      await tenant.scim.send(authentik.createGroup('authentik group', 'pk-1')),
      201,
      'Group',
    );
    expectNoContent(await tenant.scim.send(authentik.addMembers(group.id, [user.id])));
    expectNoContent(
      await tenant.scim.send(authentik.replaceGroup(group.id, 'authentik group 2', 'pk-2')),
    );
    const read = expectResource(
      await tenant.scim.send(authentik.readGroup(group.id)),
      200,
      'Group',
    );
    expect(read).toMatchObject({ displayName: 'authentik group 2', externalId: 'pk-2' });
    expect(memberIds(read)).toEqual([user.id]);
  });
});

describe('Rauthy', () => {
  it('finds by external id, then by user name; reads groups back; unlinks', async () => {
    const who = person(20);
    expectList(await tenant.scim.send(rauthy.findByExternalId(who.externalId)), 0);
    expectList(await tenant.scim.send(rauthy.findByUserName(who.email)), 0);
    const user = expectResource(await tenant.scim.send(rauthy.createUser(who)), 201);
    expectList(await tenant.scim.send(rauthy.findByExternalId(who.externalId)), 1);
    const group = expectResource(
      await tenant.scim.send(ping.createGroup('Rauthy group')),
      201,
      'Group',
    );
    expectNoContent(await tenant.scim.send(ping.addMember(group.id, user.id)));
    const read = expectResource(await tenant.scim.send(rauthy.readUser(user.id)), 200);
    expect(read.groups).toEqual([
      expect.objectContaining({ value: group.id, display: 'Rauthy group' }),
    ]);

    const unlinked = expectResource(await tenant.scim.send(rauthy.unlink(user.id)), 200);
    expect(unlinked).not.toHaveProperty('externalId');
    expectList(await tenant.scim.send(rauthy.findByExternalId(who.externalId)), 0);
    expectList(await tenant.scim.send(rauthy.findByUserName(who.email)), 1);
  });
});

describe('SailPoint', () => {
  it('finds many users by one long filter', async () => {
    const staff = people(30, 40);
    for (const one of staff.slice(0, 3)) {
      expectResource(await tenant.scim.send(sailpoint.createUser(one)), 201);
    }
    const found = expectList(
      await tenant.scim.send(sailpoint.findAll(staff.map(({ email }) => email))),
      3,
    );
    expect(found.map(({ userName }) => userName).toSorted()).toEqual(
      staff
        .slice(0, 3)
        .map(({ email }) => email)
        .toSorted(),
    );
  });

  it('replaces a part of a complex attribute and keeps the rest of it', async () => {
    const who = person(80);
    const user = expectResource(await tenant.scim.send(sailpoint.createUser(who)), 201);
    const answer = await tenant.scim.send(sailpoint.replaceName(user.id, { givenName: 'Only' }));
    expect(expectResource(answer, 200)).toMatchObject({
      name: { givenName: 'Only', familyName: who.familyName },
      [ENTERPRISE_USER]: { department: who.department },
    });
  });
});
