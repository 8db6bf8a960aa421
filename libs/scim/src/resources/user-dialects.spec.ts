import { describe, expect, it } from '@jest/globals';
import { toleranceLog } from '../tolerances.js';
import { CORE_USER, ENTERPRISE_USER } from '../urns.js';
import { readUser, type UserInput } from './user-input.js';

function read(body: unknown): UserInput {
  return readUser(body, toleranceLog());
}

const schemas = [CORE_USER];

describe('the bodies of identity providers', () => {
  it('Entra creates', () => {
    const body = {
      schemas: [CORE_USER, ENTERPRISE_USER],
      externalId: '0a21f0f2',
      userName: 'Test_User@x.y',
      active: 'True',
      displayName: null,
      emails: [{ primary: true, type: 'work', value: 'Test_User@x.y' }],
      meta: { resourceType: 'User' },
      name: { formatted: 'Ann Lee', familyName: 'Lee', givenName: 'Ann', middleName: null },
      roles: [],
      [ENTERPRISE_USER]: { department: null, manager: null },
    };
    expect(read(body)).toEqual({
      userName: 'Test_User@x.y',
      externalId: '0a21f0f2',
      active: true,
      attributes: {
        name: { formatted: 'Ann Lee', familyName: 'Lee', givenName: 'Ann' },
        emails: [{ primary: true, type: 'work', value: 'Test_User@x.y' }],
      },
    });
  });

  it('Okta creates, and PUTs what it read', () => {
    const body = {
      schemas,
      id: 'u1',
      userName: 'ann@x.y',
      name: { givenName: 'Ann', familyName: 'Lee' },
      emails: [{ primary: true, value: 'ann@x.y', type: 'work', display: 'ann@x.y' }],
      displayName: 'Ann Lee',
      locale: 'en-US',
      externalId: '00u',
      groups: [],
      password: 'x9',
      active: true,
      meta: { resourceType: 'User', version: 'W/"1"' },
    };
    expect(read(body)).toEqual({
      userName: 'ann@x.y',
      externalId: '00u',
      active: true,
      groups: [],
      attributes: {
        name: { givenName: 'Ann', familyName: 'Lee' },
        emails: [{ primary: true, value: 'ann@x.y', type: 'work', display: 'ann@x.y' }],
        displayName: 'Ann Lee',
        locale: 'en-US',
      },
    });
  });

  it('Google sends a user name and no e-mail', () => {
    expect(read({ schemas, userName: 'ann@x.y', name: { givenName: 'Ann' } })).toEqual({
      userName: 'ann@x.y',
      attributes: { name: { givenName: 'Ann' } },
    });
  });

  it('OneLogin names the schema of SCIM 1, and sends booleans as texts', () => {
    const body = {
      schemas: ['urn:scim:schemas:core:1.0'],
      userName: 'ann',
      active: 'true',
      emails: { value: 'ann@x.y', primary: 'true' },
    };
    expect(read(body)).toEqual({
      userName: 'ann',
      active: true,
      attributes: { emails: [{ value: 'ann@x.y', primary: true }] },
    });
  });
});
