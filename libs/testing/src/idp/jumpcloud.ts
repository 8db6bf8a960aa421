import type { HttpMethod, HttpRequest } from '../http.js';
import { scimRequest } from '../scim-client.js';
import type { Person } from './person.js';
import { CORE_GROUP, CORE_USER, ENTERPRISE_USER, PATCH_OP } from './urns.js';

/** JumpCloud: one operation for each attribute, members removed by a value array. */
export const jumpcloud = {
  /** On activation it creates this user and {@link jumpcloud.createGroup a group}, and deletes both. */
  createTestUser(): HttpRequest {
    return request('POST', '/Users', {
      schemas: [CORE_USER],
      userName: 'jumpcloud.scim.test@example.com',
      emails: [{ value: 'jumpcloud.scim.test@example.com', type: 'work', primary: true }],
      name: { givenName: 'Test', familyName: 'User' },
      active: true,
    });
  },

  findUser(userName: string): HttpRequest {
    return request('GET', `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`);
  },

  createUser(person: Person): HttpRequest {
    return request('POST', '/Users', {
      schemas: [CORE_USER, ENTERPRISE_USER],
      userName: person.email,
      externalId: person.externalId,
      displayName: person.displayName,
      name: { givenName: person.givenName, familyName: person.familyName },
      emails: [{ value: person.email, type: 'work', primary: true }],
      title: person.title,
      active: true,
      [ENTERPRISE_USER]: { department: person.department },
    });
  },

  /** @param attributes the new value for each path, one operation each. */
  updateUser(id: string, attributes: Readonly<Record<string, unknown>>): HttpRequest {
    return patch(
      `/Users/${id}`,
      Object.entries(attributes).map(([path, value]) => ({ op: 'replace', path, value })),
    );
  },

  deleteUser(id: string): HttpRequest {
    return request('DELETE', `/Users/${id}`);
  },

  createGroup(displayName: string): HttpRequest {
    return request('POST', '/Groups', { schemas: [CORE_GROUP], displayName, members: [] });
  },

  addMembers(id: string, userIds: readonly string[]): HttpRequest {
    return patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value: members(userIds) }]);
  },

  removeMembers(id: string, userIds: readonly string[]): HttpRequest {
    return patch(`/Groups/${id}`, [{ op: 'remove', path: 'members', value: members(userIds) }]);
  },

  deleteGroup(id: string): HttpRequest {
    return request('DELETE', `/Groups/${id}`);
  },
};

function members(userIds: readonly string[]) {
  return userIds.map((value) => ({ value }));
}

function patch(path: string, operations: readonly object[]): HttpRequest {
  return request('PATCH', path, { schemas: [PATCH_OP], Operations: operations });
}

function request(method: HttpMethod, path: string, body?: unknown): HttpRequest {
  return scimRequest(method, path, body, {
    'user-agent': 'JumpCloud-SCIM',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  });
}
