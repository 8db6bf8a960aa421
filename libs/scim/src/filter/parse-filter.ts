import type { ResourceType } from '../schema/attribute-definition.js';
import type { Tolerated } from '../tolerances.js';
import type { Filter } from './filter.js';

/** Beyond these a filter is refused, so that one request cannot hold the loop. */
export const FILTER_LIMITS = { length: 8192, depth: 32, terms: 200 } as const;

/** Reads a filter. Errors: 400 `invalidFilter`. */
export function parseFilter(_text: string, _type: ResourceType, _tolerated?: Tolerated): Filter {
  throw new Error('to come');
}
