export { BulkPlan, type BulkStep } from './bulk/bulk-plan.js';
export {
  BULK_LIMITS,
  type BulkMethod,
  type BulkOperation,
  type BulkRequest,
  readBulk,
} from './bulk/bulk-request.js';
export { type Dialect, recogniseDialect } from './dialect.js';
export {
  resourceTypeDocuments,
  schemaDocuments,
  type ServiceFeatures,
  serviceProviderConfig,
} from './discovery.js';
export {
  invalidFilter,
  invalidPath,
  invalidSyntax,
  invalidValue,
  mutability,
  noTarget,
  ScimError,
  scimErrorBody,
  type ScimType,
} from './errors.js';
export {
  type ComparisonFilter,
  type ComparisonOperator,
  type Filter,
  type LogicalFilter,
  type NotFilter,
  type PresentFilter,
  targetOf,
  type ValuePathFilter,
} from './filter/filter.js';
export { matches } from './filter/matches.js';
export { FILTER_LIMITS, parseFilter } from './filter/parse-filter.js';
export { isJsonArray, isJsonObject, type JsonObject, type JsonValue, sameJson } from './json.js';
export { applyPatch, type Patch } from './patch/patch.js';
export { readPatch } from './patch/read-patch.js';
export {
  type ReferenceChange,
  type ReferenceChanges,
  type ReferenceSet,
  resolveReferences,
} from './references/reference-changes.js';
export { type ListQuery, readListQuery, type SortOrder } from './query/list-query.js';
export { readSearchRequest } from './query/search-request.js';
export { bindSort, compareSortKeys, type SortKey } from './query/sort.js';
export { select } from './query/select.js';
export { type AttributeSelection, readSelection, wants } from './query/selection.js';
export { type GroupInput, groupInputOf, readGroup } from './resources/group-input.js';
export { readUser, type UserInput, userInputOf } from './resources/user-input.js';
export {
  type AttributeDefinition,
  type AttributePath,
  type AttributeType,
  type ResourceType,
  type SchemaDefinition,
} from './schema/attribute-definition.js';
export { GROUP, USER } from './schema/resource-types.js';
export {
  TOLERANCES,
  type ToleranceId,
  type ToleranceLog,
  toleranceLog,
  type Tolerated,
  UNCOUNTED,
} from './tolerances.js';
export type { Comparable } from './values/comparable.js';
export { comparableText } from './values/comparable-text.js';
export {
  BULK_REQUEST,
  BULK_RESPONSE,
  CORE_GROUP,
  CORE_USER,
  ENTERPRISE_USER,
  ERROR,
  LIST_RESPONSE,
  PATCH_OP,
  ROLLBOOK_GROUP,
  ROLLBOOK_USER,
  SEARCH_REQUEST,
} from './urns.js';
