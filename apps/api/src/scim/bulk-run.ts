import type { Ids } from '#kernel';
import {
  type BulkOperation,
  BulkPlan,
  type BulkRequest,
  type BulkStep,
  type JsonObject,
  ScimError,
  scimErrorBody,
} from '#scim';
import type { FastifyRequest } from 'fastify';
import { preconditionsOf } from './entity-tags.js';
import { notAPerson } from './me.controller.js';
import type { RefusedTarget, ScimFailures } from './scim-failures.js';
import { callerOf, scimOf } from './scim-request.js';
import type { ResourceWrites, ScimWrite, Written } from './scim-write.js';

/** How many operations go together, so that they share a flush of the disk, and others have their turn in between. */
const CONCURRENT = 64;

/** Whom a bulk request works with. */
export interface BulkPorts {
  readonly writes: readonly ResourceWrites[];
  readonly failures: ScimFailures;
  readonly ids: Ids;
}

/**
 * Carries out one bulk request (RFC 7644 section 3.7). Each operation is what it would be as a request of its own: one
 * command, or one recorded failure. Its command id derives from the request's, so that a repeated delivery is one write.
 */
export class BulkRun {
  private readonly plan: BulkPlan;
  private readonly mayFail: number;
  private readonly results: (JsonObject | undefined)[];
  /** What was made in part, by the index of its operation. */
  private readonly partial = new Map<number, Written>();
  private failed = 0;

  constructor(
    private readonly request: FastifyRequest,
    { operations, failOnErrors = Infinity }: BulkRequest,
    private readonly ports: BulkPorts,
  ) {
    this.plan = new BulkPlan(operations);
    this.mayFail = failOnErrors;
    this.results = operations.map(() => undefined);
  }

  /** Gives the results of the operations that were carried out, in the order of the request. */
  async run(): Promise<readonly JsonObject[]> {
    while (this.failed < this.mayFail) {
      // However many of these fail, the last of them is the one to end with: as if they went one after the other.
      const steps = this.plan.next(Math.min(CONCURRENT, this.mayFail - this.failed));
      if (steps.length === 0) break;
      await Promise.all(steps.map((step) => this.carryOut(step)));
    }
    const ended = new ScimError(409, undefined, 'what it refers to was left after failOnErrors');
    for (const step of this.plan.incomplete()) await this.fail(step, step.operation, ended);
    return this.results.filter((result) => result !== undefined);
  }

  private async carryOut(step: BulkStep): Promise<void> {
    let { operation } = step;
    try {
      operation = this.plan.resolved(step);
      const written = await this.write(operation, this.writeOf(step, operation));
      this.succeed(step, written);
    } catch (error) {
      await this.fail(step, operation, this.ports.failures.explain(error, this.request));
    }
  }

  private succeed(step: BulkStep, written: Written): void {
    const { index, operation, completes } = step;
    this.plan.settle(step, written.id);
    if (operation.method === 'POST') this.partial.set(index, written);
    const { location, version, status } = written;
    this.results[index] = completes
      ? { ...this.results[index], ...(version === undefined ? {} : { version }) }
      : {
          ...resultOf(operation),
          location,
          ...(version === undefined ? {} : { version }),
          status: String(status),
        };
  }

  private async fail(step: BulkStep, operation: BulkOperation, error: ScimError): Promise<void> {
    this.failed++;
    this.plan.settle(step, undefined);
    const { index, completes } = step;
    const answered = completes ? { ...this.results[index] } : resultOf(operation);
    const { method, bulkId } = answered;
    this.results[index] = {
      method,
      ...(bulkId === undefined ? {} : { bulkId }),
      ...(method === 'POST' ? {} : { location: this.locationOf(operation.path) }),
      status: String(error.status),
      response: scimErrorBody(error),
    };
    const write = this.writeOf(step, operation);
    await this.ports.failures.record(write, targetOf(operation.path), error);
    if (completes) await this.takeBack(step);
  }

  /** A creation that could not be completed has failed, and leaves nothing. */
  private async takeBack(step: BulkStep): Promise<void> {
    const written = this.partial.get(step.index);
    if (written === undefined) return;
    const path = written.location.slice(scimOf(this.request).baseUrl.length);
    const removal: BulkOperation = { method: 'DELETE', path, data: undefined };
    try {
      await this.write(removal, this.writeOf(step, removal));
    } catch (error) {
      this.ports.failures.explain(error, this.request);
    }
  }

  private write({ method, path }: BulkOperation, write: ScimWrite): Promise<Written> {
    const { type, id } = targetOf(path);
    const writes = this.ports.writes.find(({ endpoint }) => endpoint === type);
    if (writes === undefined) {
      throw /^\/?me\b/i.test(path)
        ? notAPerson()
        : new ScimError(404, undefined, 'there is no such endpoint');
    }
    if (id === undefined) {
      if (method === 'POST') return writes.create(write);
    } else if (method === 'PUT') {
      return writes.replace(id, write);
    } else if (method === 'PATCH') {
      return writes.patch(id, write);
    } else if (method === 'DELETE') {
      return writes.remove(id, write);
    }
    throw new ScimError(405, undefined, `${method} is not possible here`);
  }

  /** What a request of its own would be for an operation. */
  private writeOf({ index, completes }: BulkStep, operation: BulkOperation): ScimWrite {
    const { method, path, data, version } = operation;
    const { type } = targetOf(path);
    const part = completes ? `${method} rest` : method;
    return {
      caller: callerOf(this.request, {
        operation: `${method} /${type ?? 'Bulk'}`,
        commandId: this.ports.ids.derive(this.request.id, 'bulk', String(index), part),
      }),
      scim: scimOf(this.request),
      body: data,
      preconditions: preconditionsOf({ 'if-match': version }),
      query: {},
    };
  }

  private locationOf(path: string): string {
    return `${scimOf(this.request).baseUrl}${path.startsWith('/') ? '' : '/'}${path}`;
  }
}

function resultOf({ method, bulkId }: BulkOperation): JsonObject {
  return { method, ...(bulkId === undefined ? {} : { bulkId }) };
}

/** What an operation's path leads to: a type's endpoint, or one resource. */
function targetOf(path: string): RefusedTarget {
  const [, name = '', id] = /^\/?([^/]+)(?:\/([^/]+))?\/?$/.exec(path) ?? [];
  const type = (['Users', 'Groups'] as const).find(
    (known) => known.toLowerCase() === name.toLowerCase(),
  );
  return type === undefined ? {} : { type, ...(id === undefined ? {} : { id }) };
}
