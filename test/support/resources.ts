import {
  CORE_GROUP,
  CORE_USER,
  PATCH_OP,
  person,
  type ScimAnswer,
  type ScimClient,
} from '#testing';
import { expectResource, type Resource } from './expectations.js';

/** The n-th user as the RFC would have a client write it, with more attributes over that. */
export function userBody(n: number, more: Readonly<Record<string, unknown>> = {}) {
  const who = person(n);
  return {
    schemas: [CORE_USER],
    userName: who.email,
    displayName: who.displayName,
    name: { givenName: who.givenName, familyName: who.familyName },
    emails: [{ value: who.email, type: 'work', primary: true }],
    ...more,
  };
}

export async function createUser(
  scim: ScimClient,
  n: number,
  more?: Readonly<Record<string, unknown>>,
): Promise<Resource> {
  return expectResource(await scim.post('/Users', userBody(n, more)), 201);
}

export async function readUser(scim: ScimClient, id: string): Promise<Resource> {
  return expectResource(await scim.get(`/Users/${id}`), 200);
}

export function groupBody(displayName: string, memberIds?: readonly string[]) {
  return {
    schemas: [CORE_GROUP],
    displayName,
    ...(memberIds === undefined ? {} : { members: memberIds.map((value) => ({ value })) }),
  };
}

export async function createGroup(
  scim: ScimClient,
  displayName: string,
  memberIds?: readonly string[],
): Promise<Resource> {
  return expectResource(
    await scim.post('/Groups', groupBody(displayName, memberIds)),
    201,
    'Group',
  );
}

export async function readGroup(scim: ScimClient, id: string): Promise<Resource> {
  return expectResource(await scim.get(`/Groups/${id}`), 200, 'Group');
}

export interface Operation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

/** The body of a PATCH. */
export function patchBody(...operations: readonly Operation[]) {
  return { schemas: [PATCH_OP], Operations: operations };
}

export function patchUser(
  scim: ScimClient,
  id: string,
  ...operations: readonly Operation[]
): Promise<ScimAnswer> {
  return scim.patch(`/Users/${id}`, patchBody(...operations));
}

export function patchGroup(
  scim: ScimClient,
  id: string,
  ...operations: readonly Operation[]
): Promise<ScimAnswer> {
  return scim.patch(`/Groups/${id}`, patchBody(...operations));
}

/** The operation that adds members to a group. */
export function addMembers(...ids: readonly string[]): Operation {
  return { op: 'add', path: 'members', value: ids.map((value) => ({ value })) };
}

/** A list with a filter on users or groups. */
export function filtered(type: 'Users' | 'Groups', filter: string): string {
  return `/${type}?filter=${encodeURIComponent(filter)}`;
}
