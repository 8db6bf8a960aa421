import type { AttributeChange, PathTarget } from '../changes/attribute-change.js';
import {
  type BodyVisitor,
  countSchemas,
  countUnknown,
  isReference,
  isWritable,
  visitBody,
  visitSchema,
} from '../changes/read-body.js';
import { readAssignment, readRemoval } from '../changes/read-changes.js';
import { invalidSyntax, invalidValue, mutability, ScimError } from '../errors.js';
import { isObject } from '../json.js';
import {
  MAX_REFERENCES,
  readReferenceChange,
  tooManyReferences,
} from '../references/read-references.js';
import type { ReferenceChange } from '../references/reference-changes.js';
import type { AttributePath, ResourceType } from '../schema/attribute-definition.js';
import { type IndexedSchema, nameOf } from '../schema/attribute-index.js';
import type { Tolerated } from '../tolerances.js';
import { PATCH_OP } from '../urns.js';
import { singleValue } from '../values/read-value.js';
import { type Operation, readOperations } from './operation.js';
import type { Patch } from './patch.js';
import { parsePatchPath } from './patch-path.js';

/**
 * Reads the body of a PATCH (RFC 7644 section 3.5.2), tolerant as T1 to T11 and T14 to T16 say.
 *
 * Whatever can be refused without knowing the resource is refused here. What a path names must exist and be writable;
 * what a path-less value names and is not so is ignored and counted.
 * Errors: 400 `invalidSyntax`, `invalidPath`, `invalidValue`, `noTarget`, `mutability`, `tooMany` for
 * filters that look at every member; 413 for too many operations or members.
 */
export function readPatch(body: unknown, type: ResourceType, tolerated: Tolerated): Patch {
  if (!isObject(body)) throw invalidSyntax('the body must be an object');
  countSchemas(body['schemas'], (urn) => urn === PATCH_OP, tolerated);
  const reader = new OperationReader(type, tolerated);
  for (const operation of readOperations(body, tolerated)) reader.read(operation);
  return { changes: reader.changes, references: reader.references, tolerated };
}

/** A filter on more than ids looks at every member, so one PATCH holds only a few of them. */
const MAX_SCANS = 3;

/** Of all paths together, in UTF-16 code units: what has to be parsed, and evaluated over elements. */
const MAX_PATHS_LENGTH = 131_072;

/** Of all names in values without a path, each of which is looked for in any letter case. */
const MAX_NAMES = 50_000;

/** What a body says about the resource itself, which the server alone decides (T6). */
const RESOURCE_ATTRIBUTES: ReadonlySet<string> = new Set(['id', 'schemas', 'meta']);

class OperationReader {
  readonly changes: AttributeChange[] = [];
  readonly references: ReferenceChange[] = [];
  private scans = 0;
  /** How many references its operations name, all together. */
  private named = 0;
  private pathsLength = 0;
  private names = 0;

  constructor(
    private readonly type: ResourceType,
    private readonly tolerated: Tolerated,
  ) {}

  read({ op, path, value }: Operation): void {
    if (path === undefined) {
      this.readWithoutPath(op, value);
      return;
    }
    this.countPath(path);
    const target = parsePatchPath(path, this.type, this.tolerated);
    if ('schema' in target) this.readSchema(op, target.schema, value);
    else this.readTarget(op, target, value);
  }

  private readWithoutPath(op: Operation['op'], value: unknown): void {
    const object = singleValue(value, 'an operation without a path', this.tolerated);
    if (!isObject(object)) throw invalidValue('an operation without a path takes an object');
    visitBody(object, this.type, this.tolerated, this.partOf(op));
  }

  /** A path that is the URN of a schema means all that it defines. */
  private readSchema(op: Operation['op'], schema: IndexedSchema, value: unknown): void {
    const { id, attributes } = schema.definition;
    if (!attributes.some((attribute) => isWritable({ attribute }))) {
      throw mutability(`${id} is read-only`);
    }
    if (op !== 'remove') {
      visitSchema(schema, value, this.tolerated, this.partOf(op));
    } else if (schema.isExtension) {
      this.changes.push({ kind: 'unsetExtension', extension: id });
    } else {
      throw mutability(`${id} is required`);
    }
  }

