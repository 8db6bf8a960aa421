import { ScimError } from '../errors.js';
import { isObject } from '../json.js';
import { PATCH_OP } from '../urns.js';
import { mayName, namesAskedFor } from './bulk-names.js';
import { bulkIdsIn, referenceTo, textWithIds, withIds } from './bulk-references.js';
import type { BulkOperation } from './bulk-request.js';

/** Something to carry out now: an operation, or the part of it that had to wait for its references. */
export interface BulkStep {
  /** Of the operation in the request. */
  readonly index: number;
  readonly operation: BulkOperation;
  /** Whether it adds to a resource, made by a step before, what lay in a circle of references. */
  readonly completes: boolean;
  /** Whether there are references to resolve. */
  readonly refers: boolean;
}

interface Task extends BulkStep {
  /** The endpoint of its resource's type. */
  readonly type: string;
  /** What it must be alone with among those that go together: its resource, or the names that a creation asks for. */
  readonly touches: ReadonlySet<string>;
  /** Whether it may take a name or let go of one. */
  readonly names: boolean;
  /** The bulkIds of the creations that it refers to and that have not been carried out yet. */
  readonly awaits: Set<string>;
}

/**
 * In which order the operations of a bulk request are carried out (RFC 7644 sections 3.7 and 3.7.2).
 *
 * - as they stand in the request; one that refers to a later creation waits for it
 * - what waits is passed only by what cannot affect it, lest it find another state than where it stands
 * - operations that follow one another and cannot affect each other are given out together
 * - in a circle of references a creation goes ahead without the attributes that hold them; they are added afterwards
 *
 * It must be told of each step what came of it before it is asked for more.
 */
export class BulkPlan {
  private pending: Task[];
  private readonly creations: ReadonlySet<string>;
  /** The ids behind the bulkIds of finished creations; undefined for one that failed. */
  private readonly ids = new Map<string, string | undefined>();
  /** By bulkId, who waits for it, or did so before it was split. */
  private readonly waiting = new Map<string, Task[]>();

  /** @throws ScimError 400 for data nested too deep */
  constructor(operations: readonly BulkOperation[]) {
    const creations = operations.filter(({ method }) => method === 'POST');
    this.creations = new Set(creations.flatMap(({ bulkId }) => bulkId ?? []));
    this.pending = operations.map((operation, index) => this.task(index, operation, false));
  }

  /** The next steps, which may be carried out at the same time; none when nothing is left. */
  next(limit: number): readonly BulkStep[] {
    if (this.pending.length === 0) return [];
    let steps = this.wave(limit, 'in-order');
    // What waits may wait for the very creation that it holds up, lest the two want one name.
    if (steps.length === 0) steps = this.wave(limit, 'in-any-order');
    if (steps.length === 0) {
      this.breakCircle();
      steps = this.wave(limit, 'in-any-order');
    }
    const taken = new Set(steps);
    this.pending = this.pending.filter((task) => !taken.has(task));
    return steps;
  }

  /** The first of those that wait for nothing, and what follows it and goes together with it. */
  private wave(limit: number, naming: 'in-order' | 'in-any-order'): readonly Task[] {
    const steps: Task[] = [];
    const made = new Set<string | undefined>();
    const touched = new Set<string>();
    const passed = { resources: new Set<string>(), naming: new Set<string>() };
    for (const task of this.pending) {
      const { type, touches, names, awaits } = task;
      const { method, bulkId } = task.operation;
      const waits = awaits.size > 0;
      // Nothing holds it up but this wave: it is next, and what comes after it must not overtake it.
      if (waits && isWithin(awaits, made)) break;
      const isHeldUp =
        (method !== 'POST' && hasAnyOf(passed.resources, touches)) ||
        (naming === 'in-order' && names && passed.naming.has(type));
      if (waits || isHeldUp) {
        if (method !== 'POST') addAll(passed.resources, touches);
        if (names) passed.naming.add(type);
        continue;
      }
      const [first] = steps;
      const follows =
        first === undefined || (goTogether(first, task) && !hasAnyOf(touched, touches));
      if (steps.length >= limit || !follows) break;
      made.add(bulkId);
      addAll(touched, touches);
      steps.push(task);
    }
    return steps;
  }

  /**
   * A step's operation with ids in place of its references.
   *
   * @throws ScimError 409 when something that it refers to is not there, or has failed
   */
  resolved({ operation, refers }: BulkStep): BulkOperation {
    if (!refers) return operation;
    const idOf = (bulkId: string) => this.idOf(bulkId);
    const path = textWithIds(operation.path, idOf);
    return { ...operation, path, data: withIds(operation.data, idOf) };
  }

