import { beforeAll, describe, expect, it } from '@jest/globals';
import { CORE_GROUP, CORE_USER, ENTERPRISE_USER, person, scimRequest } from '#testing';
import {
  expectError,
  expectList,
  expectNoContent,
  expectNoNulls,
  expectResource,
  expectStatus,
} from '../support/expectations.js';
import {
  createGroup,
  createUser,
  filtered,
  groupBody,
  patchBody,
  userBody,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
beforeAll(async () => {
  tenant = await rollbook.tenant({ profile: 'standard' });
});

describe('discovery', () => {
  it('tells the truth about what is supported', async () => {
    const answer = await tenant.scim.get('/ServiceProviderConfig');
    expectStatus(answer, 200);
    expectNoNulls(answer.body);
    expect(answer.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: { supported: true },
      bulk: { supported: true },
      sort: { supported: true },
      changePassword: { supported: false },
      etag: { supported: true },
      filter: { supported: true, maxResults: expect.any(Number) },
    });
  });

  it('lists schemas and resource types, each of which is there', async () => {
    const schemas = expectList(await tenant.scim.get('/Schemas'));
    expect(schemas.map(({ id }) => id)).toEqual(
      expect.arrayContaining([CORE_USER, CORE_GROUP, ENTERPRISE_USER]),
    );
    const types = expectList(await tenant.scim.get('/ResourceTypes'));
    expect(types.map(({ id }) => id).toSorted()).toEqual(['Group', 'User']);
    for (const document of [...schemas, ...types]) {
      expectNoNulls(document);
      const path = `/${document.meta.resourceType}s/${document.id}`;
      const one = await tenant.scim.get(path);
      expectStatus(one, 200);
      expect(one.body).toEqual(document);
    }
    expectError(await tenant.scim.get('/Schemas/urn:no:such'), 404);
    expectError(await tenant.scim.get('/ResourceTypes/Device'), 404);
  });

  it.each(['/Schemas', '/ResourceTypes', '/ServiceProviderConfig'])(
    '%s refuses filters and writes',
    async (path) => {
      expectError(await tenant.scim.get(`${path}?filter=id%20eq%20%22User%22`), 403);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
        const body = method === 'DELETE' ? undefined : {};
        expectError(await tenant.scim.send(scimRequest(method, path, body)), 405);
      }
    },
  );
});

