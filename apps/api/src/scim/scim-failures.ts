import type { FailureTarget } from '#domain';
import { isJsonObject } from '#kernel';
import type { ScimError } from '#scim';
import type { FastifyRequest } from 'fastify';
import type { Runtime } from '../runtime.js';
import { callerOf, scimPathOf, targetOf } from './scim-request.js';

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** A search is no write, though it is a POST. */
function isWrite({ method, url }: FastifyRequest): boolean {
  return WRITES.has(method) && !/\/\.search\/?$/i.test(scimPathOf(url)?.rest ?? '');
}

/** Records a refused write of an authenticated caller, so that the audit log tells of it. */
export async function recordFailure(
  runtime: Runtime,
  request: FastifyRequest,
  error: ScimError,
): Promise<void> {
  if (request.scim === undefined || !isWrite(request)) return;
  const { methodId, context } = callerOf(request);
  if (context.scim === undefined) return;
  const { operation, dialect } = context.scim;
  const target = failureTarget(request);
  await runtime.failures.record(context, {
    methodId,
    operation,
    ...(target === undefined ? {} : { target }),
    status: error.status,
    ...(error.scimType === undefined ? {} : { scimType: error.scimType }),
    detail: error.detail,
    dialect,
  });
}

/** Whom the request was about, as far as its path and its body say. */
function failureTarget({ url, body }: FastifyRequest): FailureTarget | undefined {
  const path = scimPathOf(url);
  const { type, id } = path === undefined ? {} : targetOf(path);
  if (type === undefined) return undefined;
  const userName = textOf(body, type === 'Users' ? 'userName' : 'displayName');
  const externalId = textOf(body, 'externalId');
  return {
    kind: type === 'Users' ? 'user' : 'team',
    ...(id === undefined ? {} : { id: id.slice(0, 256) }),
    ...(userName === undefined ? {} : { userName }),
    ...(externalId === undefined ? {} : { externalId }),
  };
}

function textOf(body: unknown, attribute: string): string | undefined {
  const value = isJsonObject(body) ? body[attribute] : undefined;
  return typeof value === 'string' ? value.slice(0, 256) : undefined;
}
