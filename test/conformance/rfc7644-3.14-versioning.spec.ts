import { expect, it } from '@jest/globals';
import { expectError, expectStatus } from '../support/expectations.js';
import {
  createGroup,
  createUser,
  patchBody,
  patchUser,
  readUser,
  userBody,
} from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();
const retitle = (value: string) => ({ op: 'replace', path: 'title', value });

it('RFC 7644 3.14 MUST have meta.version equal the ETag, in both forms of an answer', async () => {
  const user = await createUser(provider.scim, fresh());
  const answer = await provider.scim.get(`/Users/${user.id}`);
  expect(answer.headers.etag).toBe(user.meta.version);
});

it('RFC 7644 3.14 MUST give another version after a change, and the same without one', async () => {
  const { id, meta } = await createUser(provider.scim, fresh());
  expectStatus(await patchUser(provider.scim, id, retitle('One')), 200);
  const changed = (await readUser(provider.scim, id)).meta.version;
  expect(changed).not.toBe(meta.version);
  expectStatus(await patchUser(provider.scim, id, retitle('One')), 200);
  expect((await readUser(provider.scim, id)).meta.version).toBe(changed);
});

it('RFC 7644 3.14 MUST answer 304 to If-None-Match with the present version', async () => {
  const { id, meta } = await createUser(provider.scim, fresh());
  const answer = await provider.scim.get(`/Users/${id}`, { 'if-none-match': meta.version });
  expectStatus(answer, 304);
  expect(answer.text).toBe('');
});

it('RFC 7644 3.14 MUST answer 412 to If-Match with another version, and change nothing', async () => {
  const number = fresh();
  const user = await createUser(provider.scim, number);
  const path = `/Users/${user.id}`;
  const stale = { 'if-match': 'W/"999"' };
  expectError(await provider.scim.patch(path, patchBody(retitle('Stale')), stale), 412);
  expectError(await provider.scim.put(path, userBody(number, { title: 'Stale' }), stale), 412);
  expectError(await provider.scim.delete(path, stale), 412);
  expect(await readUser(provider.scim, user.id)).toEqual(user);
});

it('RFC 7644 3.14 MUST answer 412 to If-Match with a version of before the groups of a user changed', async () => {
  const { id, meta } = await createUser(provider.scim, fresh());
  await createGroup(provider.scim, `Group ${fresh()}`, [id]);
  const body = patchBody(retitle('Stale'));
  const path = `/Users/${id}`;
  expectError(await provider.scim.patch(path, body, { 'if-match': meta.version }), 412);
  const { version } = (await readUser(provider.scim, id)).meta;
  expectStatus(await provider.scim.patch(path, body, { 'if-match': version }), 200);
});

it('RFC 7644 3.14 MUST take If-Match with the present version, a list that has it, and *', async () => {
  const { id } = await createUser(provider.scim, fresh());
  const path = `/Users/${id}`;
  for (const form of [(tag: string) => tag, (tag: string) => `"x", ${tag}`, () => '*']) {
    const { version } = (await readUser(provider.scim, id)).meta;
    const headers = { 'if-match': form(version) };
    const body = patchBody(retitle(`Title ${fresh()}`));
    expectStatus(await provider.scim.patch(path, body, headers), 200);
  }
});
