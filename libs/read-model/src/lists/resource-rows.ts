import type { AttributePath, ResourceType, SortKey } from '#scim';
import { BOUND_LIMIT, inPortions } from '../portions.js';
import type { ReadDatabase, SqlValue } from '../read-database.js';
import type { SearchedRow } from '../search/filter-sql.js';
import { sortedBy } from '../search/sort-sql.js';
import { raw, type Sql, sql } from '../search/sql.js';
import type { FilterKey } from './filter-keys.js';
import { listedTotal, type Milestone, milestoneAt } from './listed-counts.js';
import type { StoredResource } from './stored-resource.js';

/** How the resources of a type lie in the tables. */
export interface ResourceShape {
  readonly type: ResourceType;
  /** The columns of a whole resource, its SELECT ahead. */
  readonly columns: string;
  /** The table, with the alias that everything else says. */
  readonly table: string;
  readonly alias: 'u' | 't';
  /** Whether SCIM shows a row of a node; takes the node. */
  readonly shown: string;
  /** FROM and WHERE of each look-up; takes the node and the key. */
  readonly byKey: Readonly<Partial<Record<FilterKey['index'], string>>>;
  searched(baseUrl: string): SearchedRow;
}

/** Texts are in order by so many characters, and by age where those are equal: a cursor tells what it stands at. */
const SORTED_CHARACTERS = 256;

/** What a look at rows found: where it stands, and what it is sorted by. */
export interface Hit {
  readonly ordinal: number;
  readonly key: SortKey;
}

/** Where an index leads. */
export interface Candidate {
  readonly ordinal: number;
  /** How much a filter has to look into, in bytes; what other tables say is not counted. */
  readonly size: number;
}

/** The rows that a look goes over: some, or those behind one ordinal up to another. */
export type Extent =
  { readonly ordinals: readonly number[] } | { readonly after: number; readonly upTo: number };

/** Gives the next rows to look at, as many as that; undefined when there are no more. */
export type NextRows = (count: number) => Promise<Extent | undefined>;

/** The rows of a type of resource, as lists need them: only what SCIM shows, of one node. */
export class ResourceRows {
  private readonly sql;

  constructor(
    private readonly database: ReadDatabase,
    readonly shape: ResourceShape,
    /** Runs a statement that gives the columns of whole resources. */
    private readonly load: (text: string, ...values: SqlValue[]) => Promise<StoredResource[]>,
  ) {
    const { columns, table, shown, alias, byKey } = shape;
    const ordinal = `${alias}.ordinal`;
    const from = `${columns} FROM ${table} WHERE ${shown}`;
    const among = database.dialect.search.isAmongNumbers(ordinal);
    const milestone = `SELECT ${ordinal} AS ordinal FROM ${table} WHERE ${shown} AND ${ordinal}`;
    this.sql = {
      // With the limit in the text, for the reason that BOUND_LIMIT has.
      byKey: (index: FilterKey['index'], limit: number) =>
        byKey[index] === undefined ? undefined : `${columns} ${byKey[index]} LIMIT ${limit}`,
      candidates: (index: FilterKey['index'], limit: number) =>
        byKey[index] === undefined
          ? undefined
          : `SELECT ${ordinal} AS ordinal, octet_length(${alias}.search) AS size
              ${byKey[index]} LIMIT ${limit}`,
      from: `${from} AND ${ordinal} >= ? ORDER BY ${ordinal} ${BOUND_LIMIT} OFFSET ?`,
      before: `${from} AND ${ordinal} < ? ORDER BY ${ordinal} DESC ${BOUND_LIMIT}`,
      among: `${from} AND ${among}`,
      forward: `${milestone} > ? ORDER BY ${ordinal} LIMIT 1 OFFSET ?`,
      backward: `${milestone} < ? ORDER BY ${ordinal} DESC LIMIT 1 OFFSET ?`,
      isAmong: `${shown} AND ${among}`,
      isBetween: `${shown} AND ${ordinal} > ? AND ${ordinal} <= ?`,
    };
  }

  get type(): ResourceType {
    return this.shape.type;
  }

  total(nodeId: string): Promise<number> {
    return listedTotal(this.database, this.type, nodeId);
  }

  milestoneAt(nodeId: string, offset: number): Promise<Milestone> {
    return milestoneAt(this.database, this.type, nodeId, offset);
  }

