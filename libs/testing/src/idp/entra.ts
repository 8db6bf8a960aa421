import type { HttpMethod, HttpRequest } from '../http.js';
import { scimRequest } from '../scim-client.js';
import type { Person } from './person.js';
import { CORE_GROUP, CORE_USER, ENTERPRISE_USER, PATCH_OP } from './urns.js';

/** What a mapping can change of a user; each becomes an attribute of the target. */
export interface EntraChanges {
  readonly displayName?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly workEmail?: string;
  readonly userName?: string;
  readonly externalId?: string;
  readonly department?: string;
  readonly title?: string;
}

/** The path of each change; all but the e-mail can also be a key of a value without a path. */
const PATHS: Readonly<Record<keyof EntraChanges, string>> = {
  displayName: 'displayName',
  givenName: 'name.givenName',
  familyName: 'name.familyName',
  workEmail: 'emails[type eq "work"].value',
  userName: 'userName',
  externalId: 'externalId',
  department: `${ENTERPRISE_USER}:department`,
  title: 'title',
};

const ADSCIM_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';

/**
 * Microsoft Entra ID's provisioning service.
 *
 * `default` writes PATCHes as it has for years: capitalised operations, booleans as strings, members removed by a value
 * array. `aadOptscim062020`, the flag on the tenant URL, has it keep closer to the RFC.
 */
export class EntraId {
  constructor(readonly behaviour: 'default' | 'aadOptscim062020' = 'default') {}

  /** "Test connection": a user name that nobody has. */
  testConnection(): HttpRequest {
    return this.find('/Users', 'userName eq "5b4a2c1e-9d1f-4f0a-8a55-8f1c0b2f7d10"');
  }

  matchUser(userName: string): HttpRequest {
    return this.find('/Users', `userName eq "${userName}"`);
  }

  matchUserByExternalId(externalId: string): HttpRequest {
    return this.find('/Users', `externalId eq "${externalId}"`);
  }

  matchUserByWorkEmail(email: string): HttpRequest {
    return this.find('/Users', `emails[type eq "work"].value eq "${email}"`);
  }

  /** A create, with the explicit nulls of attributes that are mapped and empty. */
  createUser(person: Person, more: Readonly<Record<string, unknown>> = {}): HttpRequest {
    return this.request('POST', '/Users', {
      schemas: [CORE_USER, ENTERPRISE_USER],
      externalId: person.externalId,
      userName: person.email,
      active: true,
      addresses: null,
      displayName: person.displayName,
      emails: [{ primary: true, type: 'work', value: person.email }],
      meta: { resourceType: 'User' },
      name: {
        formatted: person.displayName,
        familyName: person.familyName,
        givenName: person.givenName,
      },
      phoneNumbers: null,
      preferredLanguage: null,
      roles: [],
      title: person.title,
      [ENTERPRISE_USER]: { department: person.department, employeeNumber: null, manager: null },
      ...more,
    });
  }

  readUser(id: string): HttpRequest {
    return this.request('GET', `/Users/${id}`);
  }

  updateUser(id: string, changes: EntraChanges): HttpRequest {
    const changed = Object.entries(changes).map(([change, value]) => ({
      path: PATHS[change as keyof EntraChanges],
      value: value as string,
    }));
    const plain = changed.filter(({ path }) => !path.includes('['));
    if (this.behaviour === 'default' || plain.length < 2) {
      return this.patch(
        `/Users/${id}`,
        changed.map(({ path, value }) => ({ op: this.op('Replace'), path, value })),
      );
    }
    const filtered = changed.filter(({ path }) => path.includes('['));
    return this.patch(`/Users/${id}`, [
      ...filtered.map(({ path, value }) => ({ op: 'replace', path, value })),
      { op: 'replace', value: Object.fromEntries(plain.map(({ path, value }) => [path, value])) },
    ]);
  }

  disable(id: string): HttpRequest {
    return this.setActive(id, false);
  }

  enable(id: string): HttpRequest {
    return this.setActive(id, true);
  }

  setManager(id: string, managerId: string): HttpRequest {
    return this.patch(`/Users/${id}`, [
      { op: this.op('Add'), path: `${ENTERPRISE_USER}:manager`, value: managerId },
    ]);
  }

  removeManager(id: string): HttpRequest {
    return this.patch(`/Users/${id}`, [
      { op: this.op('Replace'), path: `${ENTERPRISE_USER}:manager`, value: '' },
    ]);
  }

  deleteUser(id: string): HttpRequest {
    return this.request('DELETE', `/Users/${id}`);
  }

  matchGroup(displayName: string): HttpRequest {
    return this.find('/Groups', `displayName eq "${displayName}"`, 'excludedAttributes=members&');
  }

  createGroup(displayName: string, externalId: string): HttpRequest {
    return this.request('POST', '/Groups', {
      schemas: [CORE_GROUP, ADSCIM_GROUP],
      externalId,
      displayName,
      meta: { resourceType: 'Group' },
    });
  }

  readGroup(id: string): HttpRequest {
    return this.request('GET', `/Groups/${id}?excludedAttributes=members`);
  }

  renameGroup(id: string, displayName: string): HttpRequest {
    const operation =
      this.behaviour === 'default'
        ? { op: 'Replace', path: 'displayName', value: displayName }
        : { op: 'replace', value: { displayName } };
    return this.patch(`/Groups/${id}`, [operation]);
  }

  addMembers(id: string, userIds: readonly string[]): HttpRequest {
    return this.patch(`/Groups/${id}`, [
      {
        op: this.op('Add'),
        path: 'members',
        value: userIds.map((value) => ({ $ref: null, value })),
      },
    ]);
  }

  removeMembers(id: string, userIds: readonly string[]): HttpRequest {
    const operations =
      this.behaviour === 'default'
        ? [
            {
              op: 'Remove',
              path: 'members',
              value: userIds.map((value) => ({ $ref: null, value })),
            },
          ]
        : userIds.map((userId) => ({ op: 'remove', path: `members[value eq "${userId}"]` }));
    return this.patch(`/Groups/${id}`, operations);
  }

  deleteGroup(id: string): HttpRequest {
    return this.request('DELETE', `/Groups/${id}`);
  }

  patch(path: string, operations: readonly object[]): HttpRequest {
    return this.request('PATCH', path, { schemas: [PATCH_OP], Operations: operations });
  }

  /** What the service asks when a connection is set up with schema discovery. */
  discover(): readonly HttpRequest[] {
    return ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas'].map((path) =>
      this.request('GET', path),
    );
  }

  private setActive(id: string, active: boolean): HttpRequest {
    const value = this.behaviour === 'default' ? (active ? 'True' : 'False') : active;
    return this.patch(`/Users/${id}`, [{ op: this.op('Replace'), path: 'active', value }]);
  }

  private op(op: 'Add' | 'Replace'): string {
    return this.behaviour === 'default' ? op : op.toLowerCase();
  }

  private find(path: string, filter: string, before = ''): HttpRequest {
    const query = encodeURIComponent(filter).replaceAll('%20', '+');
    return this.request('GET', `${path}?${before}filter=${query}`);
  }

  private request(method: HttpMethod, path: string, body?: unknown): HttpRequest {
    return scimRequest(method, path, body, {
      accept: 'application/scim+json',
      adscimversion:
        'Date:2026-03-02T08:00:00.0000000Z,ActivityId:3f1f7a0e-6a0c-4b53-9d6c-0c7a5a1f3b21',
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json; charset=utf-8' }),
    });
  }
}
