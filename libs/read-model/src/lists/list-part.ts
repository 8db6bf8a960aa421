import { type JsonObject, matches, type Sort } from '#scim';
import { type Condition, filterCondition } from '../search/filter-sql.js';
import { filterKeys } from './filter-keys.js';
import type { ListPart } from './list-request.js';
import type { Extent, Hit, ResourceRows } from './resource-rows.js';
import type { Scanner } from './scanner.js';
import { resourceText } from './stored-resource.js';

/** More than these are not looked up one by one: going over all rows is cheaper then. */
export const MOST_CANDIDATES = 1_000;

/** The resources of one type that a list asks for. */
export class PartQuery {
  private condition: Condition | undefined;

  constructor(
    private readonly part: ListPart,
    private readonly nodeId: string,
    private readonly baseUrl: string,
    private readonly scanner: Scanner,
  ) {}

  get rows(): ResourceRows {
    return this.part.rows;
  }

  /** Whether every resource of the node is wanted. */
  get isUnfiltered(): boolean {
    return this.part.filter === undefined;
  }

  /** What indexes find, in order; undefined when none can answer, or not without finding too much. */
  async indexed(sort: Sort | undefined): Promise<Hit[] | undefined> {
    const { filter, rows } = this.part;
    const look = filter === undefined ? undefined : filterKeys(filter);
    if (look === undefined) return undefined;
    const found = new Set<number>();
    for (const key of look.keys) {
      const ordinals = await rows.ordinalsByKey(this.nodeId, key, MOST_CANDIDATES + 1);
      for (const ordinal of ordinals) found.add(ordinal);
      if (found.size > MOST_CANDIDATES) return undefined;
    }
    const ordinals = [...found].sort((a, b) => a - b);
    if (look.exact && sort === undefined)
      return ordinals.map((ordinal) => ({ ordinal, key: null }));
    return ordinals.length === 0 ? [] : this.search({ ordinals }, sort, !look.exact);
  }

  /** Goes over all rows in the direction given, a portion after the other, until enough has been seen. */
  scan(
    sort: Sort | undefined,
    { from, back }: { readonly from: number; readonly back: boolean },
    take: (hits: readonly Hit[]) => boolean,
  ): Promise<void> {
    return this.scanner.scan(this.rows, this.nodeId, { from, back }, async (portion) => {
      const hits = await this.search(portion, sort, !this.isUnfiltered);
      return take(back ? hits.reverse() : hits);
    });
  }

  private async search(extent: Extent, sort: Sort | undefined, filtered: boolean): Promise<Hit[]> {
    const { filter, rows } = this.part;
    if (filter === undefined || !filtered) {
      return rows.search(this.nodeId, extent, undefined, sort?.path);
    }
    this.condition ??= filterCondition(filter, rows.shape.searched(this.baseUrl));
    const { sql, exact } = this.condition;
    const hits = await rows.search(this.nodeId, extent, sql, sort?.path);
    if (exact) return hits;
    const resources = await rows.at(
      this.nodeId,
      hits.map(({ ordinal }) => ordinal),
    );
    const matching = resources.filter((resource) =>
      matches(filter, JSON.parse(resourceText(resource, this.baseUrl)) as JsonObject),
    );
    const ordinals = new Set(matching.map(({ ordinal }) => ordinal));
    return hits.filter(({ ordinal }) => ordinals.has(ordinal));
  }
}
