import type { AttributePath, Filter, SortOrder } from '#scim';
import type { Place } from './list-order.js';
import type { ResourceRows } from './resource-rows.js';
import type { StoredResource } from './stored-resource.js';

/** The resources of one type, as a list asks for them. */
export interface ListPart {
  readonly rows: ResourceRows;
  /** Bound to the type; absent when all are wanted. */
  readonly filter?: Filter;
  /** Bound to the type; for lists that are in an order of their own. */
  readonly sortBy?: AttributePath;
}

/** The resources that a list asks for. */
export interface ListRequest {
  readonly nodeId: string;
  /** Where links lead. */
  readonly baseUrl: string;
  /** The types asked for, in the order in which they are listed. */
  readonly parts: readonly ListPart[];
  /** Without one, resources are in the order of their age. */
  readonly order?: SortOrder | undefined;
}

/** Which of them a page shows. */
export type Window =
  | { readonly kind: 'index'; readonly offset: number; readonly limit: number }
  | { readonly kind: 'cursor'; readonly limit: number; readonly from?: CursorPosition };

/** Where a page by cursor begins. */
export interface CursorPosition {
  readonly place: Place;
  /** Whether it shows what comes before the place, rather than after it. */
  readonly back: boolean;
  /** What the first page has counted. */
  readonly total: number;
}

/** A page of a list. */
export interface ResourcePage {
  readonly totalResults: number;
  readonly resources: readonly StoredResource[];
  /** Of a page by cursor: the place that the next page follows, and the one that the page before it precedes. */
  readonly next?: Place;
  readonly previous?: Place;
}
