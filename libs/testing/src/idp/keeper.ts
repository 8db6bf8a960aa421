import type { HttpMethod, HttpRequest } from '../http.js';
import { scimRequest } from '../scim-client.js';
import type { Person } from './person.js';
import { CORE_USER, PATCH_OP } from './urns.js';

/** The URN as Keeper's own clients write it for groups, stray semicolon and all. */
const GROUP_WITH_SEMICOLON = 'urn:ietf:params:scim:schemas:core:2.0:Group;';

/** Keeper's own clients: a command-line client and a bridge, which write SCIM in a way of their own. */
export const keeper = {
  /** The page to begin with goes into a header, so the answer is a page of the default size. */
  listUsers(startIndex: number): HttpRequest {
    return { method: 'GET', path: '/Users', headers: { ...AGENT, startIndex: String(startIndex) } };
  },

  /** A create without a Content-Type, with the teams to join. */
  createUser(person: Person, teamIds: readonly string[] = []): HttpRequest {
    const body = JSON.stringify({
      schemas: [CORE_USER],
      userName: person.email,
      displayName: person.displayName,
      externalId: person.externalId,
      emails: [{ value: person.email, type: 'work', primary: true }],
      name: { givenName: person.givenName, familyName: person.familyName },
      active: true,
      ...(teamIds.length === 0 ? {} : { groups: teamIds.map((value) => ({ value })) }),
    });
    return { method: 'POST', path: '/Users', headers: AGENT, body };
  },

  /** A value without a path whose keys are paths. */
  updateUser(id: string, attributes: Readonly<Record<string, unknown>>): HttpRequest {
    return request('PATCH', `/Users/${id}`, {
      schemas: [PATCH_OP],
      Operations: { op: 'replace', value: [attributes] },
    });
  },

  addToTeam(userId: string, teamId: string): HttpRequest {
    return changeTeams(userId, { op: 'add', path: 'groups', value: [{ value: teamId }] });
  },

  removeFromTeam(userId: string, teamId: string): HttpRequest {
    return changeTeams(userId, { op: 'remove', path: `groups[value eq "${teamId}"]` });
  },

  createTeam(displayName: string): HttpRequest {
    return request('POST', '/Groups', { schemas: [GROUP_WITH_SEMICOLON], displayName });
  },

  deleteUser(id: string): HttpRequest {
    return request('DELETE', `/Users/${id}`);
  },
};

const AGENT = { 'user-agent': 'Commander/17.0' };

function changeTeams(userId: string, operation: object): HttpRequest {
  return request('PATCH', `/Users/${userId}`, { schemas: [PATCH_OP], Operations: [operation] });
}

function request(method: HttpMethod, path: string, body?: unknown): HttpRequest {
  return scimRequest(method, path, body, {
    ...AGENT,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  });
}
