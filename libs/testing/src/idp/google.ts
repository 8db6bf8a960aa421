import type { HttpMethod, HttpRequest } from '../http.js';
import { type ScimBody, scimRequest } from '../scim-client.js';
import type { Person } from './person.js';
import { CORE_USER, PATCH_OP } from './urns.js';

/** Google Workspace's auto-provisioning: users only, plain JSON as the media type. */
export const google = {
  probe(): HttpRequest {
    return request('GET', '/Users?count=1');
  },

  findUser(userName: string): HttpRequest {
    return request('GET', `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`);
  },

  createUser(person: Person): HttpRequest {
    return request('POST', '/Users', {
      schemas: [CORE_USER],
      userName: person.email,
      name: { givenName: person.givenName, familyName: person.familyName },
      emails: [{ value: person.email, type: 'work', primary: true }],
      externalId: person.externalId,
      active: true,
    });
  },

  /** Some versions send a user name and no e-mail at all. */
  createUserWithoutEmail(person: Person): HttpRequest {
    return request('POST', '/Users', {
      schemas: [CORE_USER],
      userName: person.email,
      name: { givenName: person.givenName, familyName: person.familyName },
      active: true,
    });
  },

  updateUser(read: ScimBody, changes: Readonly<Record<string, unknown>>): HttpRequest {
    return request('PUT', `/Users/${read.id}`, { ...read, ...changes });
  },

  suspend(id: string): HttpRequest {
    return setActive(id, false);
  },

  restore(id: string): HttpRequest {
    return setActive(id, true);
  },

  deleteUser(id: string): HttpRequest {
    return request('DELETE', `/Users/${id}`);
  },
};

function setActive(id: string, active: boolean): HttpRequest {
  return request('PATCH', `/Users/${id}`, {
    schemas: [PATCH_OP],
    Operations: [{ op: 'replace', path: 'active', value: active }],
  });
}

function request(method: HttpMethod, path: string, body?: unknown): HttpRequest {
  return scimRequest(method, path, body, {
    'user-agent': 'Google-Auto-Provisioning',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  });
}
