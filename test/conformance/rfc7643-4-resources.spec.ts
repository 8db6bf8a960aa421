import { expect, it } from '@jest/globals';
import { CORE_GROUP, CORE_USER, ENTERPRISE_USER } from '#testing';
import { expectError, expectResource } from '../support/expectations.js';
import {
  createGroup,
  createUser,
  filtered,
  groupBody,
  patchBody,
  readGroup,
  readUser,
  userBody,
} from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();

it('RFC 7643 4.1 MUST have a userName that is not empty', async () => {
  for (const userName of [undefined, '', '  ', null]) {
    const answer = await provider.scim.post('/Users', userBody(fresh(), { userName }));
    expectError(answer, 400, 'invalidValue');
    expect(answer.body.detail).toContain('userName');
  }
});

it('RFC 7643 4.1 MUST hold a userName once, in whatever letter case', async () => {
  const { userName = '' } = await createUser(provider.scim, fresh());
  const again = userBody(fresh(), { userName: userName.toUpperCase() });
  expectError(await provider.scim.post('/Users', again), 409, 'uniqueness');
});

it('RFC 7643 4.1 MUST never return a password', async () => {
  const user = await createUser(provider.scim, fresh(), { password: 't1meMa$heen' });
  const path = `/Users/${user.id}`;
  const change = patchBody({ op: 'replace', path: 'password', value: 't1meMa$heen' });
  for (const answer of [
    await provider.scim.get(path),
    await provider.scim.get(`${path}?attributes=password,userName`),
    await provider.scim.patch(path, change),
  ]) {
    expect(answer.text).not.toContain('t1meMa$heen');
    expect(answer.body).not.toHaveProperty('password');
  }
});

it('RFC 7643 4.1 MUST say whether a user is active', async () => {
  const user = await createUser(provider.scim, fresh(), { active: false });
  expect(user.active).toBe(false);
  expect((await createUser(provider.scim, fresh())).active).toBe(true);
});

it('RFC 7643 4.1.2 MUST have groups read-only, and follow the members of groups', async () => {
  const user = await createUser(provider.scim, fresh(), { groups: [{ value: 'nobody' }] });
  expect(user.groups ?? []).toEqual([]);
  const change = patchBody({ op: 'add', path: 'groups', value: [{ value: 'x' }] });
  expectError(await provider.scim.patch(`/Users/${user.id}`, change), 400, 'mutability');
  const group = await createGroup(provider.scim, `Tour Guides ${fresh()}`, [user.id]);
  expect((await readUser(provider.scim, user.id)).groups).toEqual([
    {
      value: group.id,
      display: group.displayName,
      type: 'direct',
      $ref: `${provider.tenant.tenantUrl}/Groups/${group.id}`,
    },
  ]);
});

it('RFC 7643 4.2 MUST have a displayName for a group', async () => {
  const body = { schemas: [CORE_GROUP], members: [] };
  const answer = await provider.scim.post('/Groups', body);
  expectError(answer, 400, 'invalidValue');
  expect(answer.body.detail).toContain('displayName');
});

it('RFC 7643 4.2 MUST refuse a change to a member, which is added and removed as a whole', async () => {
  const { id } = await createUser(provider.scim, fresh());
  const group = await createGroup(provider.scim, `Immutable ${fresh()}`, [id]);
  const path = `members[value eq "${id}"].type`;
  const change = patchBody({ op: 'replace', path, value: 'Group' });
  expectError(await provider.scim.patch(`/Groups/${group.id}`, change), 400, 'mutability');
  expect((await readGroup(provider.scim, group.id)).members).toHaveLength(1);
});

it('RFC 7643 4.2 MUST have users and groups for members, and say which each of them is', async () => {
  const { id } = await createUser(provider.scim, fresh());
  const inner = await createGroup(provider.scim, `Inner ${fresh()}`);
  const group = await createGroup(provider.scim, `Outer ${fresh()}`, [id, inner.id]);
  const { members = [] } = await readGroup(provider.scim, group.id);
  const told = members.map(({ value, type, $ref }) => ({ value, type, $ref }));
  const { tenantUrl } = provider.tenant;
  expect(told).toHaveLength(2);
  expect(told).toContainEqual({ value: id, type: 'User', $ref: `${tenantUrl}/Users/${id}` });
  expect(told).toContainEqual({
    value: inner.id,
    type: 'Group',
    $ref: `${tenantUrl}/Groups/${inner.id}`,
  });
});

it('RFC 7643 4.3 MUST keep the manager by id, and its display name read-only', async () => {
  const boss = await createUser(provider.scim, fresh());
  const manager = { value: boss.id, displayName: 'Written by the client' };
  const user = await createUser(provider.scim, fresh(), { [ENTERPRISE_USER]: { manager } });
  expect(user).toMatchObject({ [ENTERPRISE_USER]: { manager: { value: boss.id } } });
  expect(JSON.stringify(user)).not.toContain('Written by the client');
});