describe('a resource', () => {
  it('is found where its location says', async () => {
    const user = await createUser(tenant.scim, 1);
    const group = await createGroup(tenant.scim, 'Located');
    expect(user.meta.location).toBe(`${tenant.tenantUrl}/Users/${user.id}`);
    expect(group.meta.location).toBe(`${tenant.tenantUrl}/Groups/${group.id}`);
  });

  it('is gone after DELETE, for every operation, and its name is free', async () => {
    const user = await createUser(tenant.scim, 2, { externalId: 'gone' });
    const group = await createGroup(tenant.scim, 'Gone');
    for (const [path, body] of [
      [`/Users/${user.id}`, userBody(2)],
      [`/Groups/${group.id}`, groupBody('Gone')],
    ] as const) {
      expectNoContent(await tenant.scim.delete(path));
      expectError(await tenant.scim.get(path), 404);
      expectError(await tenant.scim.put(path, body), 404);
      const patch = patchBody({ op: 'replace', path: 'displayName', value: 'x' });
      expectError(await tenant.scim.patch(path, patch), 404);
      expectError(await tenant.scim.delete(path), 404);
    }
    expectList(await tenant.scim.get(filtered('Users', 'externalId eq "gone"')), 0);
    expectList(await tenant.scim.get(filtered('Groups', 'displayName eq "Gone"')), 0);
    await createUser(tenant.scim, 2, { externalId: 'gone' });
    await createGroup(tenant.scim, 'Gone');
  });

  it('has an id and an externalId that are case exact', async () => {
    const { id } = await createUser(tenant.scim, 3, { externalId: 'CaseExact' });
    await createUser(tenant.scim, 4, { externalId: 'caseexact' });
    if (id !== id.toUpperCase()) {
      expectError(await tenant.scim.get(`/Users/${id.toUpperCase()}`), 404);
    }
  });

  it('never gets an externalId from the server', async () => {
    expect(await createUser(tenant.scim, 5)).not.toHaveProperty('externalId');
    expect(await createGroup(tenant.scim, 'No external id')).not.toHaveProperty('externalId');
  });

  it('is not locked or let in by a body that says both', async () => {
    const { id } = await createUser(tenant.scim, 30, { active: false });
    for (const other of [{ Active: true }, { [CORE_USER]: { active: true } }]) {
      const twice = { active: false, ...other };
      expectError(await tenant.scim.post('/Users', userBody(31, twice)), 400, 'invalidSyntax');
      const body = patchBody({ op: 'replace', value: twice });
      expectError(await tenant.scim.patch(`/Users/${id}`, body), 400, 'invalidSyntax');
    }
  });

  it('is neither locked nor let in by taking the mark away', async () => {
    for (const [n, active] of [
      [32, true],
      [33, false],
    ] as const) {
      const { id } = await createUser(tenant.scim, n, { active });
      for (const operation of [
        { op: 'remove', path: 'active' },
        { op: 'replace', path: 'active', value: null },
      ]) {
        const answer = await tenant.scim.patch(`/Users/${id}`, patchBody(operation));
        expect(expectResource(answer, 200).active).toBe(active);
      }
      const empty = patchBody({ op: 'replace', path: 'active', value: '' });
      expectError(await tenant.scim.patch(`/Users/${id}`, empty), 400, 'invalidValue');
    }
  });

  it('has no values twice that a PATCH has made the same, so that a PUT of it changes nothing', async () => {
    const emails = [
      { value: 'one@example.com', type: 'work', primary: true, display: 'one@example.com' },
      { value: 'two@example.com', type: 'work', primary: false },
    ];
    const { id } = await createUser(tenant.scim, 34, { emails });
    const path = 'emails[type eq "work"].value';
    const body = patchBody({ op: 'replace', path, value: 'z@example.com' });
    const user = expectResource(await tenant.scim.patch(`/Users/${id}`, body), 200);
    expect(user.emails).toEqual([{ ...emails[0], value: 'z@example.com' }]);
    expect(expectResource(await tenant.scim.put(`/Users/${id}`, user), 200)).toEqual(user);
    const named = patchBody({ op: 'replace', path: 'emails.display', value: 'z@example.com' });
    const again = expectResource(await tenant.scim.patch(`/Users/${id}`, named), 200);
    expect(expectResource(await tenant.scim.put(`/Users/${id}`, again), 200)).toEqual(again);
  });

  it('needs a name', async () => {
    for (const userName of [undefined, '', '   ', null, 7, {}]) {
      const body = userBody(6, { userName });
      expectError(await tenant.scim.post('/Users', body), 400, 'invalidValue');
    }
    for (const displayName of [undefined, '', null, 7]) {
      expectError(await tenant.scim.post('/Groups', { displayName }), 400, 'invalidValue');
    }
  });

  it('keeps every kind of attribute as it was sent', async () => {
    const rich = {
      nickName: 'Nick',
      profileUrl: 'https://example.com/nick',
      title: 'Tour Guide',
      userType: 'Employee',
      preferredLanguage: 'en-US',
      locale: 'en-US',
      timezone: 'Europe/Zurich',
      name: { formatted: 'Ms. B J', familyName: 'J', givenName: 'B', honorificPrefix: 'Ms.' },
      phoneNumbers: [{ value: '+41 44 668 18 00', type: 'work' }],
      ims: [{ value: 'someone', type: 'xmpp' }],
      photos: [{ value: 'https://example.com/p.jpg', type: 'photo' }],
      addresses: [{ type: 'work', locality: 'Zürich', country: 'CH', primary: true }],
      entitlements: [{ value: 'e1' }],
      roles: [{ value: 'r1', primary: true }],
      x509Certificates: [{ value: 'TUlJRA==' }],
      [ENTERPRISE_USER]: { employeeNumber: '701984', costCenter: '4130', division: '絵文字 🎪' },
    };
    const user = await createUser(tenant.scim, 7, rich);
    expect(user).toMatchObject(rich);
    expect(user.schemas).toContain(ENTERPRISE_USER);
    const read = expectResource(await tenant.scim.get(`/Users/${user.id}`), 200);
    expect(read).toEqual(user);
    const [listed] = expectList(
      await tenant.scim.get(filtered('Users', `userName eq "${person(7).email}"`)),
      1,
    );
    expect(listed).toEqual(user);
  });
});

