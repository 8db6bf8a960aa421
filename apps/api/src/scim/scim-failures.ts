import { teams, users } from '#application';
import type { FailureTarget } from '#domain';
import { EventStoreUnavailableError } from '#event-store';
import { isJsonObject } from '#kernel';
import type { Logger } from '#platform';
import { ScimError } from '#scim';
import type { FastifyRequest } from 'fastify';
import type { Runtime } from '../runtime.js';
import { callerOf, scimPathOf, targetOf } from './scim-request.js';
import { toScimError } from './scim-refusals.js';
import type { ScimWrite } from './scim-write.js';

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** A search is no write, though it is a POST. */
function isWrite({ method, url }: FastifyRequest): boolean {
  return WRITES.has(method) && !/\/\.search\/?$/i.test(scimPathOf(url)?.rest ?? '');
}

/** What a refused write was about, as far as its path says. */
export interface RefusedTarget {
  readonly type?: 'Users' | 'Groups';
  readonly id?: string;
}

/** Turns what goes wrong into SCIM's errors, and refused writes into facts, so that the audit log tells of them. */
export class ScimFailures {
  constructor(
    private readonly runtime: Runtime,
    private readonly logger: Logger,
  ) {}

  /** What SCIM says about an error. One that nobody foresaw is logged, and a 500. */
  explain(error: unknown, request: FastifyRequest): ScimError {
    if (error instanceof EventStoreUnavailableError) this.runtime.logHealth.failed();
    const known = toScimError(error);
    if (known !== undefined) return known;
    this.logger.error(
      { event: 'unforeseen-error', requestId: request.id, method: request.method, err: error },
      'a request failed for a reason that nobody foresaw',
    );
    return new ScimError(500, undefined, `an internal error; request ${request.id}`);
  }

  /** Records a refused request, if it is a write of an authenticated caller. */
  async recordRequest(request: FastifyRequest, error: ScimError): Promise<void> {
    if (request.scim === undefined || !isWrite(request)) return;
    const path = scimPathOf(request.url);
    const target = path === undefined ? {} : targetOf(path);
    await this.record({ caller: callerOf(request), body: request.body }, target, error);
  }

  /** Records a refused write. The caller is refused whatever comes of it: what the log cannot take is logged. */
  async record(
    write: Pick<ScimWrite, 'caller' | 'body'>,
    refused: RefusedTarget,
    error: ScimError,
  ): Promise<void> {
    const recorded = this.append(write, refused, error);
    // A log that does not take what is appended would keep the caller waiting once more.
    if (this.runtime.logHealth.isWritable()) await recorded;
  }

  private async append(
    { caller: { context }, body }: Pick<ScimWrite, 'caller' | 'body'>,
    refused: RefusedTarget,
    { status, scimType, detail }: ScimError,
  ): Promise<void> {
    const { scim } = context;
    if (scim === undefined) return;
    try {
      const target = await this.targetOf(context.nodeId, refused, body);
      const failure = {
        ...(target === undefined ? {} : { target }),
        status,
        ...(scimType === undefined ? {} : { scimType }),
        detail,
      };
      await this.runtime.failures.record({ ...context, scim }, failure);
    } catch (lost) {
      const { requestId } = context;
      this.logger.error({ event: 'failure-not-recorded', requestId, err: lost });
    }
  }

  /** Whom a write was about: by the names that she bears where she is known here, else by those that the body says. */
  private async targetOf(
    nodeId: string,
    { type, id }: RefusedTarget,
    body: unknown,
  ): Promise<FailureTarget | undefined> {
    if (type === undefined) return undefined;
    const known = id === undefined ? undefined : await this.namesOf(nodeId, type, id);
    const { name, externalId } = known ?? {
      name: textOf(body, type === 'Users' ? 'userName' : 'displayName'),
      externalId: textOf(body, 'externalId'),
    };
    return {
      kind: type === 'Users' ? 'user' : 'team',
      ...(id === undefined ? {} : { id: id.slice(0, 256) }),
      ...(name === undefined ? {} : { userName: name }),
      ...(externalId === undefined ? {} : { externalId }),
    };
  }

  private async namesOf(nodeId: string, type: 'Users' | 'Groups', id: string) {
    const { executor } = this.runtime;
    if (type === 'Users') {
      const { state, nodeId: home } = await executor.load(users, id);
      if (home !== nodeId || state.status === 'absent') return undefined;
      return { name: state.userName, externalId: state.externalId };
    }
    const { state, nodeId: home } = await executor.load(teams, id);
    if (home !== nodeId || state.status === 'absent') return undefined;
    return { name: state.displayName, externalId: state.externalId };
  }
}

function textOf(body: unknown, attribute: string): string | undefined {
  const value = isJsonObject(body) ? body[attribute] : undefined;
  return typeof value === 'string' ? value.slice(0, 256) : undefined;
}
