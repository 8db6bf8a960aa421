import { type ComparisonFilter, type Filter, GROUP, USER } from '#scim';

/** A value to look up in an index. */
export interface FilterKey {
  readonly index:
    'id' | 'userName' | 'displayName' | 'externalId' | 'email' | 'member' | 'nestedTeam';
  readonly key: string;
}

/** Look-ups that find at least everything a filter can match. */
export interface FilterKeys {
  readonly keys: readonly FilterKey[];
  /** Whether they find nothing else, so that the filter need not be evaluated again. */
  readonly exact: boolean;
}

/**
 * The look-ups that can answer a filter: what IdPs match by is indexed. Undefined for a filter that only a look at
 * every resource can answer.
 */
export function filterKeys(filter: Filter): FilterKeys | undefined {
  switch (filter.kind) {
    case 'comparison': {
      const keys = comparisonKeys(filter);
      return keys === undefined ? undefined : { keys, exact: true };
    }
    case 'and': {
      const found = filter.operands.map(filterKeys).find((keys) => keys !== undefined);
      return found === undefined ? undefined : { keys: found.keys, exact: false };
    }
    case 'or': {
      const found = filter.operands.map(filterKeys);
      const keys = found.flatMap((operand) => operand?.keys ?? []);
      return found.includes(undefined)
        ? undefined
        : { keys, exact: found.every((operand) => operand?.exact) };
    }
    case 'valuePath': {
      const inside = filter.filter.kind === 'and' ? filter.filter.operands : [filter.filter];
      const value = inside.find(
        (operand): operand is ComparisonFilter =>
          operand.kind === 'comparison' &&
          operand.operator === 'eq' &&
          operand.path.attribute.name === 'value',
      );
      const { extension, attribute } = filter.path;
      if (isOfAnotherType(extension)) return NOTHING;
      const indexes = VALUE_INDEXES[attribute.name];
      return value === undefined || indexes === undefined
        ? undefined
        : { keys: keysIn(indexes, value), exact: false };
    }
    case 'present':
    case 'not':
      return undefined;
  }
}

type Index = FilterKey['index'];

const NOTHING: FilterKeys = { keys: [], exact: true };

/** Whether a path leads to the schema of another type, and so to nothing here. */
function isOfAnotherType(extension: string | undefined): boolean {
  return extension === USER.schema.id || extension === GROUP.schema.id;
}

const SIMPLE_INDEX: Readonly<Record<string, Index>> = {
  id: 'id',
  userName: 'userName',
  displayName: 'displayName',
  externalId: 'externalId',
};

/** Multi-valued attributes whose `value` is indexed: together, these find every value. */
const VALUE_INDEXES: Readonly<Record<string, readonly Index[]>> = {
  emails: ['email'],
  members: ['member', 'nestedTeam'],
};

function comparisonKeys(filter: ComparisonFilter): readonly FilterKey[] | undefined {
  const { operator, path } = filter;
  if (operator !== 'eq') return undefined;
  if (isOfAnotherType(path.extension)) return [];
  if (path.extension !== undefined) return undefined;
  const { attribute, subAttribute } = path;
  if (attribute.multiValued) {
    const indexes = VALUE_INDEXES[attribute.name];
    return indexes !== undefined && subAttribute?.name === 'value'
      ? keysIn(indexes, filter)
      : undefined;
  }
  const index = SIMPLE_INDEX[attribute.name];
  return index === undefined ? undefined : keysIn([index], filter);
}

/** Indexes hold values in the form in which they compare. */
function keysIn(indexes: readonly Index[], { value }: ComparisonFilter): readonly FilterKey[] {
  return indexes.map((index) => ({ index, key: String(value) }));
}
