import { expect, it } from '@jest/globals';
import { scimRequest } from '#testing';
import { expectError } from '../support/expectations.js';
import { createUser, filtered, type Operation, patchBody, userBody } from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();

it('RFC 7644 3.12 MUST answer an error with the Error schema, the status as a text, and a detail', async () => {
  const { body } = await provider.scim.get('/Users/not-there');
  expect(body).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: '404',
    detail: expect.any(String),
  });
});

it('RFC 7644 3.12 MUST do so for what the transport refuses too', async () => {
  expectError(await provider.scim.get('/No/Such/Route'), 404);
  expectError(await provider.scim.post('/Users', '<a/>', { 'content-type': 'text/xml' }), 415);
  expectError(await provider.scim.send(scimRequest('DELETE', '/Users')), 405);
});

it('RFC 7644 3.12 MUST name each kind of a bad request by its scimType', async () => {
  const { id, userName } = await createUser(provider.scim, fresh());
  const path = `/Users/${id}`;
  const patch = async (scimType: string, operation: Operation) => {
    expectError(await provider.scim.patch(path, patchBody(operation)), 400, scimType);
  };
  expectError(await provider.scim.get(filtered('Users', 'x y z')), 400, 'invalidFilter');
  expectError(await provider.scim.post('/Users', '{'), 400, 'invalidSyntax');
  expectError(
    await provider.scim.post('/Users', userBody(fresh(), { title: 1 })),
    400,
    'invalidValue',
  );
  expectError(
    await provider.scim.post('/Users', userBody(fresh(), { userName })),
    409,
    'uniqueness',
  );
  await patch('invalidPath', { op: 'add', path: 'no[such', value: 1 });
  await patch('noTarget', { op: 'remove' });
  await patch('mutability', { op: 'replace', path: 'meta.created', value: 'x' });
});

it('RFC 7644 3.12 MUST name in detail the attribute that is wrong', async () => {
  const body = userBody(fresh(), { addresses: [{ locality: 7 }] });
  expect((await provider.scim.post('/Users', body)).body.detail).toContain('addresses.locality');
});
