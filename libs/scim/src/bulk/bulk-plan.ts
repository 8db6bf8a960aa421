import { ScimError } from '../errors.js';
import { isObject } from '../json.js';
import { PATCH_OP } from '../urns.js';
import { MAX_REFERENCES } from '../references/read-references.js';
import { isAboutNames, namesAskedFor } from './bulk-names.js';
import {
  bulkIdsOf,
  findReferences,
  type Holder,
  type ReferencePlace,
  referenceTo,
  textWithIds,
} from './bulk-references.js';
import type { BulkOperation } from './bulk-request.js';

/** Something to carry out now: an operation, or the part of it that had to wait for its references. */
export interface BulkStep {
  /** Of the operation in the request. */
  readonly index: number;
  readonly operation: BulkOperation;
  /** Whether it adds to a resource, made by a step before, what lay in a circle of references. */
  readonly completes: boolean;
  /** Where its data refers to creations of the request. */
  readonly places: readonly ReferencePlace[];
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
  private pending: Task[] = [];
  private readonly creations: ReadonlySet<string>;
  /** The ids behind the bulkIds of finished creations; undefined for one that failed. */
  private readonly ids = new Map<string, string | undefined>();
  /** By bulkId, who waits for it, or did so before it was split. */
  private readonly waiting = new Map<string, Task[]>();

  private constructor(operations: readonly BulkOperation[]) {
    const creations = operations.filter(({ method }) => method === 'POST');
    this.creations = new Set(creations.flatMap(({ bulkId }) => bulkId ?? []));
  }

  /**
   * Looks through the operations, in steps between which others may have their turn.
   *
   * @throws ScimError 400 for data nested too deep
   */
  static *of(operations: readonly BulkOperation[]): Generator<void, BulkPlan, void> {
    const plan = new BulkPlan(operations);
    for (const [index, operation] of operations.entries()) {
      const { method } = operation;
      let names = method === 'POST' || method === 'DELETE';
      const places = yield* findReferences(operation.data, (text) => {
        names ||= isAboutNames(text);
      });
      plan.pending.push(plan.task({ index, operation, completes: false, places }, names));
      yield;
    }
    return plan;
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
   * A step's operation with ids in place of its references. They are put into its data as it is: to copy all of that would
   * take long.
   *
   * @throws ScimError 409 when something that it refers to is not there, or has failed; 413 for too many references
   */
  resolved({ operation, places }: BulkStep): BulkOperation {
    if (isBeyondLimit(places)) {
      throw new ScimError(
        413,
        undefined,
        `an operation takes ${MAX_REFERENCES} references at most`,
      );
    }
    const idOf = (bulkId: string) => this.idOf(bulkId);
    for (const { holder, key } of places) holder[key] = textWithIds(String(holder[key]), idOf);
    return { ...operation, path: textWithIds(operation.path, idOf) };
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

  /** @param names see {@link Task.names} */
  private task(step: BulkStep, names: boolean): Task {
    const { operation, places } = step;
    const { method, path } = operation;
    // The path of a creation is an endpoint; a reference there is a mistake, and nothing to wait for.
    const awaits = new Set(method === 'POST' ? [] : this.awaited(bulkIdsOf(path)));
    // What has too many is refused when its time comes.
    if (!isBeyondLimit(places)) {
      for (const { bulkIds } of places) for (const id of this.awaited(bulkIds)) awaits.add(id);
    }
    const task = {
      ...step,
      type: typeOf(operation),
      touches: touchedBy(operation),
      names,
      awaits,
    };
    for (const bulkId of task.awaits) {
      const others = this.waiting.get(bulkId);
      if (others === undefined) this.waiting.set(bulkId, [task]);
      else others.push(task);
    }
    return task;
  }

  /** Those that creations which have not been carried out bear. */
  private awaited(bulkIds: readonly string[]): readonly string[] {
    return bulkIds.filter((bulkId) => this.creations.has(bulkId) && !this.ids.has(bulkId));
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
    const data = (isObject(operation.data) ? operation.data : {}) as Holder;
    const waiting = new Set(
      task.places.flatMap(({ bulkIds, attribute }) =>
        this.awaited(bulkIds).length > 0 ? attribute : [],
      ),
    );
    const isLater = (attribute: string) => waiting.has(attribute);
    const entries = Object.entries(data);
    const now: Holder = Object.fromEntries(entries.filter(([attribute]) => !isLater(attribute)));
    const later = new Map<string, Holder>(
      entries.flatMap(([path, value]) =>
        isLater(path) ? [[path, { op: 'add', path, value }]] : [],
      ),
    );
    // A text of the data itself has another holder in the parts.
    const places = task.places.map((place) => {
      if (place.holder !== data) return place;
      const holder = later.get(place.attribute);
      return holder === undefined ? { ...place, holder: now } : { ...place, holder, key: 'value' };
    });
    const ahead = {
      index,
      operation: { ...operation, data: now },
      completes: false,
      places: places.filter(({ attribute }) => !isLater(attribute)),
    };
    const rest = {
      index,
      operation: {
        method: 'PATCH',
        path: `/${type}/${referenceTo(operation.bulkId ?? '')}`,
        data: { schemas: [PATCH_OP], Operations: [...later.values()] },
      },
      completes: true,
      places: places.filter(({ attribute }) => isLater(attribute)),
    } as const;
    const parts = [this.task(ahead, true), this.task(rest, [...later.keys()].some(isAboutNames))];
    this.pending.splice(this.pending.indexOf(task), 1, ...parts);
  }
}

function isBeyondLimit(places: readonly ReferencePlace[]): boolean {
  return places.reduce((sum, { bulkIds }) => sum + bulkIds.length, 0) > MAX_REFERENCES;
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
