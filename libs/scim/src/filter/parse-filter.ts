import type {
  AttributeDefinition,
  AttributePath,
  ResourceType,
} from '../schema/attribute-definition.js';
import {
  findPath,
  nameOf,
  type NameMap,
  subAttributeOf,
  subAttributePaths,
} from '../schema/attribute-index.js';
import { invalidFilter } from '../errors.js';
import { type Tolerated, UNCOUNTED } from '../tolerances.js';
import { type ComparisonOperator, type Filter, targetOf } from './filter.js';
import { bindComparison } from './literal.js';
import { Scanner } from './scanner.js';

type Names = Pick<NameMap<AttributePath>, 'get'>;

/** Beyond these a filter is refused, so that one request cannot hold the loop. */
export const FILTER_LIMITS = {
  /** In UTF-16 code units. */
  length: 8192,
  /** Brackets within brackets. */
  depth: 32,
  /** Attribute expressions. */
  terms: 200,
} as const;

const OPERATORS: ReadonlySet<string> = new Set<ComparisonOperator>([
  'eq',
  'ne',
  'co',
  'sw',
  'ew',
  'gt',
  'ge',
  'lt',
  'le',
]);

/**
 * Reads a filter (RFC 7644 section 3.4.2.2), the whole grammar, and binds it to the schema of a resource type.
 *
 * @param others types that are asked at the same time: an attribute that only they have is one that is absent here
 *
 * Errors: 400 `invalidFilter` for a wrong syntax, an unknown attribute, a comparison that the attribute's type does not
 * have, and for what is beyond {@link FILTER_LIMITS}.
 */
export function parseFilter(
  text: string,
  type: ResourceType,
  tolerated: Tolerated = UNCOUNTED,
  others: readonly ResourceType[] = [],
): Filter {
  if (text.length > FILTER_LIMITS.length) {
    throw invalidFilter(`a filter takes ${FILTER_LIMITS.length} characters at most`);
  }
  const scanner = new Scanner(text, tolerated);
  const filter = new FilterParser(scanner, tolerated).disjunction(namesOf(type, others));
  if (!scanner.atEnd()) throw scanner.refuse('the end, and or or expected');
  return filter;
}

/**
 * Reads the filter of a value path up to the bracket that closes it.
 *
 * @param start behind the opening bracket
 * @returns the filter, whose paths start at an element, and the place behind the closing bracket
 */
export function parseElementFilter(
  text: string,
  start: number,
  attribute: AttributeDefinition,
  tolerated: Tolerated,
): { readonly filter: Filter; readonly end: number } {
  const scanner = new Scanner(text, tolerated, start);
  const filter = new FilterParser(scanner, tolerated).disjunction(subAttributePaths(attribute));
  scanner.expect(']');
  return { filter, end: scanner.position };
}

/**
 * What names mean in resources of a type. One that only others have is absent in them (RFC 7644 section 3.4.2.1): its path
 * leads to the schema of the other type, as to an extension that none of them has.
 */
export function namesOf(type: ResourceType, others: readonly ResourceType[]): Names {
  return {
    get(name, tolerated) {
      const own = findPath(type, name, tolerated, 'invalidFilter');
      if (own !== undefined) return own;
      for (const other of others) {
        const path = findPath(other, name, tolerated, 'invalidFilter');
        if (path !== undefined) return { extension: other.schema.id, ...path };
      }
      return undefined;
    },
  };
}

/** Recursive descent, one method a rule of the grammar; or binds weaker than and, and weaker than not. */
class FilterParser {
  private terms = 0;
  private depth = 0;

  constructor(
    private readonly scanner: Scanner,
    private readonly tolerated: Tolerated,
  ) {}

  disjunction(names: Names): Filter {
    return this.sequence('or', () => this.sequence('and', () => this.factor(names)));
  }

  private sequence(kind: 'and' | 'or', operand: () => Filter): Filter {
    const first = operand();
    const operands = [first];
    this.scanner.skipBlanks();
    while (this.scanner.takeKeyword(kind)) {
      this.scanner.countUnparted(kind);
      operands.push(operand());
      this.scanner.skipBlanks();
    }
    return operands.length === 1 ? first : { kind, operands };
  }

  private factor(names: Names): Filter {
    this.scanner.skipBlanks();
    if (this.scanner.take('(')) return this.nested(')', names);
    if (this.scanner.takeKeyword('not')) {
      this.scanner.skipBlanks();
      this.scanner.expect('(');
      return { kind: 'not', operand: this.nested(')', names) };
    }
    return this.attributeExpression(names);
  }

  private nested(close: ')' | ']', names: Names): Filter {
    if (++this.depth > FILTER_LIMITS.depth) {
      throw invalidFilter(`a filter nests ${FILTER_LIMITS.depth} deep at most`);
    }
    const filter = this.disjunction(names);
    this.scanner.expect(close);
    this.depth--;
    return filter;
  }

  private attributeExpression(names: Names): Filter {
    if (++this.terms > FILTER_LIMITS.terms) {
      throw invalidFilter(`a filter has ${FILTER_LIMITS.terms} terms at most`);
    }
    const path = this.attributePath(names);
    return this.scanner.take('[') ? this.valuePath(path) : this.comparison(path);
  }

  private attributePath(names: Names): AttributePath {
    const name = this.scanner.word();
    if (name === '') throw this.scanner.refuse('an attribute expected');
    const path = names.get(name, this.tolerated, 'T11');
    // An attribute that is never returned must not be found out by asking either.
    if (path === undefined || path.attribute.returned === 'never') {
      throw invalidFilter(`unknown attribute ${name.slice(0, 100)}`);
    }
    return path;
  }

  private valuePath(path: AttributePath): Filter {
    if (targetOf(path).type !== 'complex') {
      throw invalidFilter(`${nameOf(path)} is not complex: it takes no value path`);
    }
    const names = subAttributePaths(path.attribute);
    const filter = this.nested(']', names);
    // The element that satisfies the filter satisfies the comparison too.
    if (this.scanner.take('.')) {
      this.tolerated.count('T22', nameOf(path));
      const operands = [filter, this.comparison(this.attributePath(names))];
      return { kind: 'valuePath', path, filter: { kind: 'and', operands } };
    }
    return { kind: 'valuePath', path, filter };
  }

  private comparison(path: AttributePath): Filter {
    this.scanner.skipBlanks();
    const operator = this.scanner.word().toLowerCase();
    if (operator === 'pr') return { kind: 'present', path };
    if (!isOperator(operator)) throw this.scanner.refuse('an operator expected');
    this.scanner.countUnparted(operator);
    this.scanner.skipBlanks();
    const literal = this.scanner.literal();
    const compared = comparedPath(path);
    if (!literal.quoted && literal.text === 'null') return this.withNull(compared, operator);
    return bindComparison(compared, operator, literal, this.tolerated);
  }

  private withNull(path: AttributePath, operator: ComparisonOperator): Filter {
    const present: Filter = { kind: 'present', path };
    if (operator === 'ne') return present;
    if (operator === 'eq') return { kind: 'not', operand: present };
    throw this.scanner.refuse(`null does not compare with ${operator}`);
  }
}

/** What is compared: of a complex attribute its value (`emails eq "x"` means `emails.value eq "x"`). */
export function comparedPath(path: AttributePath): AttributePath {
  const value = path.subAttribute ?? subAttributeOf(path.attribute, 'value');
  return value === undefined ? path : { ...path, subAttribute: value };
}

function isOperator(word: string): word is ComparisonOperator {
  return OPERATORS.has(word);
}
