import type { AttributePath } from '#scim';
import type { SearchedRow } from './filter-sql.js';

/**
 * What a resource is sorted by, as JSON text, NULL where it has no such value: of several values the primary one, or else
 * the first (RFC 7644 section 3.4.2.3). That alone comes out of the engine, however much the others say.
 */
export function sortedBy(
  { extension, attribute, subAttribute }: AttributePath,
  { dialect, json }: Pick<SearchedRow, 'dialect' | 'json'>,
): string {
  const steps = extension === undefined ? [attribute.name] : [extension, attribute.name];
  const within = subAttribute === undefined ? [] : [subAttribute.name];
  if (!attribute.multiValued) return dialect.part(json, [...steps, ...within]);
  const { from, element } = dialect.elements(json, steps);
  const first = dialect.part(json, [...steps, 0, ...within]);
  const primary = `FROM ${from} WHERE ${dialect.number(element, ['primary'])} = 1`;
  return `CASE WHEN EXISTS (SELECT 1 ${primary})
    THEN (SELECT ${dialect.part(element, within)} ${primary} LIMIT 1) ELSE ${first} END`;
}
