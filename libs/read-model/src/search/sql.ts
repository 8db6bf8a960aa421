/** What SQL can be given, and what it gives back. */
export type SqlValue = string | number | null;

/** A piece of SQL with the values of its `?`, so that text made from data never gets into a statement. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** SQL from a template: pieces are put in, anything else becomes a bound value. */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Sql | SqlValue)[]): Sql {
  let text = strings[0] ?? '';
  const values: SqlValue[] = [];
  parts.forEach((part, index) => {
    if (typeof part === 'object' && part !== null) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part);
    }
    text += strings[index + 1] ?? '';
  });
  return { text, values };
}

/** Words of ours, like the name of a column, as SQL. */
export function raw(text: string): Sql {
  return { text, values: [] };
}

/** Pieces with words of ours between them, in brackets. */
export function joined(pieces: readonly Sql[], between: string): Sql {
  return {
    text: `(${pieces.map(({ text }) => text).join(between)})`,
    values: pieces.flatMap(({ values }) => values),
  };
}
