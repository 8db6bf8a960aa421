import { inTurns, ownTurn, type Position, START, turnLasted } from '#event-store';
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
import type { Runtime } from '../runtime.js';
import { notAPerson } from './me.controller.js';
import type { RefusedTarget, ScimFailures } from './scim-failures.js';
import { callerOf, scimOf } from './scim-request.js';
import type { Accepted, ResourceWrites, ScimWrite } from './scim-write.js';

/**
 * How many operations go together, so that they share a flush of the disk. Each begins in a turn of the event loop of its
 * own, but for small creations of users: what one turn costs is bounded, and others are served before the next.
 */
const CONCURRENT = 64;

/** So long others wait for operations to be looked through, in milliseconds. */
const PLANNED_IN_A_TURN_MS = 5;

/** How many values, objects and arrays the creations that begin in one turn of the event loop hold: some milliseconds. */
const VALUES_IN_A_TURN = 200;
/** A text of so many UTF-16 code units counts as one value more. */
const CHARACTERS_AS_A_VALUE = 128;

/** Whom a bulk request works with. */
export interface BulkPorts {
  readonly writes: readonly ResourceWrites[];
  readonly failures: ScimFailures;
  readonly runtime: Runtime;
}

/**
 * Carries out one bulk request (RFC 7644 section 3.7). Each operation is what it would be as a request of its own: one
 * command, or one recorded failure. Its command id derives from the request's, so that a repeated delivery is one write.
 */
export class BulkRun {
  private readonly mayFail: number;
  /** What came of each operation that has been carried out. */
  private readonly outcomes: (Accepted | ScimError | undefined)[];
  private failed = 0;
  /** Of the last fact. */
  private position: Position = START;

  private constructor(
    private readonly request: FastifyRequest,
    private readonly bulk: BulkRequest,
    private readonly ports: BulkPorts,
    private readonly plan: BulkPlan,
  ) {
    this.mayFail = bulk.failOnErrors ?? Infinity;
    this.outcomes = bulk.operations.map(() => undefined);
  }

  /** @throws ScimError 400 for data nested too deep */
  static async of(request: FastifyRequest, bulk: BulkRequest, ports: BulkPorts): Promise<BulkRun> {
    const planning = BulkPlan.of(bulk.operations);
    let step = planning.next();
    for (; step.done !== true; step = planning.next()) {
      if (turnLasted() > PLANNED_IN_A_TURN_MS) await ownTurn();
    }
    return new BulkRun(request, bulk, ports, step.value);
  }

  /** Gives the results of the operations that were carried out, in the order of the request. */
  async run(): Promise<readonly JsonObject[]> {
    while (this.failed < this.mayFail) {
      // However many of these fail, the last of them is the one to end with: as if they went one after the other.
      const steps = this.plan.next(Math.min(CONCURRENT, this.mayFail - this.failed));
      if (steps.length === 0) break;
      const askTheLogAlone = steps.every(asksTheLogAlone);
      if (!askTheLogAlone) await this.ports.runtime.readable(this.position);
      const turns = askTheLogAlone ? turnsOfCreations(steps) : steps.map((step) => [step]);
      let turn = Promise.resolve();
      await Promise.all(
        turns.flatMap((together) => {
          turn = turn.then(ownTurn);
          return together.map((step) => turn.then(() => this.carryOut(step)));
        }),
      );
    }
    const ended = new ScimError(409, undefined, 'what it refers to was left after failOnErrors');
    for (const step of this.plan.incomplete()) await this.fail(step, step.operation, ended);
    await this.ports.runtime.readable(this.position);
    return this.results();
  }

  private async carryOut(step: BulkStep): Promise<void> {
    let { operation } = step;
    try {
      operation = this.plan.resolved(step);
      const accepted = await this.write(operation, this.writeOf(step, operation));
      this.plan.settle(step, accepted.id);
      this.outcomes[step.index] = accepted;
      this.position = Math.max(this.position, accepted.position);
    } catch (error) {
      await this.fail(step, operation, this.ports.failures.explain(error, this.request));
    }
  }

