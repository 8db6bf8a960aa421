import type { HttpMethod, HttpRequest } from '../http.js';
import { type ScimBody, scimRequest } from '../scim-client.js';
import type { Person } from './person.js';
import { CORE_GROUP, CORE_USER, PATCH_OP } from './urns.js';

/** A change of a pushed group's members; Okta sends the name along each time. */
export interface OktaMemberChange {
  readonly displayName: string;
  readonly add?: readonly { readonly id: string; readonly userName: string }[];
  readonly remove?: readonly string[];
}

/** Okta's SCIM client: `eq` only, PUT of what it has read, never a DELETE of a user. */
export const okta = {
  /** The two requests that it makes when its credentials are saved. */
  testCredentials(): readonly HttpRequest[] {
    return [
      request('GET', '/Users?startIndex=1&count=2'),
      request('GET', '/Groups?startIndex=1&count=100'),
    ];
  },

  findUser(userName: string): HttpRequest {
    const filter = encodeURIComponent(`userName eq "${userName}"`);
    return request('GET', `/Users?filter=${filter}&startIndex=1&count=100`);
  },

  createUser(person: Person): HttpRequest {
    return request('POST', '/Users', {
      schemas: [CORE_USER],
      userName: person.email,
      name: { givenName: person.givenName, familyName: person.familyName },
      emails: [{ primary: true, value: person.email, type: 'work', display: person.email }],
      displayName: person.displayName,
      locale: 'en-US',
      externalId: person.externalId,
      groups: [],
      password: 'Not-To-Be-Kept-1',
      active: true,
    });
  },

  readUser(id: string): HttpRequest {
    return request('GET', `/Users/${id}`);
  },

  /** A PUT of what was read, with the changed attributes over it. */
  updateUser(read: ScimBody, changes: Readonly<Record<string, unknown>> = {}): HttpRequest {
    const emails = read.emails?.map((email) => ({ ...email, display: email.value }));
    return request('PUT', `/Users/${read.id}`, { ...read, emails, groups: [], ...changes });
  },

  deactivate(id: string): HttpRequest {
    return patch(`/Users/${id}`, [{ op: 'replace', value: { active: false } }]);
  },

  activate(id: string): HttpRequest {
    return patch(`/Users/${id}`, [{ op: 'replace', value: { active: true } }]);
  },

  importUsers(startIndex: number): HttpRequest {
    return request('GET', `/Users?startIndex=${startIndex}&count=100`);
  },

  importGroups(startIndex: number): HttpRequest {
    return request('GET', `/Groups?startIndex=${startIndex}&count=100`);
  },

  findGroup(displayName: string): HttpRequest {
    const filter = encodeURIComponent(`displayName eq "${displayName}"`);
    return request('GET', `/Groups?filter=${filter}&startIndex=1&count=100`);
  },

  createGroup(displayName: string): HttpRequest {
    return request('POST', '/Groups', { schemas: [CORE_GROUP], displayName, members: [] });
  },

  readGroup(id: string): HttpRequest {
    return request('GET', `/Groups/${id}`);
  },

  renameGroup(id: string, displayName: string): HttpRequest {
    return patch(`/Groups/${id}`, [{ op: 'replace', value: { id, displayName } }]);
  },

  /** One PATCH: the name again, those who go one by one, those who come all together. */
  changeMembers(id: string, change: OktaMemberChange): HttpRequest {
    const { displayName, add = [], remove = [] } = change;
    return patch(`/Groups/${id}`, [
      { op: 'replace', value: { id, displayName } },
      ...remove.map((userId) => ({ op: 'remove', path: `members[value eq "${userId}"]` })),
      ...(add.length === 0 ? [] : [{ op: 'add', path: 'members', value: members(add) }]),
    ]);
  },

  /** A full push: these, and nobody else. */
  pushMembers(
    id: string,
    users: readonly { readonly id: string; readonly userName: string }[],
  ): HttpRequest {
    return patch(`/Groups/${id}`, [{ op: 'replace', path: 'members', value: members(users) }]);
  },

  deleteGroup(id: string): HttpRequest {
    return request('DELETE', `/Groups/${id}`);
  },
};

function members(users: readonly { readonly id: string; readonly userName: string }[]) {
  return users.map(({ id, userName }) => ({ value: id, display: userName }));
}

function patch(path: string, operations: readonly object[]): HttpRequest {
  return request('PATCH', path, { schemas: [PATCH_OP], Operations: operations });
}

function request(method: HttpMethod, path: string, body?: unknown): HttpRequest {
  return scimRequest(method, path, body, {
    'user-agent': 'Okta SCIM Client 1.0.0',
    accept: 'application/scim+json',
    ...(body === undefined ? {} : { 'content-type': 'application/scim+json; charset=utf-8' }),
  });
}
