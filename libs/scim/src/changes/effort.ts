import { ScimError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import type { JsonObject } from '../json.js';
import type {
  ElementsChange,
  SetInElementsChange,
  UnsetInElementsChange,
} from './attribute-change.js';

/** Comparisons of one value with another that one request may cost: some hundredths of a second. */
const MAX_COMPARISONS = 1_000_000;

/** What one term of a filter costs, in comparisons of two values: it folds letter case and accents. */
const TERM = 8;

/** How many characters are folded, or looked through, while two short values are compared. */
const CHARACTERS = { ascii: 128, others: 2 } as const;

const BEYOND_ASCII = /[^\0-\u007f]/;

/**
 * Adds up what the changes of one request cost where each of their values is compared with each that is there, so that
 * many small operations cannot hold the loop where one large one is refused. Errors: 413.
 */
export class Effort {
  private comparisons = 0;
  /** What one term of a filter costs on an element. An element that a change leaves alone is asked about again and again. */
  private readonly costs = new WeakMap<JsonObject, number>();

  spend(
    change: ElementsChange | SetInElementsChange | UnsetInElementsChange,
    present: readonly JsonObject[],
  ): void {
    this.comparisons +=
      'elements' in change
        ? (present.length + change.elements.length / 2) * change.elements.length
        : change.filter === undefined
          ? present.length
          : TERM * termsOf(change.filter) * this.costOf(present);
    if (this.comparisons <= MAX_COMPARISONS) return;
    const { name } = change.path.attribute;
    throw new ScimError(413, undefined, `${name} are too many to be changed in one request`);
  }

  private costOf(elements: readonly JsonObject[]): number {
    let sum = 0;
    for (const element of elements) {
      let cost = this.costs.get(element);
      if (cost === undefined) {
        cost = costOf(element);
        this.costs.set(element, cost);
      }
      sum += cost;
    }
    return sum;
  }
}

/** At least 1, and the more the more text there is: long texts, and such as are not ASCII, take longer to compare. */
function costOf(element: JsonObject): number {
  let cost = 1;
  for (const value of Object.values(element)) {
    if (typeof value !== 'string') continue;
    const characters = BEYOND_ASCII.test(value) ? CHARACTERS.others : CHARACTERS.ascii;
    cost += Math.floor(value.length / characters);
  }
  return cost;
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
