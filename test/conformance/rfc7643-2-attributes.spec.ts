import { expect, it } from '@jest/globals';
import { CORE_USER } from '#testing';
import { expectError, expectResource, expectStatus } from '../support/expectations.js';
import { createUser, patchBody, patchUser, readUser, userBody } from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();
const created = (more: Readonly<Record<string, unknown>>) =>
  createUser(provider.scim, fresh(), more);
const refused = async (more: Readonly<Record<string, unknown>>) => {
  const answer = await provider.scim.post('/Users', userBody(fresh(), more));
  expectError(answer, 400, 'invalidValue');
  return answer.body.detail;
};

it('RFC 7643 2.1 MUST take attribute names without regard to letter case', async () => {
  const user = await created({
    NICKNAME: 'Babs',
    name: undefined,
    NaMe: { GIVENNAME: 'Barbara' },
  });
  expect(user).toMatchObject({ nickName: 'Babs', name: { givenName: 'Barbara' } });
});

it('RFC 7643 2.3.1 MUST refuse for a string what is none', async () => {
  expect(await refused({ title: 7 })).toContain('title');
  expect(await refused({ name: { familyName: true } })).toContain('name.familyName');
});

it('RFC 7643 2.3.2 MUST refuse for a boolean what is none', async () => {
  expect(await refused({ active: 'perhaps' })).toContain('active');
  expect(await refused({ active: 1 })).toContain('active');
  expect(await refused({ emails: [{ value: 'a@b.c', primary: 'yes' }] })).toContain(
    'emails.primary',
  );
});

it('RFC 7643 2.3.5 MUST give instants as dateTimes with date, time and zone', async () => {
  const { meta } = await created({});
  for (const instant of [meta.created, meta.lastModified]) {
    expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  }
});

it('RFC 7643 2.3.6 MUST refuse for a binary value what is not Base64', async () => {
  const certificate = { value: 'MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQAw' };
  expect(await created({ x509Certificates: [certificate] })).toMatchObject({
    x509Certificates: [certificate],
  });
  expect(await refused({ x509Certificates: [{ value: '***' }] })).toContain('x509Certificates');
});

it('RFC 7643 2.3.7 MUST keep the letter case of a reference', async () => {
  const profileUrl = 'https://Login.Example.com/bJensen';
  expect(await created({ profileUrl })).toMatchObject({ profileUrl });
});

it('RFC 7643 2.3.7 MUST have a reference be a URI, absolute or relative, and refuse others in strict mode', async () => {
  const { scim, nodeId } = await provider.rollbook.tenant({ profile: 'standard' });
  await provider.rollbook.admin.changeSettings(nodeId, { strict: true });
  for (const profileUrl of ['https://example.com/a?b#c', '../people/ann', 'urn:x:y']) {
    expect(await createUser(scim, fresh(), { profileUrl })).toMatchObject({ profileUrl });
  }
  for (const profileUrl of ['no address', 'https://example.com/<ann>', 'a%zz']) {
    const answer = await scim.post('/Users', userBody(fresh(), { profileUrl }));
    expectError(answer, 400, 'invalidValue');
  }
  const { meta } = await createUser(scim, fresh());
  expectResource(await scim.get(meta.location.slice(scim.baseUrl.length)), 200);
});

it('RFC 7643 2.3.8 MUST refuse for a complex attribute what is no object', async () => {
  expect(await refused({ name: 7 })).toContain('name');
  expect(await refused({ addresses: ['Main Street'] })).toContain('addresses');
});

it('RFC 7643 2.4 MUST have at most one primary value', async () => {
  const { id, emails } = await created({
    emails: [
      { value: 'one@example.com', primary: true },
      { value: 'two@example.com', primary: true },
    ],
  });
  expect(emails?.filter(({ primary }) => primary === true)).toHaveLength(1);
  const more = { op: 'add', path: 'emails', value: [{ value: 'three@x.org', primary: true }] };
  expectStatus(await patchUser(provider.scim, id, more), 200);
  const after = (await readUser(provider.scim, id)).emails ?? [];
  expect(after.filter(({ primary }) => primary === true)).toMatchObject([{ value: 'three@x.org' }]);
});

