export { AuditRetention } from './audit-retention.js';
export { ProcessCheckpoints } from './checkpoints.js';
export * from './entities/index.js';
export { MOST_CANDIDATES } from './lists/list-part.js';
export type { Place } from './lists/list-order.js';
export type {
  CursorPosition,
  ListPart,
  ListRequest,
  ResourcePage,
  Window,
} from './lists/list-request.js';
export { ResourceLists } from './lists/resource-lists.js';
export { ResourceRows, type ResourceShape } from './lists/resource-rows.js';
export { type StoredResource } from './lists/stored-resource.js';
export { MethodActivity } from './method-activity.js';
export type { Dialect } from './dialect.js';
export { type ProjectedEvent, type Projection } from './projection.js';
export { ProjectionRunner, ProjectionStoppedError } from './projection-runner.js';
export { AUDIT_CATEGORIES, type AuditCategory } from './projections/audit-rules.js';
export { auditProjection } from './projections/audit.projection.js';
export { directoryProjection } from './projections/directory.projection.js';
export {
  AccessQueries,
  type ApiKeyAccess,
  type ClientAccess,
  type MethodAccess,
  type TokenAccess,
} from './queries/access-queries.js';
export {
  AdministrationQueries,
  type MembershipView,
  type MethodView,
  type OAuthClientView,
  type PageRequest,
  type TeamView,
  type TokenView,
  type UserView,
} from './queries/administration-queries.js';
export { AuditQueries, type AuditQuery, type Usage } from './queries/audit-queries.js';
export { DirectoryQueries } from './queries/directory-queries.js';
export { TeamQueries } from './queries/team-queries.js';
export { groupsVersion, UserQueries } from './queries/user-queries.js';
export { isEngineError } from './engine-errors.js';
export { migrations } from './migrations/index.js';
export { CheckpointMovedError, type ReadDatabase, type SqlValue } from './read-database.js';
export type { Positions } from './positions.js';
export { CheckpointWatch } from './postgres/checkpoint-watch.js';
export { type LeasedWork, Leases } from './postgres/leases.js';
export {
  openPostgresReadDatabase,
  type PostgresReadDatabase,
} from './postgres/postgres-read-database.js';
export { sealingKey } from './sealing-key.js';
export { openSqliteReadDatabase } from './sqlite/sqlite-read-database.js';
