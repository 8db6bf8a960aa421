import { type Condition, filterCondition } from '../search/filter-sql.js';
import { filterKeys } from './filter-keys.js';
import type { ListPart } from './list-request.js';
import type { Hit, NextRows, ResourceRows } from './resource-rows.js';
import type { Scanner } from './scanner.js';

/** More than these are not looked up one by one: going over all rows is cheaper then. */
export const MOST_CANDIDATES = 1_000;
/** As much as one looks into while others wait, in bytes of text times terms of the filter: some 2 ms. */
const QUICK = 256 * 1024;

/** The resources of one type that a list asks for. */
export class PartQuery {
  private compiled: Condition | undefined;

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
  async indexed(): Promise<Hit[] | undefined> {
    const { filter, rows, sortBy } = this.part;
    const look = filter === undefined ? undefined : filterKeys(filter);
    if (look === undefined) return undefined;
    const sizes = new Map<number, number>();
    for (const key of look.keys) {
      const candidates = await rows.candidates(this.nodeId, key, MOST_CANDIDATES + 1);
      for (const { ordinal, size } of candidates) sizes.set(ordinal, size);
      if (sizes.size > MOST_CANDIDATES) return undefined;
    }
    const ordinals = [...sizes.keys()].sort((a, b) => a - b);
    if (look.exact && sortBy === undefined)
      return ordinals.map((ordinal) => ({ ordinal, key: null }));
    if (ordinals.length === 0) return [];
    const condition = look.exact ? undefined : this.condition();
    const size = [...sizes.values()].reduce((sum, each) => sum + each);
    const isQuick =
      condition?.looksElsewhere !== true && size * (1 + (condition?.terms ?? 0)) <= QUICK;
    if (isQuick) return rows.search(this.nodeId, { ordinals }, condition?.sql, sortBy, true);
    const hits: Hit[] = [];
    const next: NextRows = async (count) =>
      ordinals.length === 0 ? undefined : { ordinals: ordinals.splice(0, count) };
    await this.searchEach(next, condition, (some) => {
      hits.push(...some);
      return true;
    });
    return hits;
  }

  /** Goes over all rows in the direction given, a portion after the other, until enough has been seen. */
  scan(
    { from, back }: { readonly from: number; readonly back: boolean },
    take: (hits: readonly Hit[]) => boolean,
  ): Promise<void> {
    const next = this.rows.walk(this.nodeId, from, back);
    return this.searchEach(next, this.condition(), (hits) => take(back ? hits.reverse() : hits));
  }

  private searchEach(
    next: NextRows,
    condition: Condition | undefined,
    take: (hits: Hit[]) => boolean,
  ): Promise<void> {
    return this.scanner.scan(next, async (portion) =>
      take(await this.rows.search(this.nodeId, portion, condition?.sql, this.part.sortBy, false)),
    );
  }

  /** The filter in SQL; undefined where every resource is wanted. */
  private condition(): Condition | undefined {
    const { filter, rows } = this.part;
    if (filter === undefined) return undefined;
    return (this.compiled ??= filterCondition(filter, rows.shape.searched(this.baseUrl)));
  }
}
