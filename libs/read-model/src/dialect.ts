import { FINGERPRINT_DIGITS } from './fingerprint.js';
import { postgresSearch, type SearchDialect, sqliteSearch } from './search/search-dialect.js';

/** The words in which engines differ. What goes in are names of columns, never data. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** An aggregate: a JSON text, a list with a list of the columns for each row, in their order. */
  jsonRows(...columns: readonly string[]): string;
  /** A condition with one `?`, a JSON text: whether the column is among that list of texts. */
  isAmong(column: string): string;
  /** An aggregate: the `fingerprint` of texts that are put into an order, a line each; NULL when there are none. */
  fingerprint(text: string, order: string): string;
  readonly search: SearchDialect;
}

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  jsonRows: (...columns) => `json_group_array(json_array(${columns.join(', ')}))`,
  isAmong: (column) => `${column} IN (SELECT value FROM json_each(?))`,
  // A function of ours, which is registered with every connection.
  fingerprint: (text, order) => `fingerprint(group_concat(${text}, char(10) ORDER BY ${order}))`,
  search: sqliteSearch,
};

export const postgresDialect: Dialect = {
  name: 'postgres',
  jsonRows: (...columns) =>
    `coalesce(json_agg(json_build_array(${columns.join(', ')})), '[]')::text`,
  // An array first: the planner then looks up each of its texts by the column's index.
  isAmong: (column) =>
    `${column} = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST(? AS jsonb))))`,
  fingerprint: (text, order) =>
    `left(encode(sha256(convert_to(string_agg(${text}, chr(10) ORDER BY ${order}), 'UTF8')), 'hex'),
      ${FINGERPRINT_DIGITS})`,
  search: postgresSearch,
};
