import { ScimError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import type {
  ElementsChange,
  SetInElementsChange,
  UnsetInElementsChange,
} from './attribute-change.js';

/** Comparisons of one value with another that one request may cost: some hundredths of a second. */
const MAX_COMPARISONS = 1_000_000;

/** What one term of a filter costs, in comparisons of two values: it folds letter case and accents. */
const TERM = 8;

/**
 * Adds up what the changes of one request cost where each of their values is compared with each that is there, so that
 * many small operations cannot hold the loop where one large one is refused. Errors: 413.
 */
export class Effort {
  private comparisons = 0;

  spend(
    change: ElementsChange | SetInElementsChange | UnsetInElementsChange,
    present: number,
  ): void {
    this.comparisons +=
      'elements' in change
        ? (present + change.elements.length / 2) * change.elements.length
        : present * (change.filter === undefined ? 1 : TERM * termsOf(change.filter));
    if (this.comparisons <= MAX_COMPARISONS) return;
    const { name } = change.path.attribute;
    throw new ScimError(413, undefined, `${name} are too many to be changed in one request`);
  }
}

function termsOf(filter: Filter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.reduce((sum, operand) => sum + termsOf(operand), 0);
    case 'not':
      return termsOf(filter.operand);
    case 'valuePath':
      return termsOf(filter.filter);
    case 'present':
    case 'comparison':
      return 1;
  }
}