  private async fail(step: BulkStep, operation: BulkOperation, error: ScimError): Promise<void> {
    this.failed++;
    this.plan.settle(step, undefined);
    const made = this.outcomes[step.index];
    this.outcomes[step.index] = error;
    const write = this.writeOf(step, operation);
    await this.ports.failures.record(write, targetOf(operation.path), error);
    if (made !== undefined && !(made instanceof ScimError)) await this.takeBack(step, made);
  }

  /** A creation that could not be completed has failed, and leaves nothing. */
  private async takeBack(step: BulkStep, { id }: Accepted): Promise<void> {
    const [, endpoint = ''] = step.operation.path.split('/');
    const removal = { method: 'DELETE', path: `/${endpoint}/${id}`, data: undefined } as const;
    try {
      const { position } = await this.write(removal, this.writeOf(step, removal));
      this.position = Math.max(this.position, position);
    } catch (error) {
      this.ports.failures.explain(error, this.request);
    }
  }

  private async results(): Promise<readonly JsonObject[]> {
    const { operations } = this.bulk;
    const results: (JsonObject | undefined)[] = [];
    for await (const some of inTurns(operations.entries(), CONCURRENT)) {
      const result = some.map(([index, operation]) =>
        this.resultOf(operation, this.outcomes[index]),
      );
      results.push(...(await Promise.all(result)));
    }
    return results.filter((result) => result !== undefined);
  }

  private async resultOf(
    { method, bulkId, path }: BulkOperation,
    outcome: Accepted | ScimError | undefined,
  ): Promise<JsonObject | undefined> {
    if (outcome === undefined) return undefined;
    const asked = bulkId === undefined ? { method } : { method, bulkId };
    if (outcome instanceof ScimError) {
      const location = `${scimOf(this.request).baseUrl}${path.startsWith('/') ? '' : '/'}${path}`;
      return {
        ...asked,
        // What a creation would have become is nowhere.
        ...(method === 'POST' ? {} : { location }),
        status: String(outcome.status),
        response: scimErrorBody(outcome),
      };
    }
    const { location } = outcome;
    const { status, version } = await outcome.written();
    return {
      ...asked,
      location,
      ...(version === undefined ? {} : { version }),
      status: method === 'POST' ? '201' : String(status),
    };
  }

  private write({ method, path }: BulkOperation, write: ScimWrite): Promise<Accepted> {
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
        commandId: this.ports.runtime.ids.derive(this.request.id, 'bulk', String(index), part),
      }),
      scim: scimOf(this.request),
      body: data,
      conditions: { 'if-match': version },
      query: {},
    };
  }
}

/** Whether a step can be carried out before the read models show what came before. */
function asksTheLogAlone({ operation: { method, path } }: BulkStep): boolean {
  return method === 'POST' && targetOf(path).type === 'Users';
}

/** Creations by the turn of the event loop in which they begin: small ones several at a time, a large one for itself. */
function turnsOfCreations(steps: readonly BulkStep[]): BulkStep[][] {
  const turns: BulkStep[][] = [];
  let left = 0;
  for (const step of steps) {
    const { data } = step.operation;
    left = valuesLeft(data, left);
    if (left > 0) {
      turns.at(-1)?.push(step);
    } else {
      turns.push([step]);
      left = valuesLeft(data, VALUES_IN_A_TURN);
    }
  }
  return turns;
}

/** What is left of an allowance after a value, with all that is in it, and after its texts; nothing for a larger one. */
function valuesLeft(value: unknown, allowance: number): number {
  let left = allowance - 1;
  if (typeof value === 'string') return left - value.length / CHARACTERS_AS_A_VALUE;
  if (typeof value !== 'object' || value === null) return left;
  for (const part of Object.values(value)) {
    if (left <= 0) break;
    left = valuesLeft(part, left);
  }
  return left;
}

/** What an operation's path leads to: a type's endpoint, or one resource. */
function targetOf(path: string): RefusedTarget {
  const [, name = '', id] = /^\/?([^/]+)(?:\/([^/]+))?\/?$/.exec(path) ?? [];
  const type = (['Users', 'Groups'] as const).find(
    (known) => known.toLowerCase() === name.toLowerCase(),
  );
  return type === undefined ? {} : { type, ...(id === undefined ? {} : { id }) };
}
