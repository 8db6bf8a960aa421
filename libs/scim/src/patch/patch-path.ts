import type { PathTarget } from '../changes/attribute-change.js';
import { invalidPath, ScimError } from '../errors.js';
import { FILTER_LIMITS, parseElementFilter } from '../filter/parse-filter.js';
import type { ResourceType } from '../schema/attribute-definition.js';
import {
  findPath,
  type IndexedSchema,
  indexOf,
  subAttributePaths,
} from '../schema/attribute-index.js';
import type { Tolerated } from '../tolerances.js';

/** What a path of RFC 7644 figure 7 leads to: an attribute, some values of it, or all attributes of a schema. */
export type PatchTarget = PathTarget | { readonly schema: IndexedSchema };

/** Reads a path. Errors: 400 `invalidPath` for one that is malformed or leads nowhere, its filter included. */
export function parsePatchPath(
  text: string,
  type: ResourceType,
  tolerated: Tolerated,
): PatchTarget {
  if (text.length > FILTER_LIMITS.length) {
    throw invalidPath(`a path takes ${FILTER_LIMITS.length} characters at most`);
  }
  const trimmed = text.trim();
  if (trimmed.length < text.length) tolerated.count('T15', 'path', 'invalidPath');
  const bracket = trimmed.indexOf('[');
  const { schemas } = indexOf(type);
  const head = bracket === -1 ? trimmed : trimmed.slice(0, bracket);
  const path = findPath(type, head, tolerated, 'invalidPath');
  if (bracket === -1) {
    if (path !== undefined) return { path };
    const schema = schemas.get(head, tolerated, 'T16');
    if (schema !== undefined) return { schema };
  }
  if (path === undefined) throw invalidPath(`unknown attribute ${excerpt(head)}`);
  if (path.attribute.type !== 'complex' || path.subAttribute !== undefined) {
    throw invalidPath(`${excerpt(head)} takes no filter`);
  }

  const { filter, end } = parseFilterPart(trimmed, bracket + 1, path.attribute, tolerated);
  const rest = trimmed.slice(end);
  if (rest === '') return { path, filter };
  const subAttribute = rest.startsWith('.')
    ? subAttributePaths(path.attribute).get(rest.slice(1), tolerated, 'T11')?.attribute
    : undefined;
  if (subAttribute === undefined) throw invalidPath(`malformed path ${excerpt(text)}`);
  return { path: { ...path, subAttribute }, filter };
}

/** The parser knows only of `invalidFilter`; what is wrong here is a part of the path. */
function parseFilterPart(...filterPart: Parameters<typeof parseElementFilter>) {
  try {
    return parseElementFilter(...filterPart);
  } catch (error) {
    throw error instanceof ScimError ? invalidPath(error.detail) : error;
  }
}

function excerpt(text: string): string {
  return text.slice(0, 100);
}