describe('a group', () => {
  it('shows each member once, however often it was sent', async () => {
    const { id } = await createUser(tenant.scim, 20);
    const group = await createGroup(tenant.scim, 'Twice', [id, id]);
    expect(group.members?.map(({ value }) => value)).toEqual([id]);
  });

  it('has members that are added and removed as a whole', async () => {
    const { id: member } = await createUser(tenant.scim, 35);
    const { id } = await createGroup(tenant.scim, 'Whole', [member]);
    for (const operation of [
      { op: 'replace', path: 'members.value', value: 'other' },
      { op: 'remove', path: 'members.value' },
    ]) {
      const answer = await tenant.scim.patch(`/Groups/${id}`, patchBody(operation));
      expectError(answer, 400, 'mutability');
    }
    const group = expectResource(await tenant.scim.get(`/Groups/${id}`), 200, 'Group');
    expect(group.members?.map(({ value }) => value)).toEqual([member]);
    const $ref = group.members?.[0]?.$ref;
    const remove = patchBody({ op: 'remove', path: `members[$ref eq "${$ref}"]` });
    expectNoContent(await tenant.scim.patch(`/Groups/${id}`, remove));
    const after = expectResource(await tenant.scim.get(`/Groups/${id}`), 200, 'Group');
    expect(after.members ?? []).toEqual([]);
  });

  it('is not created with a member who does not exist', async () => {
    const body = groupBody('Nobody in it', ['00000000-0000-7000-8000-000000000000']);
    const answer = await tenant.scim.post('/Groups', body);
    expect([400, 404]).toContain(answer.status);
    expectError(answer, answer.status);
    expectList(await tenant.scim.get(filtered('Groups', 'displayName eq "Nobody in it"')), 0);
  });

  it('is found by a form-encoded query, where a plus is a blank within quotes, too (T15)', async () => {
    const { id, displayName } = await createGroup(tenant.scim, 'Sales Team');
    const query = new URLSearchParams({
      filter: 'displayName eq "Sales Team"',
      attributes: 'id, displayName',
    });
    const [found] = expectList(await tenant.scim.get(`/Groups?${query.toString()}`), 1);
    expect(found).toMatchObject({ id, displayName });
  });

  it('follows the names of its members', async () => {
    const user = await createUser(tenant.scim, 21);
    const group = await createGroup(tenant.scim, 'Follows', [user.id]);
    await tenant.scim.patch(
      `/Groups/${group.id}`,
      patchBody({ op: 'replace', path: 'displayName', value: 'Followed' }),
    );
    const read = expectResource(await tenant.scim.get(`/Users/${user.id}`), 200);
    expect(read.groups).toEqual([
      expect.objectContaining({ value: group.id, display: 'Followed' }),
    ]);
    expectNoContent(await tenant.scim.delete(`/Groups/${group.id}`));
    const after = expectResource(await tenant.scim.get(`/Users/${user.id}`), 200);
    expect(after.groups ?? []).toEqual([]);
  });
});