it('RFC 7643 8.1 MUST take the minimal user', async () => {
  const answer = await provider.scim.post('/Users', {
    schemas: [CORE_USER],
    id: '2819c223-7f76-453a-919d-413861904646',
    userName: `bjensen${fresh()}@example.com`,
    meta: { resourceType: 'User', created: '2010-01-23T04:56:22Z' },
  });
  expectResource(answer, 201);
});

it('RFC 7643 8.2 MUST take the full user, and return what it took', async () => {
  const full = {
    name: {
      formatted: 'Ms. Barbara J Jensen, III',
      familyName: 'Jensen',
      givenName: 'Barbara',
      middleName: 'Jane',
      honorificPrefix: 'Ms.',
      honorificSuffix: 'III',
    },
    displayName: 'Babs Jensen',
    nickName: 'Babs',
    profileUrl: 'https://login.example.com/bjensen',
    emails: [
      { value: 'bjensen@example.com', type: 'work', primary: true },
      { value: 'babs@jensen.org', type: 'home' },
    ],
    addresses: [
      {
        type: 'work',
        streetAddress: '100 Universal City Plaza',
        locality: 'Hollywood',
        region: 'CA',
        postalCode: '91608',
        country: 'USA',
        formatted: '100 Universal City Plaza\nHollywood, CA 91608 USA',
        primary: true,
      },
      { type: 'home', locality: 'Hollywood', country: 'USA' },
    ],
    phoneNumbers: [
      { value: '555-555-5555', type: 'work' },
      { value: '555-555-4444', type: 'mobile' },
    ],
    ims: [{ value: 'someaimhandle', type: 'aim' }],
    photos: [
      { value: 'https://photos.example.com/profilephoto/72930000000Ccne/F', type: 'photo' },
      { value: 'https://photos.example.com/profilephoto/72930000000Ccne/T', type: 'thumbnail' },
    ],
    userType: 'Employee',
    title: 'Tour Guide',
    preferredLanguage: 'en-US',
    locale: 'en-US',
    timezone: 'America/Los_Angeles',
    active: true,
    x509Certificates: [{ value: 'MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQAwTjELMAkGA1UE' }],
  };
  const user = await createUser(provider.scim, fresh(), { ...full, password: 't1meMa$heen' });
  expect(user).toMatchObject(full);
  expect(await readUser(provider.scim, user.id)).toEqual(user);
});

it('RFC 7643 8.3 MUST take the user with the enterprise extension', async () => {
  const enterprise = {
    employeeNumber: '701984',
    costCenter: '4130',
    organization: 'Universal Studios',
    division: 'Theme Park',
    department: 'Tour Operations',
    manager: { value: '26118915-6090-4610-87e4-49d8ca9f808d' },
  };
  const schemas = [CORE_USER, ENTERPRISE_USER];
  const user = await createUser(provider.scim, fresh(), { schemas, [ENTERPRISE_USER]: enterprise });
  expect(user).toMatchObject({ [ENTERPRISE_USER]: enterprise });
});

it('RFC 7643 8.4 MUST take the group, and say who its members are', async () => {
  const ids = [
    (await createUser(provider.scim, fresh())).id,
    (await createUser(provider.scim, fresh())).id,
  ];
  const members = ids.map((value) => ({ value, $ref: `../Users/${value}`, display: 'Babs' }));
  const body = { ...groupBody(`Tour Guides ${fresh()}`), members };
  const group = expectResource(await provider.scim.post('/Groups', body), 201, 'Group');
  const { members: read = [] } = await readGroup(provider.scim, group.id);
  expect(read.map(({ value }) => value).toSorted()).toEqual(ids.toSorted());
  for (const { $ref, type, value } of read) {
    expect({ $ref, type }).toEqual({
      $ref: `${provider.tenant.tenantUrl}/Users/${value}`,
      type: 'User',
    });
  }
});

it('RFC 7643 3.1 MUST take an externalId for one within its provisioning method, where it is there once', async () => {
  const externalId = `once-${fresh()}`;
  const user = await createUser(provider.scim, fresh(), { externalId });
  const again = userBody(fresh(), { externalId });
  expectError(await provider.scim.post('/Users', again), 409, 'uniqueness');
  const found = await provider.scim.get(filtered('Users', `externalId eq "${externalId}"`));
  expect(found.body.Resources).toMatchObject([{ id: user.id }]);
  const other = await provider.rollbook.tenant({ profile: 'standard' });
  await createUser(other.scim, fresh(), { externalId });
});

it('RFC 7643 4.1.2 MUST have a country be a code of two letters, and refuse others in strict mode', async () => {
  const { scim, nodeId } = await provider.rollbook.tenant({ profile: 'standard' });
  await provider.rollbook.admin.changeSettings(nodeId, { strict: true });
  const addresses = [{ country: 'US' }];
  expect(await createUser(scim, fresh(), { addresses })).toMatchObject({ addresses });
  const other = userBody(fresh(), { addresses: [{ country: 'United States' }] });
  expectError(await scim.post('/Users', other), 400, 'invalidValue');
  expectResource(await provider.scim.post('/Users', other), 201);
});
