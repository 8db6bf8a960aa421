import type { ScimType } from '../errors.js';
import type { Tolerated, ToleranceId } from '../tolerances.js';
import type {
  AttributeDefinition,
  AttributePath,
  ResourceType,
  SchemaDefinition,
} from './attribute-definition.js';
import { COMMON_ATTRIBUTES } from './common.js';

/** What names mean in a resource of one type, worked out once. Every look-up is by map: no name is ever parsed. */
export interface AttributeIndex {
  /**
   * Paths by name: `emails`, `name.givenName`, each also behind the URN of its schema and a colon. Those of extensions
   * stand only behind their URN.
   */
  readonly paths: NameMap<AttributePath>;
  /** Paths of extensions by their names alone, where nothing else bears them. */
  readonly unqualified: NameMap<AttributePath>;
  /** The schemas of the type by URN. */
  readonly schemas: NameMap<IndexedSchema>;
}

export interface IndexedSchema {
  readonly definition: SchemaDefinition;
  readonly isExtension: boolean;
  /** Paths by their name within the schema. */
  readonly paths: NameMap<AttributePath>;
}

/** Values by a name that compares without letter case. A name written as in its definition costs one look-up. */
export class NameMap<Value> {
  private readonly exact = new Map<string, Value>();
  private readonly folded = new Map<string, Value>();

  set(name: string, value: Value): void {
    this.exact.set(name, value);
    this.folded.set(name.toLowerCase(), value);
  }

  /** Whether a name, in whatever letter case, has a value. */
  has(name: string): boolean {
    return this.folded.has(name.toLowerCase());
  }

  /** The value of a name. One that is not written as in its definition counts as the tolerance given. */
  get(name: string, tolerated: Tolerated, id: ToleranceId): Value | undefined {
    const exact = this.exact.get(name);
    if (exact !== undefined) return exact;
    const value = this.folded.get(name.toLowerCase());
    if (value !== undefined) tolerated.count(id, name);
    return value;
  }
}

const indexes = new WeakMap<ResourceType, AttributeIndex>();
const subAttributes = new WeakMap<AttributeDefinition, NameMap<AttributePath>>();

/** The index of a resource type. */
export function indexOf(type: ResourceType): AttributeIndex {
  let index = indexes.get(type);
  if (index === undefined) {
    index = buildIndex(type);
    indexes.set(type, index);
  }
  return index;
}

/**
 * What a name means where one attribute is named, as in a path or a filter. That of an extension is known without its URN
 * as well, where nothing else bears the name (T23): RFC 7644 section 3.10 only advises clients to write it.
 *
 * @param scimType of the refusal where nothing is tolerated
 */
export function findPath(
  type: ResourceType,
  name: string,
  tolerated: Tolerated,
  scimType: ScimType,
): AttributePath | undefined {
  const { paths, unqualified } = indexOf(type);
  const path = paths.get(name, tolerated, 'T11');
  if (path !== undefined) return path;
  const found = unqualified.get(name, tolerated, 'T11');
  if (found !== undefined) tolerated.count('T23', name, scimType);
  return found;
}

/** The sub-attributes of a complex attribute, as paths that start at its value; none for a simple one. */
export function subAttributePaths(attribute: AttributeDefinition): NameMap<AttributePath> {
  let paths = subAttributes.get(attribute);
  if (paths === undefined) {
    paths = new NameMap();
    for (const subAttribute of attribute.subAttributes ?? []) {
      paths.set(subAttribute.name, { attribute: subAttribute });
    }
    subAttributes.set(attribute, paths);
  }
  return paths;
}

/** The sub-attribute of that name, written as in its definition. */
export function subAttributeOf(
  attribute: AttributeDefinition,
  name: string,
): AttributeDefinition | undefined {
  return attribute.subAttributes?.find((subAttribute) => subAttribute.name === name);
}

/** The name of a path within its schema, for the details of errors. */
export function nameOf({ attribute, subAttribute }: AttributePath): string {
  return subAttribute === undefined ? attribute.name : `${attribute.name}.${subAttribute.name}`;
}

function buildIndex(type: ResourceType): AttributeIndex {
  const core = indexSchema(type.schema, [...COMMON_ATTRIBUTES, ...type.schema.attributes]);
  const extensions = type.extensions.map((extension) =>
    indexSchema(extension, extension.attributes, extension.id),
  );
  const schemas = new NameMap<IndexedSchema>();
  const paths = new NameMap<AttributePath>();
  const unqualified = new NameMap<AttributePath>();
  for (const { schema, entries } of [core, ...extensions]) {
    schemas.set(schema.definition.id, schema);
    for (const [name, path] of entries) {
      paths.set(`${schema.definition.id}:${name}`, path);
      const bearers = [core, ...extensions].filter((other) => other.schema.paths.has(name));
      if (!schema.isExtension) paths.set(name, path);
      else if (bearers.length === 1) unqualified.set(name, path);
    }
  }
  return { paths, unqualified, schemas };
}

function indexSchema(
  definition: SchemaDefinition,
  attributes: readonly AttributeDefinition[],
  extension?: string,
): { schema: IndexedSchema; entries: readonly (readonly [string, AttributePath])[] } {
  const place = extension === undefined ? {} : { extension };
  const entries = attributes
    .flatMap((attribute): AttributePath[] => [
      { ...place, attribute },
      ...(attribute.subAttributes ?? []).map((subAttribute) => ({
        ...place,
        attribute,
        subAttribute,
      })),
    ])
    .map((path) => [nameOf(path), path] as const);
  const paths = new NameMap<AttributePath>();
  for (const [name, path] of entries) paths.set(name, path);
  return { schema: { definition, isExtension: extension !== undefined, paths }, entries };
}
