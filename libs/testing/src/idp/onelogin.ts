import type { HttpMethod, HttpRequest } from '../http.js';
import { scimRequest } from '../scim-client.js';
import type { Person } from './person.js';
import { CORE_GROUP, PATCH_OP } from './urns.js';

/** OneLogin: the schema URN of SCIM 1.0, one e-mail as an object, booleans as strings, updates by PUT. */
export const onelogin = {
  testConnection(): HttpRequest {
    return onelogin.findUser('never-existing-user');
  },

  findUser(userName: string): HttpRequest {
    return request('GET', `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`);
  },

  createUser(person: Person): HttpRequest {
    return request('POST', '/Users', user(person));
  },

  updateUser(id: string, person: Person, active = true): HttpRequest {
    return request('PUT', `/Users/${id}`, { ...user(person), id, active: String(active) });
  },

  /** Asked before each change of a membership. */
  listGroups(): HttpRequest {
    return request('GET', '/Groups?count=100&startIndex=1');
  },

  createGroup(displayName: string): HttpRequest {
    return request('POST', '/Groups', { schemas: [CORE_GROUP], displayName });
  },

  addMember(groupId: string, userId: string): HttpRequest {
    return changeMember(groupId, userId, 'add');
  },

  removeMember(groupId: string, userId: string): HttpRequest {
    return changeMember(groupId, userId, 'remove');
  },

  deleteUser(id: string): HttpRequest {
    return request('DELETE', `/Users/${id}`);
  },

  deleteGroup(id: string): HttpRequest {
    return request('DELETE', `/Groups/${id}`);
  },
};

function user(person: Person) {
  return {
    schemas: ['urn:scim:schemas:core:1.0'],
    userName: person.email,
    name: { givenName: person.givenName, familyName: person.familyName },
    emails: { value: person.email, type: 'work', primary: 'true' },
    displayName: person.displayName,
    externalId: person.externalId,
    active: 'true',
  };
}

function changeMember(groupId: string, userId: string, op: 'add' | 'remove'): HttpRequest {
  return request('PATCH', `/Groups/${groupId}`, {
    schemas: [PATCH_OP],
    Operations: [{ op, path: 'members', value: [{ value: userId }] }],
  });
}

function request(method: HttpMethod, path: string, body?: unknown): HttpRequest {
  return scimRequest(method, path, body, {
    'user-agent': 'OneLogin-SCIM',
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  });
}
