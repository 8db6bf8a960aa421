import { invalidFilter } from '../errors.js';
import type { AttributePath } from '../schema/attribute-definition.js';
import { nameOf } from '../schema/attribute-index.js';
import type { Tolerated } from '../tolerances.js';
import { parseInstant } from '../values/date-time.js';
import { foldCase } from '../values/fold-case.js';
import { booleanOf, isWellFormed } from '../values/read-value.js';
import { type ComparisonFilter, type ComparisonOperator, targetOf } from './filter.js';

/** A literal as the text has it: between quotes (its escapes undone), or bare. */
export interface Literal {
  readonly text: string;
  readonly quoted: boolean;
}

const TEXT_OPERATORS: readonly ComparisonOperator[] = ['co', 'sw', 'ew'];
const ORDER_OPERATORS: readonly ComparisonOperator[] = ['gt', 'ge', 'lt', 'le'];

/** Binds a literal to the type of the attribute that it is compared with. Errors: 400 `invalidFilter`. */
export function bindComparison(
  path: AttributePath,
  operator: ComparisonOperator,
  literal: Literal,
  tolerated: Tolerated,
): ComparisonFilter {
  const { type, caseExact, trimmed } = targetOf(path);
  // Such a value is kept without the blanks around it, and asked for by what was sent.
  const isEquality = operator === 'eq' || operator === 'ne';
  const refuse = (detail: string) => invalidFilter(`${nameOf(path)} ${detail}`);
  const bound = (value: ComparisonFilter['value'], written = value): ComparisonFilter => ({
    kind: 'comparison',
    path,
    operator,
    value,
    literal: written,
  });
  const boundText = (text: string) => bound(caseExact ? text : foldCase(text), text);
  if (type === 'complex') throw refuse('is complex: compare one of its sub-attributes');

  const isText = type === 'string' || type === 'reference' || type === 'binary';
  const hasOrder = type !== 'boolean' && type !== 'binary';
  if (
    (TEXT_OPERATORS.includes(operator) && !isText) ||
    (ORDER_OPERATORS.includes(operator) && !hasOrder)
  ) {
    throw refuse(`is of type ${type} and does not compare with ${operator}`);
  }

  switch (type) {
    case 'boolean': {
      const value = booleanOf(literal.text);
      if (value === undefined) throw refuse('compares with true or false');
      if (literal.quoted || literal.text !== String(value)) {
        tolerated.count('T2', nameOf(path), 'invalidFilter');
      }
      return bound(value);
    }
    case 'integer':
    case 'decimal': {
      const value = literal.quoted || literal.text === '' ? NaN : Number(literal.text);
      if (!Number.isFinite(value)) throw refuse('compares with a number');
      return bound(value);
    }
    case 'dateTime': {
      const value = parseInstant(literal.text);
      if (value === undefined) throw refuse('compares with a dateTime');
      if (!literal.quoted) tolerated.count('T15', nameOf(path));
      return bound(value, literal.text);
    }
    case 'string':
    case 'reference':
    case 'binary':
      if (!isWellFormed(literal.text)) throw refuse('compares with well-formed text');
      if (!literal.quoted) tolerated.count('T15', nameOf(path));
      return boundText(trimmed && isEquality ? literal.text.trim() : literal.text);
  }
}
