import { countSchemas } from '../changes/read-body.js';
import { invalidSyntax, invalidValue, ScimError } from '../errors.js';
import { isObject } from '../json.js';
import { foldedKeys } from '../patch/operation.js';
import type { Tolerated } from '../tolerances.js';
import { BULK_REQUEST } from '../urns.js';
import { LONGEST_TEXT } from './bulk-references.js';

/** What one bulk request may ask for; announced in the service provider's configuration. */
export const BULK_LIMITS = { operations: 1_000 } as const;

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type BulkMethod = (typeof METHODS)[number];

/** One operation of a bulk request, as it was sent. */
export interface BulkOperation {
  readonly method: BulkMethod;
  /** Below the base URL, e.g. `/Users/<id>` or `/Groups/bulkId:<bulkId>`. */
  readonly path: string;
  /** A POST always has one, and no two operations have the same. */
  readonly bulkId?: string;
  /** The version that the resource must have: If-Match of this operation. */
  readonly version?: string;
  /** The body; undefined for DELETE. */
  readonly data: unknown;
}

/** A bulk request (RFC 7644 section 3.7). */
export interface BulkRequest {
  /** After how many failures the rest is left; absent when all shall be tried. */
  readonly failOnErrors?: number;
  readonly operations: readonly BulkOperation[];
}

/**
 * Reads the body of a bulk request. A message that is not what RFC 7644 section 3.7 requires is refused whole, for
 * nobody knows what it was meant to do; what an operation asks for is judged when it is carried out.
 * Errors: 400 `invalidSyntax`, `invalidValue`; 413 for too many operations.
 */
export function readBulk(body: unknown, tolerated: Tolerated): BulkRequest {
  if (!isObject(body)) throw invalidSyntax('the body must be an object');
  countSchemas(body['schemas'], (urn) => urn === BULK_REQUEST, tolerated);
  const { operations, failonerrors } = foldedKeys(body, ['operations', 'failonerrors']);
  if (body['Operations'] === undefined || !Array.isArray(operations)) tolerated.count('T7');
  const list: readonly unknown[] = Array.isArray(operations) ? operations : [operations];
  if (operations === undefined || list.length === 0) {
    throw invalidSyntax('Operations must hold one operation or more');
  }
  if (list.length > BULK_LIMITS.operations) {
    throw new ScimError(
      413,
      undefined,
      `a bulk request takes ${BULK_LIMITS.operations} operations at most`,
    );
  }
  const failOnErrors = readFailOnErrors(failonerrors);
  const read = list.map((raw, index) => readOperation(raw, `Operations[${index}]`, tolerated));
  refuseDuplicates(read);
  return { operations: read, ...(failOnErrors !== undefined && { failOnErrors }) };
}

function readFailOnErrors(raw: unknown): number | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw === 'number' && Number.isSafeInteger(raw) && raw > 0) return raw;
  throw invalidValue('failOnErrors must be a whole number from 1');
}

function readOperation(raw: unknown, where: string, tolerated: Tolerated): BulkOperation {
  if (!isObject(raw)) throw invalidSyntax(`${where} must be an object`);
  const keys = foldedKeys(raw, ['method', 'path', 'bulkid', 'version', 'data']);
  const method = readMethod(keys.method, where, tolerated);
  const path = readText(keys.path, `${where}.path`);
  const bulkId = readText(keys.bulkid, `${where}.bulkId`);
  const version = readText(keys.version, `${where}.version`);
  if (path === undefined) throw invalidSyntax(`${where}.path is missing`);
  if (method === 'POST' && bulkId === undefined) {
    throw invalidSyntax(`${where}.bulkId is missing: a POST needs one`);
  }
  const data = method === 'DELETE' ? undefined : keys.data;
  if (method !== 'DELETE' && (data === undefined || data === null)) {
    throw invalidSyntax(`${where}.data is missing`);
  }
  return {
    method,
    path,
    ...(bulkId !== undefined && { bulkId }),
    ...(version !== undefined && { version }),
    data,
  };
}

function readMethod(raw: unknown, where: string, tolerated: Tolerated): BulkMethod {
  const written = typeof raw === 'string' ? raw.toUpperCase() : undefined;
  const method = METHODS.find((known) => known === written);
  if (method === undefined) throw invalidSyntax(`${where}.method must be ${METHODS.join(', ')}`);
  if (method !== raw) tolerated.count('T1');
  return method;
}

/** A text that is not empty, and not too long to be looked through at once; undefined for none. */
function readText(raw: unknown, where: string): string | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw === 'string' && raw !== '' && raw.length <= LONGEST_TEXT) return raw;
  throw invalidValue(
    `${where} must be a text of ${LONGEST_TEXT} characters at most, and not empty`,
  );
}

/** A reference to a bulkId that is there twice could mean either. */
function refuseDuplicates(operations: readonly BulkOperation[]): void {
  const seen = new Set<string>();
  for (const [index, { bulkId }] of operations.entries()) {
    if (bulkId === undefined) continue;
    if (seen.has(bulkId)) throw invalidValue(`Operations[${index}].bulkId is there twice`);
    seen.add(bulkId);
  }
}
