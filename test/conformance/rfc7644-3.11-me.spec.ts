import { expect, it } from '@jest/globals';
import { scimRequest } from '#testing';
import { expectError } from '../support/expectations.js';
import { useProvider } from './support.js';

const provider = useProvider();

it('RFC 7644 3.11 SHOULD answer /Me with 501 where it is not offered', async () => {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    const request = scimRequest(method, '/Me', method === 'GET' ? undefined : {});
    const answer = await provider.scim.send(request);
    expectError(answer, 501);
    expect(answer.body.detail).toMatch(/./);
  }
});
