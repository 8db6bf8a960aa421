import { expect, it } from '@jest/globals';
import { ENTERPRISE_USER } from '#testing';
import { expectError, expectResource } from '../support/expectations.js';
import {
  createGroup,
  createUser,
  groupBody,
  readGroup,
  readUser,
  userBody,
} from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();

it('RFC 7644 3.5.1 MUST replace what is writable by what is sent', async () => {
  const { id } = await createUser(provider.scim, fresh(), {
    emails: [{ value: 'old@example.com' }],
    [ENTERPRISE_USER]: { department: 'Old' },
  });
  const body = userBody(fresh(), { emails: [{ value: 'new@example.com' }], nickName: 'New' });
  const put = expectResource(await provider.scim.put(`/Users/${id}`, body), 200);
  expect(put).toMatchObject({
    ...{ userName: body.userName, nickName: 'New', emails: [{ value: 'new@example.com' }] },
  });
  expect(await readUser(provider.scim, id)).toEqual(put);
});

it('RFC 7644 3.5.1 MUST take an attribute away that is sent empty', async () => {
  const number = fresh();
  const { id } = await createUser(provider.scim, number, { title: 'Gone', ims: [{ value: 'x' }] });
  const body = userBody(number, { title: null, ims: [] });
  const put = expectResource(await provider.scim.put(`/Users/${id}`, body), 200);
  expect(put).not.toHaveProperty('title');
  expect(put).not.toHaveProperty('ims');
});

it('RFC 7644 3.5.1 MUST ignore what is read-only', async () => {
  const number = fresh();
  const { id, meta } = await createUser(provider.scim, number);
  const body = userBody(number, { id: 'x', meta: { created: '2001-01-01T00:00:00Z' }, title: 'T' });
  const put = expectResource(await provider.scim.put(`/Users/${id}`, body), 200);
  expect(put).toMatchObject({ id, title: 'T', meta: { created: meta.created } });
});

it('RFC 7644 3.5.1 MUST refuse what lacks a required attribute, and change nothing', async () => {
  const user = await createUser(provider.scim, fresh());
  const body = userBody(fresh(), { userName: null });
  expectError(await provider.scim.put(`/Users/${user.id}`, body), 400, 'invalidValue');
  expect(await readUser(provider.scim, user.id)).toEqual(user);
});

it('RFC 7644 3.5.1 MUST NOT make a resource of a PUT', async () => {
  expectError(await provider.scim.put('/Users/not-there', userBody(fresh())), 404);
});

it('RFC 7644 3.5.1 MUST refuse a name that somebody else has with 409', async () => {
  const [one, two] = [fresh(), fresh()];
  await createUser(provider.scim, one);
  const { id } = await createUser(provider.scim, two);
  expectError(await provider.scim.put(`/Users/${id}`, userBody(one)), 409, 'uniqueness');
});

it('RFC 7644 3.5.1 MUST replace the members of a group by those sent', async () => {
  const [goes, comes] = [
    (await createUser(provider.scim, fresh())).id,
    (await createUser(provider.scim, fresh())).id,
  ];
  const { id, displayName = '' } = await createGroup(provider.scim, `Put ${fresh()}`, [goes]);
  const body = groupBody(displayName, [comes]);
  expectResource(await provider.scim.put(`/Groups/${id}`, body), 200, 'Group');
  expect((await readGroup(provider.scim, id)).members).toMatchObject([{ value: comes }]);
});
