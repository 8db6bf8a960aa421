import { fillGaps, versionOf } from '#application';
import { type Filter, type JsonObject, matches } from '#scim';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { filterKeys, type FilterKey } from './filter-keys.js';

/** A resource as the read model has it: text with gaps, and what goes into them. */
export interface StoredResource {
  readonly id: string;
  readonly ordinal: number;
  readonly revision: number;
  readonly text: string;
  /** Distinguishes versions that differ only in what other aggregates say, e.g. a user's groups. */
  readonly versionSuffix: string;
  /** What fills the gap for additions, with links below the base URL. */
  additions(baseUrl: string): string;
}

/** A page of a list. */
export interface ResourcePage {
  readonly totalResults: number;
  readonly resources: readonly StoredResource[];
}

/** The look-ups of one type of resource; each gives only what SCIM shows, of one node. */
export interface ResourceSource {
  count(nodeId: string): Promise<number>;
  /** In order, `offset` from 0. */
  page(nodeId: string, offset: number, limit: number): Promise<StoredResource[]>;
  /** In order, behind an ordinal. */
  after(nodeId: string, ordinal: number, limit: number): Promise<StoredResource[]>;
  byKey(nodeId: string, key: FilterKey): Promise<StoredResource[]>;
}

/** How many resources are looked at before other requests have their turn. */
const SCAN_CHUNK = 200;

/** The text of a resource as it is sent. */
export function resourceText(resource: StoredResource, baseUrl: string): string {
  const { text, versionSuffix } = resource;
  return fillGaps(text, { baseUrl, versionSuffix, additions: resource.additions(baseUrl) });
}

/** The ETag of a resource. */
export function resourceVersion({ revision, versionSuffix }: StoredResource): string {
  return versionOf(revision, versionSuffix);
}

/**
 * A page of the resources that match.
 *
 * There is one evaluation of filters, {@link matches}; indexes only narrow down what it looks at. What no index
 * narrows is looked at in small portions, so that other requests are served between them.
 *
 * @param offset from 0
 */
export async function findPage(
  source: ResourceSource,
  nodeId: string,
  filter: Filter | undefined,
  offset: number,
  limit: number,
): Promise<ResourcePage> {
  if (filter === undefined) {
    const resources = limit === 0 ? [] : await source.page(nodeId, offset, limit);
    return { totalResults: await source.count(nodeId), resources };
  }
  const look = filterKeys(filter);
  if (look === undefined) return scan(source, nodeId, filter, offset, limit);
  const found = new Map<string, StoredResource>();
  for (const key of look.keys) {
    for (const resource of await source.byKey(nodeId, key)) found.set(resource.id, resource);
  }
  const matching = [...found.values()]
    .filter((resource) => look.exact || matches(filter, parsed(resource)))
    .sort((a, b) => a.ordinal - b.ordinal);
  return { totalResults: matching.length, resources: matching.slice(offset, offset + limit) };
}

async function scan(
  source: ResourceSource,
  nodeId: string,
  filter: Filter,
  offset: number,
  limit: number,
): Promise<ResourcePage> {
  const resources: StoredResource[] = [];
  let totalResults = 0;
  for (let last = 0; ;) {
    const portion = await source.after(nodeId, last, SCAN_CHUNK);
    for (const resource of portion) {
      last = resource.ordinal;
      if (!matches(filter, parsed(resource))) continue;
      if (totalResults >= offset && resources.length < limit) resources.push(resource);
      totalResults++;
    }
    if (portion.length < SCAN_CHUNK) return { totalResults, resources };
    await nextTurn();
  }
}

function parsed(resource: StoredResource): JsonObject {
  return JSON.parse(resourceText(resource, '')) as JsonObject;
}
