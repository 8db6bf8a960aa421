import { expect } from '@jest/globals';
import type { Headers, ScimAnswer, ScimBody, ScimClient } from '#testing';
import { expectStatus } from './expectations.js';

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

/** One operation of a bulk request, in the RFC's words. */
export interface BulkOperation {
  readonly method: string;
  readonly path: string;
  readonly bulkId?: string;
  readonly version?: string;
  readonly data?: unknown;
}

/** What the answer says of one operation. */
export interface BulkResult {
  readonly method: string;
  readonly bulkId?: string;
  readonly location?: string;
  readonly version?: string;
  readonly status: string;
  readonly response?: ScimBody;
}

export function bulkBody(operations: readonly BulkOperation[], failOnErrors?: number) {
  return {
    schemas: [BULK_REQUEST],
    ...(failOnErrors === undefined ? {} : { failOnErrors }),
    Operations: operations,
  };
}

export function post(path: '/Users' | '/Groups', bulkId: string, data: unknown): BulkOperation {
  return { method: 'POST', path, bulkId, data };
}

export function sendBulk(
  scim: ScimClient,
  operations: readonly BulkOperation[],
  failOnErrors?: number,
  headers?: Headers,
): Promise<ScimAnswer> {
  return scim.post('/Bulk', bulkBody(operations, failOnErrors), headers);
}

/** Sends a bulk request that is carried out, and gives the results of its operations. */
export async function runBulk(
  scim: ScimClient,
  operations: readonly BulkOperation[],
  failOnErrors?: number,
): Promise<readonly BulkResult[]> {
  const answer = await sendBulk(scim, operations, failOnErrors);
  expectStatus(answer, 200);
  expect(answer.headers['content-type']).toMatch(/^application\/scim\+json/);
  const { schemas, Operations } = answer.body as { schemas: string[]; Operations: BulkResult[] };
  expect(schemas).toEqual([BULK_RESPONSE]);
  return Operations;
}

export function statuses(results: readonly BulkResult[]): readonly string[] {
  return results.map(({ status }) => status);
}

/** The id at the end of a location. */
export function idOf(result: BulkResult | undefined): string {
  return result?.location?.split('/').at(-1) ?? '';
}

/** Creates resources, a thousand in a bulk request, and gives their ids. */
export async function createMany(
  scim: ScimClient,
  path: '/Users' | '/Groups',
  count: number,
  dataOf: (n: number) => object,
): Promise<string[]> {
  const operations = Array.from({ length: count }, (_, n) => post(path, `${n}`, dataOf(n)));
  const ids: string[] = [];
  while (operations.length > 0) {
    ids.push(...(await runBulk(scim, operations.splice(0, 1_000))).map(idOf));
  }
  return ids;
}
