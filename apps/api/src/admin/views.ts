import { userStateName } from '#domain';
import type {
  MembershipView,
  MethodView,
  NodeRow,
  OAuthClientView,
  OrganisationRow,
  TeamView,
  Usage,
  UserView,
} from '#read-model';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** What the admin API answers, named and described for its users. */

export class OrganisationBody {
  @ApiProperty() id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() createdAt!: string;
}

export class NodeBody {
  @ApiProperty() id!: string;
  @ApiProperty() organisationId!: string;
  @ApiPropertyOptional({ type: String, nullable: true }) parentId!: string | null;
  @ApiProperty() name!: string;
  @ApiProperty() createdAt!: string;
}

export class TokenBody {
  @ApiProperty() id!: string;
  @ApiProperty() label!: string;
  @ApiProperty() createdAt!: string;
  @ApiPropertyOptional({ type: String, nullable: true }) expiresAt!: string | null;
}

export class IssuedTokenBody extends TokenBody {
  @ApiProperty({ description: 'Shown here, and never again.' }) secret!: string;
}

export class TokensBody {
  @ApiProperty({ type: [TokenBody] }) tokens!: readonly TokenBody[];
}

export class OAuthClientBody {
  @ApiProperty() clientId!: string;
  @ApiProperty() label!: string;
  @ApiProperty() createdAt!: string;
  @ApiPropertyOptional({ type: String, nullable: true }) rotatedAt!: string | null;
}

export class OAuthClientsBody {
  @ApiProperty({ type: [OAuthClientBody] }) clients!: readonly OAuthClientBody[];
}

export class ClientCredentialsBody extends OAuthClientBody {
  @ApiProperty({ description: 'Shown here, and never again.' }) clientSecret!: string;
  @ApiProperty({ description: 'Where it gets access tokens.' }) tokenUrl!: string;
}

export class ToleranceBody {
  @ApiProperty({ example: 'T2' }) id!: string;
  @ApiProperty({ example: 'a boolean as a string' }) accepts!: string;
  @ApiProperty() count!: number;
}

export class TolerancesBody {
  @ApiProperty({ description: 'When the process that answers began to count.' }) since!: string;
  @ApiProperty({ type: [ToleranceBody] }) used!: readonly ToleranceBody[];
}

export class MethodBody {
  @ApiProperty() id!: string;
  @ApiProperty() nodeId!: string;
  @ApiProperty() organisationId!: string;
  @ApiProperty() profile!: string;
  @ApiProperty() idp!: string;
  @ApiPropertyOptional({ type: String, nullable: true }) label!: string | null;
  @ApiProperty({ enum: ['draft', 'active', 'paused'] }) state!: string;
  @ApiProperty() strict!: boolean;
  @ApiPropertyOptional({ type: Number, nullable: true }) rateLimit!: number | null;
  @ApiProperty({ type: TolerancesBody }) tolerances!: TolerancesBody;
  @ApiProperty() tenantUrl!: string;
  @ApiProperty() createdAt!: string;
  @ApiPropertyOptional({ type: String, nullable: true }) activatedAt!: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) lastRequestAt!: string | null;
  @ApiProperty({ type: [TokenBody] }) tokens!: readonly TokenBody[];
  @ApiProperty({ type: [OAuthClientBody] }) clients!: readonly OAuthClientBody[];
}

export class DraftedMethodBody extends MethodBody {
  @ApiProperty({ type: IssuedTokenBody }) token!: IssuedTokenBody;
}

export class UserBody {
  @ApiProperty() id!: string;
  @ApiProperty() organisationId!: string;
  @ApiProperty() nodeId!: string;
  @ApiProperty() userName!: string;
  @ApiPropertyOptional({ type: String, nullable: true }) externalId!: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) displayName!: string | null;
  @ApiProperty({ enum: ['invited', 'active', 'locked', 'deprovisioned'] }) state!: string;
  @ApiProperty() createdAt!: string;
  @ApiProperty() changedAt!: string;
}

export class MemberCountsBody {
  @ApiProperty() pending!: number;
  @ApiProperty() active!: number;
}

