import { unreachable } from '#kernel';
import {
  ApiKeyRow,
  ListedCountRow,
  MembershipRow,
  MethodRow,
  NestedTeamRow,
  NodeRow,
  OAuthClientRow,
  OrganisationRow,
  TeamRow,
  TokenRow,
  UserEmailRow,
  UserRow,
} from '../entities/index.js';
import type { ProjectedEvent, Projection } from '../projection.js';
import type { RowReference, Rows } from '../rows.js';
import { applyMethodEvent } from './method-rows.js';
import { applyMembershipEvent, applyNestingEvent, applyTeamEvent } from './team-rows.js';
import { applyUserEvent } from './user-rows.js';

/** What SCIM and the admin API show: organisations, nodes, methods, users, teams and memberships. */
export const directoryProjection: Projection = {
  name: 'directory',
  version: 3,
  streamPrefixes: ['user-', 'team-', 'node-', 'organisation-', 'method-', 'api-key-'],
  tables: [
    OrganisationRow,
    NodeRow,
    MethodRow,
    TokenRow,
    OAuthClientRow,
    ApiKeyRow,
    UserRow,
    UserEmailRow,
    ListedCountRow,
    TeamRow,
    MembershipRow,
    NestedTeamRow,
  ],
  touches: rowsTouchedBy,
  apply(event, rows) {
    switch (event.type) {
      case 'UserProvisioned':
      case 'UserInvited':
      case 'UserRegistered':
      case 'UserProfileChanged':
      case 'UserNameChanged':
      case 'UserExternalIdLinked':
      case 'UserLocked':
      case 'UserUnlocked':
      case 'UserDeprovisioned':
      case 'UserReprovisioned':
      case 'UserRemoved':
        applyUserEvent(event, rows);
        return;
      case 'TeamCreated':
      case 'TeamRenamed':
      case 'TeamExternalIdLinked':
      case 'TeamDeleted':
        applyTeamEvent(event, rows);
        return;
      case 'TeamMembershipRequested':
      case 'TeamMembershipApproved':
      case 'TeamMembershipDeclined':
      case 'TeamMembershipActivated':
      case 'TeamMembershipRemoved':
        applyMembershipEvent(event, rows);
        applyTeamEvent(event, rows);
        return;
      case 'NestedTeamAdded':
      case 'NestedTeamRemoved':
        applyNestingEvent(event, rows);
        applyTeamEvent(event, rows);
        return;
      case 'OrganisationCreated':
      case 'NodeCreated':
      case 'ApiKeyIssued':
        applySetUpEvent(event, rows);
        return;
      case 'ProvisioningMethodCreated':
      case 'ProvisioningMethodActivated':
      case 'ProvisioningMethodChanged':
      case 'ProvisioningMethodPaused':
      case 'ProvisioningMethodResumed':
      case 'ProvisioningMethodDeleted':
      case 'ProvisioningTokenIssued':
      case 'ProvisioningTokenRevoked':
      case 'OAuthClientRegistered':
      case 'OAuthClientSecretRotated':
      case 'OAuthClientRevoked':
        applyMethodEvent(event, rows);
        return;
      case 'NameClaimed':
      case 'NameConfirmed':
      case 'NameReleased':
      case 'ProvisioningRequestFailed':
        return;
      default:
        return unreachable(event);
    }
  },
};

/** What events change; what they only put or delete need not be read. */
function rowsTouchedBy({ type, data }: ProjectedEvent): readonly RowReference[] {
  switch (type) {
    case 'TeamMembershipApproved':
    case 'TeamMembershipActivated':
      return [
        [MembershipRow, data.teamId, data.userId],
        [TeamRow, data.teamId],
      ];
    case 'ProvisioningMethodActivated':
    case 'ProvisioningMethodChanged':
    case 'ProvisioningMethodPaused':
    case 'ProvisioningMethodResumed':
      return [[MethodRow, data.methodId]];
    case 'OAuthClientSecretRotated':
      return [[OAuthClientRow, data.clientId]];
    default:
      // A membership's event has both ids; the row it changes besides is its team's.
      if ('teamId' in data) return [[TeamRow, data.teamId]];
      return 'userId' in data ? [[UserRow, data.userId]] : [];
  }
}

type SetUpEvent = ProjectedEvent & {
  type: 'OrganisationCreated' | 'NodeCreated' | 'ApiKeyIssued';
};

function applySetUpEvent({ type, data, metadata }: SetUpEvent, rows: Rows): void {
  const { occurredAt: createdAt } = metadata;
  switch (type) {
    case 'OrganisationCreated':
      rows.put(OrganisationRow, { id: data.organisationId, name: data.name, createdAt });
      return;
    case 'NodeCreated': {
      const { nodeId: id, name, parentId = null } = data;
      rows.put(NodeRow, { id, organisationId: data.organisationId, parentId, name, createdAt });
      return;
    }
    case 'ApiKeyIssued': {
      const { keyId: id, role, keyHash: hash, label } = data;
      rows.put(ApiKeyRow, { id, role, hash, label, createdAt });
      return;
    }
    default:
      unreachable(type);
  }
}
