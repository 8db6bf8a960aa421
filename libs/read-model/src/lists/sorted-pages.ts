import { ScimError, type SortOrder } from '#scim';
import { neighbours } from './aged-pages.js';
import { comparePlaces, FirstPlaces, type Place } from './list-order.js';
import type { PartQuery } from './list-part.js';
import type { Hit } from './resource-rows.js';
import type { ResourcePage, Window } from './list-request.js';
import type { StoredResource } from './stored-resource.js';

/**
 * A page of a sorted list (RFC 7644 section 3.4.2.3). Every row is looked at, but only as many places are kept as the
 * page needs.
 *
 * @param deepest as far as it goes by index
 * @throws ScimError 400 `tooMany` for an index beyond the limit of a list that goes so far
 */
export async function sortedPage(
  nodeId: string,
  queries: readonly PartQuery[],
  order: SortOrder,
  window: Window,
  deepest: number,
): Promise<ResourcePage> {
  const from = window.kind === 'cursor' ? window.from : undefined;
  const back = from?.back ?? false;
  const compare = (left: Place, right: Place) => {
    const compared = comparePlaces(left, right, order === 'descending');
    return back ? -compared : compared;
  };
  const size = sizeOf(window);
  const first = new FirstPlaces(Math.min(size, deepest), compare);
  let totalResults = 0;
  for (const [part, query] of queries.entries()) {
    const take = (hits: readonly Hit[]) => {
      totalResults += hits.length;
      for (const hit of hits) {
        const place = { part, ...hit };
        if (from === undefined || compare(place, from.place) > 0) first.add(place);
      }
      return true;
    };
    const indexed = query.isUnfiltered ? undefined : await query.indexed();
    if (indexed !== undefined) take(indexed);
    else await query.scan({ from: -1, back: false }, take);
  }
  if (window.kind === 'index') {
    if (size > deepest && window.offset < totalResults && totalResults > deepest) {
      const detail = `a sorted list goes no deeper than ${deepest} by startIndex: go on by cursor`;
      throw new ScimError(400, 'tooMany', detail);
    }
    const places = first.takeLast(Math.min(window.limit, Math.max(0, first.size - window.offset)));
    return { totalResults, resources: await load(nodeId, queries, places) };
  }
  const found = first.takeLast(window.limit + 1);
  const hasMore = found.length > window.limit;
  const places = found.slice(0, window.limit);
  if (back) places.reverse();
  return {
    totalResults,
    resources: await load(nodeId, queries, places),
    ...neighbours(places, hasMore, from),
  };
}

function sizeOf(window: Window): number {
  if (window.kind === 'cursor') return window.limit + 1;
  return window.limit === 0 ? 0 : window.offset + window.limit;
}

/** What has gone since it was found is left out. */
async function load(
  nodeId: string,
  queries: readonly PartQuery[],
  places: readonly Place[],
): Promise<StoredResource[]> {
  const loaded = new Map<string, StoredResource>();
  for (const [part, { rows }] of queries.entries()) {
    const ordinals = places.filter((place) => place.part === part).map(({ ordinal }) => ordinal);
    for (const resource of await rows.at(nodeId, ordinals)) {
      loaded.set(`${part} ${resource.ordinal}`, resource);
    }
  }
  return places
    .map(({ part, ordinal }) => loaded.get(`${part} ${ordinal}`))
    .filter((resource) => resource !== undefined);
}
