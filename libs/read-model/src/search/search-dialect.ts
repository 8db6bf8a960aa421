import { type Sql, sql } from './sql.js';

/** How an engine looks into JSON, at texts and at lists. Names of attributes are ours, never data. */
export interface SearchDialect {
  /** A column of JSON text as an expression that the others take. */
  json(column: string): string;
  /** The text at a path; NULL when there is none. */
  text(json: string, steps: readonly string[]): string;
  /** The number at a path; NULL when there is none. */
  number(json: string, steps: readonly string[]): string;
  /** What is at a path, as JSON text; NULL when there is nothing. A number leads to an element of a list. */
  part(json: string, steps: readonly (string | number)[]): string;
  /** The elements of the list at a path: what follows FROM, and each element as JSON. */
  elements(
    json: string,
    steps: readonly string[],
  ): { readonly from: string; readonly element: string };
  /** Follows a text that is to compare by code points. */
  readonly byCodePoint: string;
  /** Where a text is first found in another, from 1; 0 when it is not. */
  position(text: Sql, sought: string): Sql;
  endsWith(text: Sql, end: string): Sql;
  /** A condition with one `?`, a JSON text: whether the column is among that list of numbers. */
  isAmongNumbers(column: string): string;
}

const sqlitePath = (steps: readonly (string | number)[]) =>
  `'$${steps.map((step) => (typeof step === 'number' ? `[${step}]` : `."${step}"`)).join('')}'`;

export const sqliteSearch: SearchDialect = {
  json: (column) => column,
  text: (json, steps) =>
    steps.length === 0 ? json : `json_extract(${json}, ${sqlitePath(steps)})`,
  number: (json, steps) => `json_extract(${json}, ${sqlitePath(steps)})`,
  part: (json, steps) => `(${json} -> ${sqlitePath(steps)})`,
  elements: (json, steps) => ({
    from: `json_each(${json}, ${sqlitePath(steps)}) AS element`,
    element: 'element.value',
  }),
  byCodePoint: '',
  position: (text, sought) => sql`instr(${text}, ${sought})`,
  endsWith: (text, end) =>
    end === '' ? sql`${text} IS NOT NULL` : sql`substr(${text}, -length(${end})) = ${end}`,
  isAmongNumbers: (column) => `${column} IN (SELECT value FROM json_each(?))`,
};

const postgresPath = (steps: readonly (string | number)[]) =>
  `'{${steps.map((step) => `"${step}"`).join()}}'`;

export const postgresSearch: SearchDialect = {
  json: (column) => `${column}::jsonb`,
  text: (json, steps) => `(${json} #>> ${postgresPath(steps)})`,
  number: (json, steps) => `(${json} #>> ${postgresPath(steps)})::numeric`,
  part: (json, steps) => `(${json} #> ${postgresPath(steps)})::text`,
  elements: (json, steps) => ({
    from: `jsonb_array_elements(${json} #> ${postgresPath(steps)}) AS each(element)`,
    element: 'each.element',
  }),
  byCodePoint: ' COLLATE "C"',
  position: (text, sought) => sql`strpos(${text}, ${sought})`,
  endsWith: (text, end) => sql`right(${text}, length(${end})) = ${end}`,
  isAmongNumbers: (column) =>
    `${column} = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST(? AS jsonb))::bigint))`,
};
