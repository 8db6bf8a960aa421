import type { ResourceType } from '#scim';
import { ListedCountRow } from '../entities/index.js';
import type { ReadDatabase } from '../read-database.js';
import type { Rows } from '../rows.js';

/**
 * How many resources are listed in ranges of ordinals, at several levels: so that neither the total of a node nor the
 * page at an offset costs a walk over all that lies before it. Ordinals are positions of the log, dense or not. Other sizes
 * need a migration that counts anew.
 */
const RANGES = [2 ** 32, 2 ** 22, 2 ** 18, 2 ** 14, 2 ** 10] as const;

/** Counts a resource in (1) or out (-1). */
export function countListed(
  rows: Rows,
  resourceType: ResourceType['name'],
  nodeId: string,
  ordinal: number,
  difference: 1 | -1,
): void {
  RANGES.forEach((size, level) => {
    const bucket = Math.floor(ordinal / size);
    rows.add(ListedCountRow, { nodeId, resourceType, level, bucket, count: difference });
  });
}

/** Where a page begins. */
export interface Milestone {
  readonly total: number;
  /** How many are to be passed over from here on. */
  readonly offset: number;
  /** The page begins at this ordinal or behind. */
  readonly ordinal: number;
}

const CHILDREN = `SELECT bucket, count FROM listed_counts
  WHERE node_id = ? AND resource_type = ? AND level = ? AND bucket >= ? AND bucket < ?
  ORDER BY bucket`;
const TOTAL = `SELECT COALESCE(SUM(count), 0) AS n FROM listed_counts
  WHERE node_id = ? AND resource_type = ? AND level = 0`;

/** How many resources of a type a node lists. */
export async function listedTotal(
  database: ReadDatabase,
  type: ResourceType,
  nodeId: string,
): Promise<number> {
  return Number((await database.get<{ n: number | string }>(TOTAL, nodeId, type.name))?.n ?? 0);
}

/** The total, and the last milestone at or before the resource at an offset. */
export async function milestoneAt(
  database: ReadDatabase,
  type: ResourceType,
  nodeId: string,
  offset: number,
): Promise<Milestone> {
  const total = await listedTotal(database, type, nodeId);
  let [first, rest] = [0, offset];
  if (offset >= total) return { total, offset: rest, ordinal: first };
  let parent: number = Number.MAX_SAFE_INTEGER;
  for (const [level, size] of RANGES.entries()) {
    const range = [Math.floor(first / size), Math.ceil((first + parent) / size)] as const;
    const buckets = await database.all<{ bucket: number | string; count: number }>(
      CHILDREN,
      nodeId,
      type.name,
      level,
      ...range,
    );
    for (const { bucket, count } of buckets) {
      if (rest < count) {
        first = Number(bucket) * size;
        break;
      }
      rest -= count;
    }
    parent = size;
  }
  return { total, offset: rest, ordinal: first };
}