  private readTarget(op: Operation['op'], target: PathTarget, value: unknown): void {
    const { path } = target;
    const { attribute } = path;
    if (isReference(path, this.type)) {
      this.readReference(op, target, value);
    } else if (attribute.name === 'schemas') {
      // The schemas follow from the attributes: not worth a refusal.
      this.tolerated.count('T10', 'schemas', 'mutability');
    } else if (attribute.mutability === 'writeOnly') {
      this.tolerated.note('T10');
    } else if (!isWritable(path)) {
      throw mutability(`${nameOf(path)} is read-only`);
    } else if (op !== 'remove') {
      readAssignment(op, target, value, this.tolerated, this.changes);
    } else if (attribute.required) {
      throw mutability(`${nameOf(path)} is required`);
    } else {
      this.changes.push(readRemoval(target, value, this.tolerated));
    }
  }

  private readReference(op: Operation['op'], target: PathTarget, value: unknown): void {
    const change = readReferenceChange(op, target, value, this.tolerated);
    if (change === undefined) return;
    if (change.kind === 'removeWhere' && ++this.scans > MAX_SCANS) {
      throw new ScimError(400, 'tooMany', `a PATCH takes ${MAX_SCANS} such filters at most`);
    }
    if ('ids' in change && (this.named += change.ids.length) > MAX_REFERENCES) {
      throw tooManyReferences(target.path.attribute);
    }
    this.references.push(change);
  }

  /** Takes what a path-less value says. There `members: null` is a blank in a form, not the wish to remove them all. */
  private partOf(op: Operation['op']): BodyVisitor {
    return {
      attribute: (path, raw) => {
        this.countName();
        const { name, mutability: allowed } = path.attribute;
        const id = RESOURCE_ATTRIBUTES.has(name) ? 'T6' : 'T10';
        if (allowed === 'writeOnly') this.tolerated.note(id);
        else if (this.repeatsWhatWasRead(op, path)) this.tolerated.count(id, name, 'mutability');
        else if (raw === null && isReference(path, this.type)) {
          this.tolerated.count(id, name, 'invalidValue');
        } else this.readTarget(op, { path }, raw);
        if (name === 'externalId' && raw === null) this.tolerated.note('T6');
      },
      unknown: (key, raw) => {
        this.countName();
        const target = key.includes('[') ? this.knownTarget(key) : undefined;
        if (target === undefined) {
          countUnknown(key, this.tolerated);
          return;
        }
        this.tolerated.count('T5', key);
        this.readTarget(op, target, raw);
      },
    };
  }

  /**
   * Whether a path-less value only repeats what the client has read. To add `groups` asks for memberships, where the
   * profile has it so; a replacement states them like a PUT.
   */
  private repeatsWhatWasRead(op: Operation['op'], path: AttributePath): boolean {
    return isReference(path, this.type)
      ? op !== 'add' && path.attribute.mutability === 'readOnly'
      : !isWritable(path);
  }

  private countPath(path: string): void {
    this.pathsLength += path.length;
    if (this.pathsLength <= MAX_PATHS_LENGTH) return;
    throw new ScimError(413, undefined, `paths take ${MAX_PATHS_LENGTH} characters at most`);
  }

  private countName(): void {
    if (++this.names <= MAX_NAMES) return;
    throw new ScimError(413, undefined, `operations without a path name ${MAX_NAMES} at most`);
  }

  /** Where a key leads that is a path with a filter; undefined when nowhere. */
  private knownTarget(key: string): PathTarget | undefined {
    this.countPath(key);
    try {
      const target = parsePatchPath(key, this.type, this.tolerated);
      return 'path' in target ? target : undefined;
    } catch (error) {
      if (error instanceof ScimError) return undefined;
      throw error;
    }
  }
}
