/** The characteristics of an attribute (RFC 7643 section 2.2 and 7). */
export interface AttributeDefinition {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly AttributeDefinition[];
  readonly description: string;
  /** The longest text accepted, in UTF-16 code units. Ours: not part of discovery. */
  readonly maxLength: number;
  /** What its texts look like, where the RFCs say so; others are tolerated (T21). Ours: not part of discovery. */
  readonly form?: RegExp;
  /** Surrounding blanks are no part of the value. Ours: not part of discovery. */
  readonly trimmed?: true;
}

export type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';

/** A schema (RFC 7643 section 7). */
export interface SchemaDefinition {
  /** Its URN. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly AttributeDefinition[];
}

/** A type of resource (RFC 7643 section 6). */
export interface ResourceType {
  readonly name: 'User' | 'Group';
  readonly endpoint: '/Users' | '/Groups';
  readonly description: string;
  readonly schema: SchemaDefinition;
  readonly extensions: readonly SchemaDefinition[];
  /**
   * The attribute that refers to other resources. It can be very long and belongs to another aggregate, so bodies and
   * PATCHes give its ids beside the resource, never within it.
   */
  readonly references: 'groups' | 'members';
}

/** Where an attribute stands in a resource. */
export interface AttributePath {
  /** The URN of the extension that holds it; absent for core and common attributes. */
  readonly extension?: string;
  readonly attribute: AttributeDefinition;
  readonly subAttribute?: AttributeDefinition;
}
