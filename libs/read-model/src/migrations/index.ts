import { Initial1764000000000 } from './1764000000000-initial.js';
import { MethodSettings1764000001000 } from './1764000001000-method-settings.js';
import { OAuthClients1764000002000 } from './1764000002000-oauth-clients.js';
import { AuditTolerances1764000003000 } from './1764000003000-audit-tolerances.js';
import { Leases1764100000000 } from './1764100000000-leases.js';
import { Lists1764200000000 } from './1764200000000-lists.js';
import { Collation1764300000000 } from './1764300000000-collation.js';
import { NestedTeams1764500000000 } from './1764500000000-nested-teams.js';
import { GroupsInOrder1764600000000 } from './1764600000000-groups-in-order.js';
import { FinerCounts1764700000000 } from './1764700000000-finer-counts.js';

/** In the order in which they are run. */
export const migrations = [
  Initial1764000000000,
  MethodSettings1764000001000,
  OAuthClients1764000002000,
  AuditTolerances1764000003000,
  Leases1764100000000,
  Lists1764200000000,
  Collation1764300000000,
  NestedTeams1764500000000,
  GroupsInOrder1764600000000,
  FinerCounts1764700000000,
] as const;
