import { ownTurn } from '#event-store';
import {
  type CursorPosition,
  type Place,
  type ResourcePage,
  type ResourceRows,
  type Window,
} from '#read-model';
import {
  type AttributeSelection,
  bindSort,
  GROUP,
  LIST_RESPONSE,
  type ListQuery,
  parseFilter,
  readListQuery,
  readSelection,
  type ResourceType,
  ScimError,
  USER,
} from '#scim';
import type { Runtime } from '../runtime.js';
import { wantsMembers } from './groups.js';
import type { ListCursors } from './list-cursors.js';
import { answerOf } from './scim-answers.js';
import type { ScimContext } from './scim-request.js';
import { TEXT_IN_A_TURN } from './selected.js';

type Query = Readonly<Record<string, unknown>>;

/**
 * A ListResponse (RFC 7644 section 3.4.2, RFC 9865) in pieces of text, which are put together from the texts of its
 * resources. What is wrong with the query is told ahead of the first piece.
 *
 * @param types what is asked for: one type at its endpoint, several at the root
 * @param parameters of a query, or of a search request
 */
export async function* listPieces(
  runtime: Runtime,
  { nodeId, baseUrl, tolerated }: ScimContext,
  types: readonly ResourceType[],
  parameters: Query,
): AsyncGenerator<string, void, undefined> {
  const query = readListQuery(parameters);
  const selections = new Map(types.map((type) => [type, readSelection(parameters, type)]));
  const { sort } = query;
  const parts = types.map((type) => {
    const others = types.filter((other) => other !== type);
    return {
      rows: rowsOf(runtime, type, selections.get(type)),
      ...(query.filter !== undefined && {
        filter: parseFilter(query.filter, type, tolerated, others),
      }),
      ...(sort !== undefined && { sortBy: bindSort(sort.by, type, tolerated, others) }),
    };
  });
  /** What a cursor belongs to: it leads nowhere in another list. */
  const list = () =>
    JSON.stringify([nodeId, types.map(({ name }) => name), query.filter, query.sort]);
  const { cursors, lists, configuration } = runtime;
  const from =
    query.cursor === undefined || query.cursor === ''
      ? undefined
      : await cursors.open(query.cursor, list());
  const window = windowOf(query, configuration.maxPageSize, from);
  const page = await lists.page({ nodeId, baseUrl, parts, order: sort?.order }, window);

  const place =
    query.cursor === undefined
      ? `,"startIndex":${query.startIndex}`
      : await cursorsText(cursors, page, list());
  let text = `{"schemas":["${LIST_RESPONSE}"],"totalResults":${page.totalResults}${place},"itemsPerPage":${page.resources.length},"Resources":[`;
  let separator = '';
  for (const resource of page.resources) {
    const answer = await answerOf(resource, baseUrl, selections.get(resource.type));
    text += separator;
    separator = ',';
    for (const piece of await answer.text()) {
      text += piece;
      if (text.length <= TEXT_IN_A_TURN) continue;
      yield text;
      text = '';
      await ownTurn();
    }
  }
  yield `${text}]}`;
}

async function cursorsText(
  cursors: ListCursors,
  { next, previous, totalResults: total }: ResourcePage,
  list: string,
): Promise<string> {
  const seal = (place: Place, back: boolean) => cursors.seal({ place, back, total }, list);
  return (
    (next === undefined ? '' : `,"nextCursor":"${await seal(next, false)}"`) +
    (previous === undefined ? '' : `,"previousCursor":"${await seal(previous, true)}"`)
  );
}

/** Without a count the page is as large as any: some clients never ask for a second one. */
function windowOf(
  { startIndex, count, cursor }: ListQuery,
  maxPageSize: number,
  from: CursorPosition | undefined,
): Window {
  const limit = Math.min(count ?? maxPageSize, maxPageSize);
  if (cursor === undefined) return { kind: 'index', offset: startIndex - 1, limit };
  // Whoever asks for no resources gets the total, and no cursor: it would lead to nothing for ever.
  if (limit === 0) return { kind: 'index', offset: 0, limit };
  if (count !== undefined && count > maxPageSize) {
    const detail = `a page by cursor holds ${maxPageSize} resources at most`;
    throw new ScimError(400, 'invalidCount', detail);
  }
  return { kind: 'cursor', limit, ...(from !== undefined && { from }) };
}

function rowsOf(
  { users, teams, teamsWithMembers }: Runtime,
  type: ResourceType,
  selection: AttributeSelection | undefined,
): ResourceRows {
  if (type === USER) return users.rows;
  if (type !== GROUP) throw new Error(`there are no lists of ${type.name}`);
  return wantsMembers(selection) ? teamsWithMembers.rows : teams.rows;
}