  /** Takes note of what came of a step: the id of its resource, or undefined for a failure. */
  settle({ index, operation: { method, bulkId } }: BulkStep, id: string | undefined): void {
    if (method !== 'POST' || bulkId === undefined) return;
    this.ids.set(bulkId, id);
    for (const task of this.waiting.get(bulkId) ?? []) task.awaits.delete(bulkId);
    this.waiting.delete(bulkId);
    if (id === undefined) {
      this.pending = this.pending.filter((task) => !(task.completes && task.index === index));
    }
  }

  /** The steps that have yet to add to resources what lay in a circle of references. */
  incomplete(): readonly BulkStep[] {
    return this.pending.filter(({ completes }) => completes);
  }

  private idOf(bulkId: string): string {
    const id = this.ids.get(bulkId);
    if (id !== undefined) return id;
    const reason = this.creations.has(bulkId) ? 'was not created' : 'is not created here';
    throw new ScimError(409, undefined, `${referenceTo(bulkId)} ${reason}`);
  }

  private task(index: number, operation: BulkOperation, completes: boolean): Task {
    const { method, path, data } = operation;
    const bulkIds = bulkIdsIn([path, data]);
    // The path of a creation is an endpoint; a reference there is a mistake, and nothing to wait for.
    const awaited = method === 'POST' ? bulkIdsIn(data) : bulkIds;
    const task = {
      index,
      operation,
      completes,
      refers: bulkIds.size > 0,
      type: typeOf(operation),
      touches: touchedBy(operation),
      names: mayName(operation),
      awaits: new Set([...awaited].filter((bulkId) => this.isAwaited(bulkId))),
    };
    for (const bulkId of task.awaits) {
      const others = this.waiting.get(bulkId);
      if (others === undefined) this.waiting.set(bulkId, [task]);
      else others.push(task);
    }
    return task;
  }

  private isAwaited(bulkId: string): boolean {
    return this.creations.has(bulkId) && !this.ids.has(bulkId);
  }

  /**
   * Everybody waits, so there is a circle of creations. A group goes ahead where there is one: whether the `groups` of a
   * user can be written at all depends on the profile, and the members of a group always can.
   */
  private breakCircle(): void {
    const creations = this.pending.filter(({ operation }) => operation.method === 'POST');
    const chosen = creations.find(({ type }) => type === 'groups');
    const task = chosen ?? creations[0];
    if (task === undefined) throw new Error('only a creation can be waited for');
    const { index, operation, type } = task;
    const now: [string, unknown][] = [];
    const later: [string, unknown][] = [];
    for (const entry of Object.entries(isObject(operation.data) ? operation.data : {})) {
      const waits = [...bulkIdsIn(entry[1])].some((bulkId) => this.isAwaited(bulkId));
      (waits ? later : now).push(entry);
    }
    const ahead = { ...operation, data: Object.fromEntries(now) };
    const rest: BulkOperation = {
      method: 'PATCH',
      path: `/${type}/${referenceTo(operation.bulkId ?? '')}`,
      data: {
        schemas: [PATCH_OP],
        Operations: later.map(([path, value]) => ({ op: 'add', path, value })),
      },
    };
    const parts = [this.task(index, ahead, false), this.task(index, rest, true)];
    this.pending.splice(this.pending.indexOf(task), 1, ...parts);
  }
}

/**
 * Whether a step comes to the same beside the first as after it, so long as the two touch different things: they do the
 * same to resources of one type, and none takes a name that another lets go of.
 */
function goTogether(first: Task, { operation: { method }, type, names }: Task): boolean {
  if (method !== first.operation.method || type !== first.type) return false;
  return method === 'POST' || method === 'DELETE' || !(first.names || names);
}

/** The same for all that concern one resource, in whatever way the path is written. */
function touchedBy(operation: BulkOperation): ReadonlySet<string> {
  const type = typeOf(operation);
  const { method, path, data } = operation;
  if (method === 'POST') return namesAskedFor(type, data);
  const [id = ''] = path
    .split('/')
    .filter((segment) => segment !== '')
    .slice(1);
  return new Set([`${type}/${id}`]);
}

function typeOf({ path }: BulkOperation): string {
  return /^\/?([^/]*)/.exec(path)?.[1]?.toLowerCase() ?? '';
}

/** Whether a set has all of another, told without looking through the other where that is larger. */
function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string | undefined>): boolean {
  return some.size <= all.size && [...some].every((each) => all.has(each));
}

function hasAnyOf(set: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...others].some((each) => set.has(each));
}

function addAll(set: Set<string>, others: ReadonlySet<string>): void {
  for (const each of others) set.add(each);
}
