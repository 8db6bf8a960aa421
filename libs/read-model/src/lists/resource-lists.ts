import { filterKeys } from './filter-keys.js';
import { PartQuery } from './list-part.js';
import type { ListRequest, ResourcePage, Window } from './list-request.js';
import { pageInOrderOfAge } from './aged-pages.js';
import { Scanner } from './scanner.js';
import { sortedPage } from './sorted-pages.js';

/** How long one list may take to be made, in milliseconds. */
const LIMIT_MS = 30_000;

/** As deep as a sorted list goes by index; a cursor goes on from there. */
const DEEPEST = 100_000;

/**
 * Lists of resources. What an index answers is looked up; everything else is gone over in portions, bounded in time.
 *
 * Errors: ScimError 400 `tooMany` for what would take too long, or too much room.
 */
export class ResourceLists {
  private readonly scanner: Scanner;

  constructor(
    limitMs = LIMIT_MS,
    private readonly deepest = DEEPEST,
  ) {
    this.scanner = new Scanner(limitMs);
  }

  async page(request: ListRequest, window: Window): Promise<ResourcePage> {
    const matched = await lookedUp(request, window);
    if (matched !== undefined) return matched;
    const { nodeId, baseUrl, parts, order } = request;
    const queries = parts.map((part) => new PartQuery(part, nodeId, baseUrl, this.scanner));
    return order === undefined
      ? pageInOrderOfAge(nodeId, queries, window)
      : sortedPage(nodeId, queries, order, window, this.deepest);
  }
}

/** What IdPs ask most, whether there is one with this name: a single statement. */
async function lookedUp(
  { nodeId, parts, order }: ListRequest,
  window: Window,
): Promise<ResourcePage | undefined> {
  const [part] = parts;
  const isSimple = parts.length === 1 && order === undefined && window.kind === 'index';
  if (part?.filter === undefined || !isSimple) return undefined;
  const look = filterKeys(part.filter);
  const [key] = look?.keys ?? [];
  if (key === undefined || look?.keys.length !== 1 || !look.exact) return undefined;
  const found = await part.rows.byKey(nodeId, key, window.limit + 1);
  if (found.length > window.limit) return undefined;
  found.sort((a, b) => a.ordinal - b.ordinal);
  return { totalResults: found.length, resources: found.slice(window.offset) };
}
