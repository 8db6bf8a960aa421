import { findPage, type ResourceSource, resourceText } from '#read-model';
import {
  type AttributeSelection,
  LIST_RESPONSE,
  type ListQuery,
  parseFilter,
  type ResourceType,
  type Tolerated,
} from '#scim';
import { selected } from './scim-answers.js';

/** A list that a client asks for. */
export interface ListRequest {
  readonly nodeId: string;
  readonly baseUrl: string;
  readonly query: ListQuery;
  readonly selection: AttributeSelection | undefined;
  readonly tolerated: Tolerated;
  readonly maxPageSize: number;
}

/** The text of a ListResponse (RFC 7644 section 3.4.2), put together from the texts of its resources. */
export async function listText(
  type: ResourceType,
  source: ResourceSource,
  { nodeId, baseUrl, query, selection, tolerated, maxPageSize }: ListRequest,
): Promise<string> {
  const filter =
    query.filter === undefined ? undefined : parseFilter(query.filter, type, tolerated);
  // Without a count the page is as large as any: some clients never ask for a second one.
  const limit = Math.min(query.count ?? maxPageSize, maxPageSize);
  const { startIndex } = query;
  const page = await findPage(source, nodeId, filter, startIndex - 1, limit);
  const texts = page.resources.map((resource) =>
    selected(resourceText(resource, baseUrl), type, selection),
  );
  return `{"schemas":["${LIST_RESPONSE}"],"totalResults":${page.totalResults},"startIndex":${startIndex},"itemsPerPage":${texts.length},"Resources":[${texts.join()}]}`;
}
