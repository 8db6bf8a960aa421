import type { JsonObject } from '../json.js';
import type { Filter } from './filter.js';

/** Whether a resource satisfies a filter. */
export function matches(_filter: Filter, _resource: JsonObject): boolean {
  throw new Error('to come');
}
