import type { Place } from './list-order.js';
import type { PartQuery } from './list-part.js';
import type { CursorPosition, ResourcePage, Window } from './list-request.js';
import type { StoredResource } from './stored-resource.js';

/** The resources of one type that a list shows, in the order of their age. */
interface AgedPart {
  total(): Promise<number>;
  slice(offset: number, limit: number): Promise<StoredResource[]>;
  /** Those next to an ordinal, in order. */
  beside(ordinal: number, limit: number, back: boolean): Promise<StoredResource[]>;
}

/** A page of a list that is in the order of its resources' age, which does not change while others write. */
export async function pageInOrderOfAge(
  nodeId: string,
  queries: readonly PartQuery[],
  window: Window,
): Promise<ResourcePage> {
  const whole = window.kind === 'index' || window.from === undefined;
  const parts = await Promise.all(queries.map((query) => agedPart(nodeId, query, whole)));
  return window.kind === 'index' ? pageByIndex(parts, window) : pageByCursor(parts, window);
}

async function pageByIndex(
  parts: readonly AgedPart[],
  { offset, limit }: Window & { kind: 'index' },
): Promise<ResourcePage> {
  const resources: StoredResource[] = [];
  let totalResults = 0;
  for (const part of parts) {
    const total = await part.total();
    const first = Math.max(0, offset - totalResults);
    const room = limit - resources.length;
    if (room > 0 && first < total) resources.push(...(await part.slice(first, room)));
    totalResults += total;
  }
  return { totalResults, resources };
}

async function pageByCursor(
  parts: readonly AgedPart[],
  { limit, from }: Window & { kind: 'cursor' },
): Promise<ResourcePage> {
  const back = from?.back ?? false;
  const found: { readonly place: Place; readonly resource: StoredResource }[] = [];
  const order = back ? [...parts.entries()].reverse() : [...parts.entries()];
  for (const [part, list] of order) {
    const isPassed = from !== undefined && (back ? part > from.place.part : part < from.place.part);
    const room = limit + 1 - found.length;
    if (isPassed || room === 0) continue;
    const edge = back ? Number.MAX_SAFE_INTEGER : -1;
    const ordinal = part === from?.place.part ? from.place.ordinal : edge;
    const resources = await list.beside(ordinal, room, back);
    const places = resources.map((resource) => ({
      place: { part, ordinal: resource.ordinal, key: null },
      resource,
    }));
    if (back) found.unshift(...places);
    else found.push(...places);
  }
  const hasMore = found.length > limit;
  const shown = back ? found.slice(-limit) : found.slice(0, limit);
  let totalResults = from?.total ?? 0;
  if (from === undefined) for (const part of parts) totalResults += await part.total();
  return {
    totalResults,
    resources: shown.map(({ resource }) => resource),
    ...neighbours(
      shown.map(({ place }) => place),
      hasMore,
      from,
    ),
  };
}

/**
 * The places from which the pages before and after this one are found. Whoever comes to a page that is empty by now finds
 * the way back to where she came from.
 *
 * @param from where the page begins; undefined for the first one
 */
export function neighbours(
  places: readonly Place[],
  hasMore: boolean,
  from: CursorPosition | undefined,
): Pick<ResourcePage, 'next' | 'previous'> {
  const back = from?.back ?? false;
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) {
    if (from === undefined) return {};
    const { place } = from;
    return back
      ? { next: { ...place, ordinal: place.ordinal - 1 } }
      : { previous: { ...place, ordinal: place.ordinal + 1 } };
  }
  return {
    ...((back || hasMore) && { next: last }),
    ...(from !== undefined && (!back || hasMore) && { previous: first }),
  };
}

async function agedPart(nodeId: string, query: PartQuery, whole: boolean): Promise<AgedPart> {
  const { rows } = query;
  if (query.isUnfiltered) {
    return {
      total: () => rows.total(nodeId),
      async slice(offset, limit) {
        const milestone = await rows.milestoneAt(nodeId, offset);
        return rows.from(nodeId, milestone.ordinal, limit, milestone.offset);
      },
      beside: (ordinal, limit, back) =>
        back ? rows.before(nodeId, ordinal, limit) : rows.from(nodeId, ordinal + 1, limit),
    };
  }
  const indexed = await query.indexed();
  if (indexed !== undefined)
    return known(
      nodeId,
      query,
      indexed.map(({ ordinal }) => ordinal),
    );
  if (whole) {
    const ordinals: number[] = [];
    await query.scan({ from: -1, back: false }, (hits) => {
      for (const { ordinal } of hits) ordinals.push(ordinal);
      return true;
    });
    return known(nodeId, query, ordinals);
  }
  return { ...known(nodeId, query, []), beside: scanned(nodeId, query) };
}

function known(nodeId: string, { rows }: PartQuery, ordinals: readonly number[]): AgedPart {
  return {
    total: () => Promise.resolve(ordinals.length),
    slice: (offset, limit) => rows.at(nodeId, ordinals.slice(offset, offset + limit)),
    beside(ordinal, limit, back) {
      const beside = back
        ? ordinals.filter((each) => each < ordinal).slice(-limit)
        : ordinals.filter((each) => each > ordinal).slice(0, limit);
      return rows.at(nodeId, beside);
    },
  };
}

/** Goes over no more rows than it takes to find enough. */
function scanned(nodeId: string, query: PartQuery): AgedPart['beside'] {
  return async (from, limit, back) => {
    const ordinals: number[] = [];
    await query.scan({ from, back }, (hits) => {
      ordinals.push(...hits.slice(0, limit - ordinals.length).map(({ ordinal }) => ordinal));
      return ordinals.length < limit;
    });
    return query.rows.at(nodeId, back ? ordinals.reverse() : ordinals);
  };
}