  /** In order, from an ordinal on. */
  from(nodeId: string, ordinal: number, limit: number, offset = 0): Promise<StoredResource[]> {
    return inPortions<StoredResource>(limit, (count, last) =>
      last === undefined
        ? this.load(this.sql.from, nodeId, ordinal, count, offset)
        : this.load(this.sql.from, nodeId, last.ordinal + 1, count, 0),
    );
  }

  /** In order, those nearest before an ordinal. */
  async before(nodeId: string, ordinal: number, limit: number): Promise<StoredResource[]> {
    const found = await inPortions<StoredResource>(limit, (count, last) =>
      this.load(this.sql.before, nodeId, last?.ordinal ?? ordinal, count),
    );
    return found.reverse();
  }

  /** In the order of the ordinals given. */
  async at(nodeId: string, ordinals: readonly number[]): Promise<StoredResource[]> {
    const rest = [...ordinals];
    const found = await inPortions(
      rest.length,
      (count) => this.load(this.sql.among, nodeId, JSON.stringify(rest.splice(0, count))),
      // Some may have gone meanwhile.
      () => rest.length === 0,
    );
    const byOrdinal = new Map(found.map((resource) => [resource.ordinal, resource]));
    return ordinals.map((each) => byOrdinal.get(each)).filter((each) => each !== undefined);
  }

  /** In any order; none where the type has no such attribute. */
  async byKey(nodeId: string, { index, key }: FilterKey, limit: number): Promise<StoredResource[]> {
    const text = this.sql.byKey(index, limit);
    return text === undefined ? [] : this.load(text, nodeId, key);
  }

  /** In any order; none where the type has no such attribute. */
  async candidates(nodeId: string, { index, key }: FilterKey, limit: number): Promise<Candidate[]> {
    const text = this.sql.candidates(index, limit);
    if (text === undefined) return [];
    interface Row {
      readonly ordinal: number | string;
      readonly size: number;
    }
    const rows = await this.database.all<Row>(text, nodeId, key);
    return rows.map(({ ordinal, size }) => ({ ordinal: Number(ordinal), size }));
  }

  /** All rows of a node behind an ordinal, or before it and back from there. */
  walk(nodeId: string, from: number, back: boolean): NextRows {
    const text = back ? this.sql.backward : this.sql.forward;
    let place: number | undefined = from;
    return async (count) => {
      if (place === undefined) return undefined;
      const start = place;
      interface Row {
        readonly ordinal: number | string;
      }
      const row = await this.database.get<Row>(text, nodeId, start, count - 1);
      place = row === undefined ? undefined : Number(row.ordinal);
      return back
        ? { after: (place ?? 0) - 1, upTo: start - 1 }
        : { after: start, upTo: place ?? Number.MAX_SAFE_INTEGER };
    };
  }

  /**
   * What satisfies the condition within the extent, in order.
   *
   * @param isQuick whether others may wait for it
   */
  async search(
    nodeId: string,
    extent: Extent,
    condition: Sql | undefined,
    sort: AttributePath | undefined,
    isQuick: boolean,
  ): Promise<Hit[]> {
    const { table, alias } = this.shape;
    const within =
      'ordinals' in extent
        ? { text: this.sql.isAmong, values: [nodeId, JSON.stringify(extent.ordinals)] }
        : { text: this.sql.isBetween, values: [nodeId, extent.after, extent.upTo] };
    const sorted = sort === undefined ? 'NULL' : sortedBy(sort, this.shape.searched(''));
    const { text, values } =
      sql`SELECT ${raw(`${alias}.ordinal`)} AS ordinal, ${raw(sorted)} AS sorted
      FROM ${raw(table)} WHERE ${within}${condition === undefined ? raw('') : sql` AND ${condition}`}
      ORDER BY ${raw(`${alias}.ordinal`)}`;
    interface Row {
      readonly ordinal: number | string;
      readonly sorted: string | null;
    }
    const rows = await this.database[isQuick ? 'all' : 'search']<Row>(text, ...values);
    return rows.map(({ ordinal, sorted: value }) => ({
      ordinal: Number(ordinal),
      key: value === null ? null : cut(JSON.parse(value) as SortKey),
    }));
  }
}

function cut(key: SortKey): SortKey {
  return typeof key === 'string' ? key.slice(0, SORTED_CHARACTERS) : key;
}
