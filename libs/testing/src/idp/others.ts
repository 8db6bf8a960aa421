import type { HttpMethod, HttpRequest } from '../http.js';
import { scimRequest } from '../scim-client.js';
import type { Person } from './person.js';
import { CORE_GROUP, CORE_USER, ENTERPRISE_USER, PATCH_OP } from './urns.js';

/** Ping: users by PUT, groups by PATCH, a group is matched by listing all of them. */
export const ping = {
  putUser(id: string, person: Person): HttpRequest {
    return as('PingFederate', 'PUT', `/Users/${id}`, plainUser(person));
  },
  createUser(person: Person): HttpRequest {
    return as('PingFederate', 'POST', '/Users', plainUser(person));
  },
  listGroups(): HttpRequest {
    return as('PingFederate', 'GET', '/Groups');
  },
  createGroup(displayName: string): HttpRequest {
    return as('PingFederate', 'POST', '/Groups', { schemas: [CORE_GROUP], displayName });
  },
  addMember(groupId: string, userId: string): HttpRequest {
    return as('PingFederate', 'PATCH', `/Groups/${groupId}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'add', path: 'members', value: [{ value: userId, type: 'User' }] }],
    });
  },
};

/** authentik: asks for the configuration first, replaces a whole group without a path, reads members back. */
export const authentik = {
  readConfiguration(): HttpRequest {
    return as('authentik', 'GET', '/ServiceProviderConfig');
  },
  createUser(person: Person): HttpRequest {
    return as('authentik', 'POST', '/Users', {
      ...plainUser(person),
      locale: null,
      photos: [],
      phoneNumbers: null,
    });
  },
  createGroup(displayName: string, externalId: string): HttpRequest {
    return as('authentik', 'POST', '/Groups', { schemas: [CORE_GROUP], displayName, externalId });
  },
  replaceGroup(id: string, displayName: string, externalId: string): HttpRequest {
    return as('authentik', 'PATCH', `/Groups/${id}`, {
      schemas: [PATCH_OP],
      Operations: [
        {
          op: 'replace',
          path: null,
          value: { id, schemas: [CORE_GROUP], displayName, externalId },
        },
      ],
    });
  },
  readGroup(id: string): HttpRequest {
    return as('authentik', 'GET', `/Groups/${id}`);
  },
  addMembers(id: string, userIds: readonly string[]): HttpRequest {
    return as('authentik', 'PATCH', `/Groups/${id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'add', path: 'members', value: userIds.map((value) => ({ value })) }],
    });
  },
};

/** Rauthy: finds by external id, then by user name; reads the groups of a user; unlinks with a null. */
export const rauthy = {
  findByExternalId(externalId: string): HttpRequest {
    return as('Rauthy', 'GET', `/Users?filter=${quoted('externalId', externalId)}`);
  },
  findByUserName(userName: string): HttpRequest {
    return as('Rauthy', 'GET', `/Users?filter=${quoted('userName', userName)}`);
  },
  createUser(person: Person): HttpRequest {
    return as('Rauthy', 'POST', '/Users', plainUser(person));
  },
  readUser(id: string): HttpRequest {
    return as('Rauthy', 'GET', `/Users/${id}`);
  },
  unlink(id: string): HttpRequest {
    return as('Rauthy', 'PATCH', `/Users/${id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', value: { externalId: null } }],
    });
  },
};

/** SailPoint: long filters of `or`, and a replace of a complex attribute that is meant as an addition. */
export const sailpoint = {
  findAll(userNames: readonly string[]): HttpRequest {
    const filter = userNames.map((userName) => `userName eq "${userName}"`).join(' or ');
    return as('SailPoint', 'GET', `/Users?filter=${encodeURIComponent(filter)}&count=100`);
  },
  createUser(person: Person): HttpRequest {
    return as('SailPoint', 'POST', '/Users', {
      ...plainUser(person),
      schemas: [CORE_USER, ENTERPRISE_USER],
      [ENTERPRISE_USER]: { department: person.department },
    });
  },
  replaceName(id: string, name: Readonly<Record<string, string>>): HttpRequest {
    return as('SailPoint', 'PATCH', `/Users/${id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', path: 'name', value: name }],
    });
  },
};

function quoted(attribute: string, value: string): string {
  return encodeURIComponent(`${attribute} eq "${value}"`);
}

function plainUser(person: Person) {
  return {
    schemas: [CORE_USER],
    userName: person.email,
    externalId: person.externalId,
    displayName: person.displayName,
    name: {
      formatted: person.displayName,
      givenName: person.givenName,
      familyName: person.familyName,
    },
    emails: [{ value: person.email, type: 'work', primary: true }],
    active: true,
  };
}

function as(userAgent: string, method: HttpMethod, path: string, body?: unknown): HttpRequest {
  return scimRequest(method, path, body, {
    'user-agent': userAgent,
    accept: 'application/scim+json',
  });
}