it('RFC 7643 2.4 SHOULD return a value with its type once', async () => {
  const twice = { value: 'same@example.com', type: 'work' };
  expect((await created({ emails: [twice, twice] })).emails).toEqual([twice]);
});

it('RFC 7643 2.5 MUST take null and an empty array for an attribute without a value', async () => {
  const user = await created({ title: null, phoneNumbers: [], nickName: 'Babs' });
  expect(user).not.toHaveProperty('title');
  expect(user).not.toHaveProperty('phoneNumbers');
  const body = { ...userBody(fresh()), userName: user.userName, nickName: null };
  const answer = await provider.scim.put(`/Users/${user.id}`, body);
  expect(expectResource(answer, 200)).not.toHaveProperty('nickName');
});

it('RFC 7643 3 MUST say in schemas which schemas a resource follows', async () => {
  const extension = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const user = await created({ [extension]: { department: 'Tour Operations' } });
  expect(user.schemas).toEqual(expect.arrayContaining([CORE_USER, extension]));
});

it('RFC 7643 3.1 MUST give each resource an id of its own, whatever the client sends', async () => {
  const [one, two] = [await created({ id: 'bulkId' }), await created({ id: 'bulkId' })];
  expect(one.id).not.toBe(two.id);
  expect([one.id, two.id].join()).not.toContain('bulkId');
});

it('RFC 7643 3.1 MUST never change an id', async () => {
  const { id } = await created({});
  const change = patchBody({ op: 'replace', path: 'id', value: 'another' });
  expectError(await provider.scim.patch(`/Users/${id}`, change), 400, 'mutability');
  const put = await provider.scim.put(`/Users/${id}`, userBody(fresh(), { id: 'another' }));
  expect(expectResource(put, 200).id).toBe(id);
});

it('RFC 7643 3.1 MUST never set externalId by itself', async () => {
  expect(await created({})).not.toHaveProperty('externalId');
});

it('RFC 7643 3.1 MUST keep the letter case of externalId and compare with it', async () => {
  const externalId = `Ext-${fresh()}`;
  expect(await created({ externalId })).toMatchObject({ externalId });
  const find = async (literal: string) =>
    (await provider.scim.get(`/Users?filter=externalId%20eq%20%22${literal}%22`)).body.totalResults;
  expect([await find(externalId), await find(externalId.toLowerCase())]).toEqual([1, 0]);
});

it('RFC 7643 3.1 MUST ignore meta from a client and say resourceType, created, lastModified, location and version itself', async () => {
  const { id, meta } = await created({ meta: { resourceType: 'Dog', created: 'yesterday' } });
  expect(meta).toEqual({
    resourceType: 'User',
    created: expect.any(String),
    lastModified: meta.created,
    location: `${provider.tenant.tenantUrl}/Users/${id}`,
    version: expect.stringMatching(/^W\/".+"$/),
  });
});

it('RFC 7643 3.1 MUST leave lastModified at created for what was never changed', async () => {
  const { id, meta } = await created({ title: 'Tour Guide' });
  const same = { op: 'replace', path: 'title', value: 'Tour Guide' };
  expectStatus(await patchUser(provider.scim, id, same), 200);
  expect((await readUser(provider.scim, id)).meta).toEqual(meta);
});

it('RFC 7643 3.3 MUST keep the attributes of an extension under its URN', async () => {
  const extension = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const value = { employeeNumber: '701984', costCenter: '4130', organization: 'Universal Studios' };
  const user = await created({ [extension]: value });
  expect(user).toMatchObject({ [extension]: value });
  expect(user).not.toHaveProperty('employeeNumber');
});
