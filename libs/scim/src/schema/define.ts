import type { AttributeDefinition, AttributeType } from './attribute-definition.js';

type Characteristics = Partial<
  Omit<AttributeDefinition, 'name' | 'type' | 'description' | 'subAttributes'>
>;

const MAX_TEXT = 4096;

/**
 * What resources are looked up by is short enough for an index of any engine: Postgres takes 2,704 bytes an entry, and
 * folding makes six bytes of a character at the most. A longer one would be accepted, and stop the read models.
 */
export const lookedUp = { maxLength: 400 } as const;

/** Fills in the defaults of RFC 7643 section 2.2. */
function define(
  type: AttributeType,
  name: string,
  description: string,
  characteristics: Characteristics = {},
): AttributeDefinition {
  return {
    name,
    type,
    description,
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    maxLength: MAX_TEXT,
    ...characteristics,
  };
}

export function text(
  name: string,
  description: string,
  characteristics?: Characteristics,
): AttributeDefinition {
  return define('string', name, description, characteristics);
}

export function flag(
  name: string,
  description: string,
  characteristics?: Characteristics,
): AttributeDefinition {
  return define('boolean', name, description, characteristics);
}

export function instant(
  name: string,
  description: string,
  characteristics?: Characteristics,
): AttributeDefinition {
  return define('dateTime', name, description, characteristics);
}

/** Base64 text (RFC 7643 section 2.3.6): case-exact by nature. */
export function binary(
  name: string,
  description: string,
  characteristics?: Characteristics,
): AttributeDefinition {
  return define('binary', name, description, { caseExact: true, ...characteristics });
}

/** The characters of a URI reference (RFC 3986 section 2 and 4.1). */
const URI_REFERENCE = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\da-f]{2})+$/i;

/** A URI (RFC 7643 section 2.3.7): case-exact by nature. */
export function reference(
  name: string,
  description: string,
  referenceTypes: readonly string[],
  characteristics?: Characteristics,
): AttributeDefinition {
  return define('reference', name, description, {
    caseExact: true,
    form: URI_REFERENCE,
    referenceTypes,
    ...characteristics,
  });
}

export function complex(
  name: string,
  description: string,
  subAttributes: readonly AttributeDefinition[],
  characteristics?: Characteristics,
): AttributeDefinition {
  return { ...define('complex', name, description, characteristics), subAttributes };
}

/** The multi-valued attributes of RFC 7643 section 2.4: a value with its display name, type and primary mark. */
export function plural(
  name: string,
  description: string,
  value: AttributeDefinition,
  types: readonly string[] = [],
): AttributeDefinition {
  return complex(
    name,
    description,
    [
      value,
      text('display', 'A name of the value for people to read.'),
      text('type', 'What the value is for.', types.length > 0 ? { canonicalValues: types } : {}),
      flag('primary', 'Marks the preferred value; true on one value at most.'),
    ],
    { multiValued: true },
  );
}