export class TeamBody {
  @ApiProperty() id!: string;
  @ApiProperty() organisationId!: string;
  @ApiProperty() nodeId!: string;
  @ApiProperty() displayName!: string;
  @ApiPropertyOptional({ type: String, nullable: true }) externalId!: string | null;
  @ApiProperty({ type: MemberCountsBody }) members!: MemberCountsBody;
  @ApiProperty() createdAt!: string;
  @ApiProperty() changedAt!: string;
}

export class MembershipBody {
  @ApiProperty() teamId!: string;
  @ApiProperty() userId!: string;
  @ApiProperty() userName!: string;
  @ApiProperty({ enum: ['pending', 'active'] }) state!: string;
  @ApiProperty({ description: 'Approved already, be it that the user has not registered yet.' })
  approved!: boolean;
  @ApiProperty() requestedAt!: string;
}

export class DeclinedMembershipBody {
  @ApiProperty() teamId!: string;
  @ApiProperty() userId!: string;
  @ApiProperty({ enum: ['declined'] }) state!: string;
}

export class OrganisationsBody {
  @ApiProperty({ type: [OrganisationBody] }) organisations!: OrganisationBody[];
}

export class NodesBody {
  @ApiProperty({ type: [NodeBody] }) nodes!: NodeBody[];
}

export class PageBody {
  @ApiPropertyOptional({ type: String, nullable: true }) nextCursor!: string | null;
}

export class UsersBody extends PageBody {
  @ApiProperty({ type: [UserBody] }) users!: UserBody[];
}

export class TeamsBody extends PageBody {
  @ApiProperty({ type: [TeamBody] }) teams!: TeamBody[];
}

export class MembershipsBody extends PageBody {
  @ApiProperty({ type: [MembershipBody] }) memberships!: MembershipBody[];
}

export class DayCountBody {
  @ApiProperty({ example: '2026-11-23' }) day!: string;
  @ApiProperty() count!: number;
}

export class CategoryUsageBody {
  @ApiProperty() category!: string;
  @ApiProperty() displayName!: string;
  @ApiProperty() total!: number;
  @ApiProperty({ type: [DayCountBody] }) byDay!: readonly DayCountBody[];
}

export class UsageBody {
  @ApiProperty() days!: number;
  @ApiProperty({ type: [CategoryUsageBody] }) categories!: readonly Usage[];
}

export function organisationBody({ id, name, createdAt }: OrganisationRow): OrganisationBody {
  return { id, name, createdAt };
}

export function nodeBody({ id, organisationId, parentId, name, createdAt }: NodeRow): NodeBody {
  return { id, organisationId, parentId, name, createdAt };
}

/** @param served what of the method no fact tells */
export function methodBody(
  view: MethodView,
  served: Pick<MethodBody, 'tenantUrl' | 'tolerances' | 'lastRequestAt'>,
): MethodBody {
  const { id, nodeId, organisationId, profile, idp, label, state, strict, rateLimit } = view;
  const { createdAt, activatedAt, tokens } = view;
  return {
    ...{ id, nodeId, organisationId, profile, idp, label, state, strict, rateLimit },
    ...{ createdAt, activatedAt, tokens, clients: view.clients.map(oauthClientBody), ...served },
  };
}

export function oauthClientBody({ id: clientId, ...client }: OAuthClientView): OAuthClientBody {
  return { clientId, ...client };
}

export function userBody({ account, ...view }: UserView): UserBody {
  const { id, userName, externalId = null, attributes } = account;
  const { organisationId, nodeId, createdAt, changedAt } = view;
  const { displayName } = attributes as { displayName?: string };
  return {
    ...{ id, organisationId, nodeId, userName, externalId, displayName: displayName ?? null },
    ...{ state: userStateName(account), createdAt, changedAt },
  };
}

export function teamBody({ team, pending, active }: TeamView): TeamBody {
  const { id, organisationId, nodeId, displayName, externalId, createdAt, changedAt } = team;
  const members = { pending, active };
  return { id, organisationId, nodeId, displayName, externalId, members, createdAt, changedAt };
}

export function membershipBody(membership: MembershipView): MembershipBody {
  const { teamId, userId, userName, approved, active, requestedAt } = membership;
  const state = active ? 'active' : 'pending';
  return { teamId, userId, userName, state, approved: approved || active, requestedAt };
}
