import { expect, it } from '@jest/globals';
import { CORE_USER } from '#testing';
import { expectError, expectList, expectResource } from '../support/expectations.js';
import { createUser, filtered, groupBody, readUser, userBody } from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();

it('RFC 7644 3.3 MUST answer a creation with 201 and its Location', async () => {
  const answer = await provider.scim.post('/Users', userBody(fresh()));
  const { meta } = expectResource(answer, 201);
  expect(answer.headers.location).toBe(meta.location);
});

it('RFC 7644 3.3 SHOULD return the new resource as it is read afterwards', async () => {
  const user = expectResource(await provider.scim.post('/Users', userBody(fresh())), 201);
  expect(await readUser(provider.scim, user.id)).toEqual(user);
  const body = groupBody(`Created ${fresh()}`, [user.id]);
  const group = expectResource(await provider.scim.post('/Groups', body), 201, 'Group');
  expect((await provider.scim.get(`/Groups/${group.id}`)).body).toEqual(group);
});

it('RFC 7644 3.3 MUST ignore attributes that are read-only', async () => {
  const user = await createUser(provider.scim, fresh(), {
    id: 'chosen',
    meta: { location: 'http://elsewhere', version: 'W/"9"' },
    groups: [{ value: 'nobody' }],
  });
  expect(user.id).not.toBe('chosen');
  expect(user.meta.location).not.toContain('elsewhere');
  expect(user.groups ?? []).toEqual([]);
});

it('RFC 7644 3.3 MUST answer a duplicate with 409 and uniqueness', async () => {
  const body = userBody(fresh());
  expectResource(await provider.scim.post('/Users', body), 201);
  expectError(await provider.scim.post('/Users', body), 409, 'uniqueness');
  expectList(await provider.scim.get(filtered('Users', `userName eq "${body.userName}"`)), 1);
});

it('RFC 7644 3.3 MUST refuse what lacks a required attribute, and make nothing of it', async () => {
  const nickName = `nobody${fresh()}`;
  const body = { schemas: [CORE_USER], nickName };
  expectError(await provider.scim.post('/Users', body), 400, 'invalidValue');
  expectList(await provider.scim.get(filtered('Users', `nickName eq "${nickName}"`)), 0);
});

it('RFC 7644 3.3 MUST refuse a body that is no JSON with invalidSyntax', async () => {
  expectError(await provider.scim.post('/Users', '{"userName":'), 400, 'invalidSyntax');
});

it('RFC 7644 3.3.1 MUST set meta.resourceType by the endpoint', async () => {
  const meta = { resourceType: 'Group' };
  expect((await createUser(provider.scim, fresh(), { meta })).meta.resourceType).toBe('User');
});
