import {
  type Approver,
  type AttributeChange,
  type MembershipStage,
  type RollbookEvent,
  statedValues,
} from '#domain';
import type { JsonValue } from '#kernel';

/** The categories of the audit log with their display names, in the words that administrators know. */
export const AUDIT_CATEGORIES = {
  CREATE: 'Create User By Auto Provisioning',
  UPDATE: 'Update Auto Provisioned User',
  SUSPEND: 'Suspend Auto Provisioned User',
  UNSUSPEND: 'Unsuspend Auto Provisioned User',
  REMOVE: 'Delete Auto Provisioned User',
  REGISTER: 'Register Invited User',
  TEAM: 'Teams',
  MEMBERSHIP: 'Team Memberships',
  ADMIN: 'Administration',
  FAILURE: 'Failures',
} as const;

export type AuditCategory = keyof typeof AUDIT_CATEGORIES;

/** Whom or what an entry is about. */
export interface AuditTarget {
  readonly kind: 'user' | 'team' | 'organisation' | 'node' | 'method';
  readonly id: string | null;
  readonly name: string | null;
  readonly externalId: string | null;
}

/** What the audit log makes of one event. */
export interface AuditLine {
  readonly category: AuditCategory;
  /** Absent where the category's says it. */
  readonly displayName?: string;
  readonly target: AuditTarget;
  readonly changes: readonly AttributeChange[];
}

/** Bookkeeping of names, and an invitation, which is part of the creation, are no lines of their own. */
export function auditLineOf(event: RollbookEvent): AuditLine | undefined {
  switch (event.type) {
    case 'UserProvisioned':
      return user(event.data, 'CREATE', statedValues(event.data));
    case 'UserReprovisioned':
      return user(event.data, 'CREATE', [
        change('deprovisioned', true, false),
        ...event.data.changes,
      ]);
    case 'UserProfileChanged':
      return user(event.data, 'UPDATE', event.data.changes);
    case 'UserNameChanged':
      return user(event.data, 'UPDATE', [change('userName', event.data.from, event.data.to)]);
    case 'UserExternalIdLinked':
      return user(event.data, 'UPDATE', [change('externalId', event.data.from, event.data.to)]);
    case 'UserLocked':
      return user(event.data, 'SUSPEND', [change('active', true, false)]);
    case 'UserDeprovisioned':
      return user(event.data, 'SUSPEND', [
        change('deprovisioned', false, true),
        ...optional('externalId', event.data.externalId, undefined),
      ]);
    case 'UserUnlocked':
      return user(event.data, 'UNSUSPEND', [change('active', false, true)]);
    case 'UserRegistered':
      return user(event.data, 'REGISTER', [change('status', 'invited', 'active')]);
    case 'UserRemoved':
      return user(event.data, 'REMOVE', []);
    case 'TeamCreated':
      return team(event.data, 'Create Team', [
        change('displayName', undefined, event.data.displayName),
        ...optional('externalId', undefined, event.data.externalId),
      ]);
    case 'TeamRenamed':
      return team(event.data, 'Rename Team', [
        change('displayName', event.data.from, event.data.to),
      ]);
    case 'TeamExternalIdLinked':
      return team(event.data, 'Link Team', [change('externalId', event.data.from, event.data.to)]);
    case 'TeamDeleted':
      return team(event.data, 'Delete Team', []);
    case 'TeamMembershipRequested':
      return membership(event.data, 'Request Team Membership', undefined, 'pending');
    case 'TeamMembershipApproved': {
      const line = membership(event.data, 'Approve Team Membership', 'pending', 'approved');
      return answered(line, 'approvedBy', event.data.approvedBy);
    }
    case 'TeamMembershipDeclined': {
      const { from } = event.data;
      const line = membership(event.data, 'Decline Team Membership', from ?? 'pending', undefined);
      return answered(line, 'declinedBy', event.data.declinedBy);
    }
    case 'TeamMembershipActivated': {
      const { from } = event.data;
      return membership(event.data, 'Activate Team Membership', from ?? 'pending', 'active');
    }
    case 'TeamMembershipRemoved':
      return membership(event.data, 'Remove Team Membership', event.data.from, undefined);
    case 'NestedTeamAdded':
      return nesting(event.data, 'Add Nested Team', undefined, 'member');
    case 'NestedTeamRemoved':
      return nesting(event.data, 'Remove Nested Team', 'member', undefined);
    case 'OrganisationCreated': {
      const { organisationId, name } = event.data;
      return admin('Create Organisation', 'organisation', organisationId, name);
    }
    case 'NodeCreated':
      return admin('Create Node', 'node', event.data.nodeId, event.data.name);
    case 'ProvisioningMethodCreated': {
      const { methodId, profile, idp, label } = event.data;
      return admin('Create Provisioning Method', 'method', methodId, label, { profile, idp });
    }
    case 'ProvisioningTokenIssued': {
      const { methodId, tokenId, label, expiresAt } = event.data;
      const details = expiresAt === null ? { tokenId } : { tokenId, expiresAt };
      return admin('Create Provisioning Token', 'method', methodId, label, details);
    }
    case 'ProvisioningTokenRevoked': {
      const { methodId, tokenId, label } = event.data;
      return admin('Revoke Provisioning Token', 'method', methodId, label, { tokenId });
    }
    case 'OAuthClientRegistered':
      return client('Register OAuth Client', event.data);
    case 'OAuthClientSecretRotated':
      return client('Rotate OAuth Client Secret', event.data);
    case 'OAuthClientRevoked':
      return client('Revoke OAuth Client', event.data);
    case 'ProvisioningMethodActivated':
      return admin('Activate Provisioning', 'method', event.data.methodId);
    case 'ProvisioningMethodChanged': {
      const { methodId, from, to } = event.data;
      const before: Readonly<Record<string, JsonValue | undefined>> = from;
      const line = admin('Change Provisioning Method', 'method', methodId);
      const changes = Object.entries(to).map(([name, value]) => change(name, before[name], value));
      return { ...line, changes };
    }
    case 'ProvisioningMethodPaused':
      return admin('Pause Provisioning', 'method', event.data.methodId);
    case 'ProvisioningMethodResumed':
      return admin('Resume Provisioning', 'method', event.data.methodId);
    case 'ProvisioningMethodDeleted':
      return admin('Delete Provisioning Method', 'method', event.data.methodId);
    case 'ProvisioningRequestFailed': {
      const { target } = event.data;
      return {
        category: 'FAILURE',
        target: {
          kind: target?.kind ?? 'method',
          id: target === undefined ? event.data.methodId : (target.id ?? null),
          name: target?.userName ?? null,
          externalId: target?.externalId ?? null,
        },
        changes: [],
      };
    }
    case 'ApiKeyIssued':
    case 'UserInvited':
    case 'NameClaimed':
    case 'NameConfirmed':
    case 'NameReleased':
      return undefined;
  }
}

