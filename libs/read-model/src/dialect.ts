import { type SearchDialect, sqliteSearch } from './search/search-dialect.js';

/** The words in which engines differ. What goes in are names of columns, never data. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** An aggregate: a JSON text, a list with a list of the columns for each row, in any order. */
  jsonRows(...columns: readonly string[]): string;
  /** A condition with one `?`, a JSON text: whether the column is among that list of texts. */
  isAmong(column: string): string;
  readonly search: SearchDialect;
}

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  jsonRows: (...columns) => `json_group_array(json_array(${columns.join(', ')}))`,
  isAmong: (column) => `${column} IN (SELECT value FROM json_each(?))`,
  search: sqliteSearch,
};
