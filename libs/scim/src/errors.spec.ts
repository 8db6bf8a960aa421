import { expect, it } from '@jest/globals';
import { invalidFilter, ScimError, scimErrorBody } from './errors.js';
import { ERROR } from './urns.js';

it('an error body has its status as a string', () => {
  expect(scimErrorBody(invalidFilter('what'))).toEqual({
    schemas: [ERROR],
    status: '400',
    scimType: 'invalidFilter',
    detail: 'what',
  });
});

it('an error body has no scimType when there is none', () => {
  expect(scimErrorBody(new ScimError(404, undefined, 'no such user'))).toEqual({
    schemas: [ERROR],
    status: '404',
    detail: 'no such user',
  });
});
