import { expect } from '@jest/globals';
import {
  type AdminClient,
  type AuditEntry,
  type HttpAnswer,
  LIST_RESPONSE,
  type ScimAnswer,
  type ScimBody,
  SCIM_ERROR,
} from '#testing';

/** A body that is known to be a resource. */
export type Resource = ScimBody & Required<Pick<ScimBody, 'id' | 'meta' | 'schemas'>>;

/** Expects a whole resource with all that the RFCs want around it, and gives it (RFC 7644 3.1, 3.3, 3.14). */
export function expectResource(
  answer: ScimAnswer,
  status: 200 | 201,
  resourceType: 'User' | 'Group' = 'User',
): Resource {
  expectStatus(answer, status);
  expectScimMediaType(answer);
  const body = answer.body as Resource;
  expect(body.schemas).toContain(`urn:ietf:params:scim:schemas:core:2.0:${resourceType}`);
  expect(body.id).toMatch(/^[\w-]+$/);
  expect(body.meta).toMatchObject({ resourceType });
  expect(answer.headers.etag).toBe(body.meta.version);
  expect(new URL(body.meta.location).pathname).toMatch(new RegExp(`/${resourceType}s/${body.id}$`));
  if (status === 201) expect(answer.headers.location).toBe(body.meta.location);
  expect(Date.parse(body.meta.lastModified)).toBeGreaterThanOrEqual(Date.parse(body.meta.created));
  expectNoNulls(body);
  return body;
}

/** Expects a list and gives its resources (RFC 7644 3.4.2). */
export function expectList(answer: ScimAnswer, totalResults?: number): readonly Resource[] {
  expectStatus(answer, 200);
  expectScimMediaType(answer);
  const { schemas, Resources = [], ...list } = answer.body;
  expect(schemas).toEqual([LIST_RESPONSE]);
  expect(Number.isInteger(list.totalResults)).toBe(true);
  expect(list.itemsPerPage).toBe(Resources.length);
  if (totalResults !== undefined) expect(list.totalResults).toBe(totalResults);
  return Resources as readonly Resource[];
}

/** Expects an error in SCIM's form (RFC 7644 3.12). */
export function expectError(answer: ScimAnswer, status: number, scimType?: string): void {
  expectStatus(answer, status);
  expectScimMediaType(answer);
  expect(answer.body.schemas).toEqual([SCIM_ERROR]);
  expect(answer.body.status).toBe(String(status));
  expect(answer.body.detail).toEqual(expect.any(String));
  if (scimType !== undefined) expect(answer.body.scimType).toBe(scimType);
  if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Bearer/i);
}

/** Expects a problem of the admin API (RFC 9457). */
export function expectProblem(answer: HttpAnswer<unknown>, status: number): void {
  expectStatus(answer, status);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ status, title: expect.any(String) });
}

/** Expects success without a body. */
export function expectNoContent(answer: ScimAnswer): void {
  expectStatus(answer, 204);
  expect(answer.text).toBe('');
}

/** Expects a status, and shows the whole answer when it is another. */
export function expectStatus(answer: HttpAnswer<unknown>, status: number): void {
  const { text } = answer;
  expect({ status: answer.status, text }).toEqual({ status, text });
}

/** Expects that nothing in a document is null: Entra ID takes a null for an error. */
export function expectNoNulls(document: unknown): void {
  expect(JSON.stringify(document)).not.toMatch(/[:[,]null[,\]}]/);
}

/** The audit entries about one target, oldest first. */
export async function history(admin: AdminClient, target: string): Promise<readonly AuditEntry[]> {
  return (await admin.audit({ target })).toReversed();
}

/** The categories of what was done to a target, oldest first; what was refused is left out. */
export async function categories(admin: AdminClient, target: string): Promise<readonly string[]> {
  const entries = await history(admin, target);
  return entries.filter(({ outcome }) => outcome === 'success').map(({ category }) => category);
}

/** The ids that a group shows as its members, in a comparable order. */
export function memberIds(group: ScimBody): readonly string[] {
  return (group.members ?? []).map(({ value }) => value).toSorted();
}

function expectScimMediaType(answer: ScimAnswer): void {
  expect(answer.headers['content-type']).toMatch(/^application\/scim\+json/);
}
