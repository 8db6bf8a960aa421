import {
  type AttributeDefinition,
  type AttributePath,
  type ComparisonFilter,
  type Filter,
  targetOf,
} from '#scim';
import type { SearchDialect } from './search-dialect.js';
import { joined, raw, type Sql, sql } from './sql.js';

/** The elements of a multi-valued attribute. */
export interface Elements {
  /** What follows FROM, with a condition at its end. */
  readonly from: Sql;
  /** A simple value of an element; without a name, the element itself. */
  value(definition: AttributeDefinition | undefined): Sql;
}

/** Where the attributes of a row's resource are found. */
export interface SearchedRow {
  readonly dialect: SearchDialect;
  /** What the resource says itself, in the form in which it compares (`comparableText`): a JSON expression. */
  readonly json: string;
  /** Attributes that are rows of other tables. */
  relation(path: AttributePath): Elements | undefined;
  /** Attributes that are made when they are asked for. */
  computed(path: AttributePath): Sql | undefined;
}

/** A filter as a condition. */
export interface Condition {
  readonly sql: Sql;
  /** How many terms look into what the resource says itself. */
  readonly terms: number;
  /** Whether it looks at rows of other tables as well, however many there are. */
  readonly looksElsewhere: boolean;
}

/** Says a filter in SQL. It means what `matches` means of the same resource. */
export function filterCondition(filter: Filter, row: SearchedRow): Condition {
  const compiler = new FilterCompiler(row);
  const condition = compiler.compile(filter, (path) => path);
  return { sql: condition, terms: compiler.terms, looksElsewhere: compiler.looksElsewhere };
}

const TRUE = raw('TRUE');
const FALSE = raw('FALSE');

/** Gives the whole path of one that starts within a single-valued complex attribute. */
type Place = (path: AttributePath) => AttributePath;

class FilterCompiler {
  terms = 0;
  looksElsewhere = false;

  constructor(private readonly row: SearchedRow) {}

  compile(filter: Filter, place: Place): Sql {
    switch (filter.kind) {
      case 'and':
      case 'or': {
        const operands = filter.operands.map((each) => this.compile(each, place));
        return joined(operands, filter.kind === 'and' ? ' AND ' : ' OR ');
      }
      case 'not':
        return sql`NOT ${this.compile(filter.operand, place)}`;
      case 'present':
        return this.present(place(filter.path));
      case 'comparison':
        return this.comparison(filter, place(filter.path));
      case 'valuePath':
        return this.valuePath(place(filter.path), filter.filter);
    }
  }

  private present(path: AttributePath): Sql {
    if (path.attribute.multiValued) {
      const elements = this.elements(path);
      return any(
        elements,
        path.subAttribute === undefined ? TRUE : isPresent(elements.value(path.subAttribute)),
      );
    }
    return isPresent(this.value(path));
  }

  private comparison(filter: ComparisonFilter, path: AttributePath): Sql {
    if (path.attribute.multiValued) {
      const elements = this.elements(path);
      return any(elements, compared(elements.value(path.subAttribute), filter, this.row.dialect));
    }
    return compared(this.value(path), filter, this.row.dialect);
  }

  private valuePath(path: AttributePath, inner: Filter): Sql {
    if (path.attribute.multiValued) return this.elementPath(this.elements(path), inner);
    const within: Place = ({ attribute }) => ({ ...path, subAttribute: attribute });
    return joined([this.present(path), this.compile(inner, within)], ' AND ');
  }

  /** An element's own attributes are simple: no path within leads any further. */
  private elementPath(elements: Elements, filter: Filter): Sql {
    const inside = (inner: Filter): Sql => {
      switch (inner.kind) {
        case 'and':
        case 'or':
          return joined(inner.operands.map(inside), inner.kind === 'and' ? ' AND ' : ' OR ');
        case 'not':
          return sql`NOT ${inside(inner.operand)}`;
        case 'present':
          return isPresent(elements.value(inner.path.attribute));
        case 'comparison':
          return compared(elements.value(inner.path.attribute), inner, this.row.dialect);
        case 'valuePath':
          return FALSE;
      }
    };
    return any(elements, inside(filter));
  }

  /** A value of a single-valued attribute. */
  private value(path: AttributePath): Sql {
    const computed = this.row.computed(path);
    if (computed === undefined) this.terms++;
    else this.looksElsewhere = true;
    return computed ?? jsonValue(this.row, targetOf(path), stepsOf(path));
  }

  private elements(path: AttributePath): Elements {
    const relation = this.row.relation(path);
    if (relation !== undefined) {
      this.looksElsewhere = true;
      return relation;
    }
    this.terms++;
    const { dialect, json } = this.row;
    const { extension, attribute } = path;
    const { from, element } = dialect.elements(
      json,
      stepsOf({ ...(extension && { extension }), attribute }),
    );
    return {
      from: raw(`${from} WHERE TRUE`),
      value: (definition) => {
        this.terms++;
        return jsonValue(
          { dialect, json: element },
          definition ?? attribute,
          definition === undefined ? [] : [definition.name],
        );
      },
    };
  }
}

function stepsOf({ extension, attribute, subAttribute }: AttributePath): readonly string[] {
  return [extension, attribute.name, subAttribute?.name].filter((step) => step !== undefined);
}

function jsonValue(
  { dialect, json }: Pick<SearchedRow, 'dialect' | 'json'>,
  { type }: AttributeDefinition,
  steps: readonly string[],
): Sql {
  const isText = type === 'string' || type === 'reference' || type === 'binary';
  if (type === 'complex') return raw(dialect.part(json, steps));
  return raw(isText ? dialect.text(json, steps) : dialect.number(json, steps));
}

function any(elements: Elements, condition: Sql): Sql {
  return sql`EXISTS (SELECT 1 FROM ${elements.from} AND ${condition})`;
}

function isPresent(value: Sql): Sql {
  return sql`${value} IS NOT NULL`;
}

const SYMBOLS = { eq: '=', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

/** A comparison, never NULL. */
function compared(
  value: Sql,
  { operator, value: sought }: ComparisonFilter,
  dialect: SearchDialect,
): Sql {
  const other = typeof sought === 'boolean' ? Number(sought) : sought;
  switch (operator) {
    case 'eq':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le': {
      const left = typeof other === 'string' ? sql`${value}${raw(dialect.byCodePoint)}` : value;
      return sql`COALESCE(${left} ${raw(SYMBOLS[operator])} ${other}, FALSE)`;
    }
    case 'ne':
      return sql`${value} IS DISTINCT FROM ${other}`;
    case 'co':
      return sql`COALESCE(${dialect.position(value, String(other))} > 0, FALSE)`;
    case 'sw':
      return sql`COALESCE(${dialect.position(value, String(other))} = 1, FALSE)`;
    case 'ew':
      return sql`COALESCE(${dialect.endsWith(value, String(other))}, FALSE)`;
  }
}