function change(attribute: string, from: JsonValue | undefined, to: JsonValue | undefined) {
  return {
    attribute,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** No change where there neither was nor is a value. */
function optional(attribute: string, from: string | undefined, to: string | undefined) {
  return from === undefined && to === undefined ? [] : [change(attribute, from, to)];
}

function user(
  data: { readonly userId: string; readonly userName: string; readonly externalId?: string },
  category: AuditCategory,
  changes: readonly AttributeChange[],
): AuditLine {
  const { userId: id, userName: name, externalId = null } = data;
  return { category, target: { kind: 'user', id, name, externalId }, changes };
}

interface TeamData {
  readonly teamId: string;
  readonly displayName: string;
  readonly externalId?: string;
}

function team(data: TeamData, displayName: string, changes: readonly AttributeChange[]): AuditLine {
  const { teamId: id, displayName: name, externalId = null } = data;
  return {
    category: 'TEAM',
    displayName,
    target: { kind: 'team', id, name, externalId },
    changes,
  };
}

function membership(
  data: TeamData & { readonly userId: string; readonly userName: string },
  displayName: string,
  from: MembershipStage | null | undefined,
  to: MembershipStage | undefined,
): AuditLine {
  const { userId, userName } = data;
  return memberChange(data, displayName, { value: userId, userName }, from, to);
}

/** Who answered is not who called: the product's key may speak for a member of the team. */
function answered(line: AuditLine, attribute: string, { kind, userId }: Approver): AuditLine {
  const by = userId === undefined ? { kind } : { kind, userId };
  return { ...line, changes: [...line.changes, change(attribute, undefined, by)] };
}

function nesting(
  data: TeamData & { readonly nestedTeamId: string; readonly nestedTeamName: string },
  displayName: string,
  from: string | undefined,
  to: string | undefined,
): AuditLine {
  const { nestedTeamId, nestedTeamName } = data;
  const member = { value: nestedTeamId, displayName: nestedTeamName };
  return memberChange(data, displayName, member, from, to);
}

function memberChange(
  data: TeamData,
  displayName: string,
  member: Readonly<Record<string, string>>,
  from: string | null | undefined,
  to: string | null | undefined,
): AuditLine {
  // A state that the fact does not tell is null.
  const value = (state: string | null | undefined) =>
    state === undefined ? undefined : { ...member, ...(state === null ? {} : { state }) };
  return {
    ...team(data, displayName, [change('members', value(from), value(to))]),
    category: 'MEMBERSHIP',
  };
}

function admin(
  displayName: string,
  kind: AuditTarget['kind'],
  id: string,
  name: string | null = null,
  details: Readonly<Record<string, string>> = {},
): AuditLine {
  return {
    category: 'ADMIN',
    displayName,
    target: { kind, id, name, externalId: null },
    changes: Object.entries(details).map(([attribute, to]) => ({ attribute, to })),
  };
}

function client(
  displayName: string,
  data: { readonly methodId: string; readonly clientId: string; readonly label: string },
): AuditLine {
  const { methodId, clientId, label } = data;
  return admin(displayName, 'method', methodId, label, { clientId });
}
