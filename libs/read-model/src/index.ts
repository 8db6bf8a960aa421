export { AuditRetention } from './audit-retention.js';
export { ProcessCheckpoints } from './checkpoints.js';
export * from './entities/index.js';
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
  type MethodAccess,
  type TokenAccess,
} from './queries/access-queries.js';
export {
  AdministrationQueries,
  type MembershipView,
  type MethodView,
  type PageRequest,
  type TeamView,
} from './queries/administration-queries.js';
export { AuditQueries, type AuditQuery, type Usage } from './queries/audit-queries.js';
export { mentions } from './queries/filter-keys.js';
export {
  findPage,
  type ResourcePage,
  type ResourceSource,
  resourceText,
  resourceVersion,
  type StoredResource,
} from './queries/resource-queries.js';
export { TeamQueries } from './queries/team-queries.js';
export { groupsVersion, UserQueries } from './queries/user-queries.js';
export { isEngineError } from './engine-errors.js';
export { CheckpointMovedError, type ReadDatabase, type SqlValue } from './read-database.js';
export type { Positions } from './positions.js';
export { CheckpointWatch } from './postgres/checkpoint-watch.js';
export { type LeasedWork, Leases } from './postgres/leases.js';
export {
  openPostgresReadDatabase,
  type PostgresReadDatabase,
} from './postgres/postgres-read-database.js';
export { openSqliteReadDatabase } from './sqlite/sqlite-read-database.js';
