import { type DataSource, MoreThan, Not } from 'typeorm';
import {
  MembershipRow,
  MethodActivityRow,
  MethodRow,
  NodeRow,
  OAuthClientRow,
  OrganisationRow,
  TeamRow,
  TokenRow,
  UserRow,
} from '../entities/index.js';

/** Where a list goes on: behind an ordinal. */
export interface PageRequest {
  readonly after: number;
  readonly limit: number;
}

export type TokenView = Omit<TokenRow, 'methodId' | 'hash'>;
export type OAuthClientView = Omit<OAuthClientRow, 'methodId' | 'secretHash'>;

/** A method as administrators see it: never a secret, nor its hash. */
export interface MethodView {
  readonly method: MethodRow;
  readonly tokens: readonly TokenView[];
  readonly clients: readonly OAuthClientView[];
  readonly lastRequestAt: string | null;
}

export interface MembershipView {
  readonly teamId: string;
  readonly userId: string;
  readonly userName: string;
  readonly ordinal: number;
  readonly approved: boolean;
  readonly active: boolean;
  readonly requestedAt: string;
}

export interface TeamView {
  readonly team: TeamRow;
  readonly pending: number;
  readonly active: number;
}

/** What administrators look at. */
export class AdministrationQueries {
  constructor(private readonly dataSource: DataSource) {}

  organisations(): Promise<OrganisationRow[]> {
    return this.dataSource
      .getRepository(OrganisationRow)
      .find({ order: { createdAt: 'ASC', id: 'ASC' } });
  }

  organisation(id: string): Promise<OrganisationRow | null> {
    return this.dataSource.getRepository(OrganisationRow).findOneBy({ id });
  }

  nodes(organisationId: string): Promise<NodeRow[]> {
    return this.dataSource
      .getRepository(NodeRow)
      .find({ where: { organisationId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  node(id: string): Promise<NodeRow | null> {
    return this.dataSource.getRepository(NodeRow).findOneBy({ id });
  }

  async method(nodeId: string): Promise<MethodView | null> {
    const method = await this.dataSource.getRepository(MethodRow).findOneBy({ nodeId });
    if (method === null) return null;
    const where = { methodId: method.id };
    const order = { createdAt: 'ASC', id: 'ASC' } as const;
    const visible = { id: true, label: true, createdAt: true };
    const tokens = await this.dataSource
      .getRepository(TokenRow)
      .find({ select: { ...visible, expiresAt: true }, where, order });
    const clients = await this.dataSource
      .getRepository(OAuthClientRow)
      .find({ select: { ...visible, rotatedAt: true }, where, order });
    const activity = await this.dataSource.getRepository(MethodActivityRow).findOneBy(where);
    return { method, tokens, clients, lastRequestAt: activity?.lastRequestAt ?? null };
  }

  users(nodeId: string, { after, limit }: PageRequest): Promise<UserRow[]> {
    return this.dataSource.getRepository(UserRow).find({
      where: { nodeId, ordinal: MoreThan(after) },
      order: { ordinal: 'ASC' },
      take: limit,
    });
  }

  user(id: string): Promise<UserRow | null> {
    return this.dataSource.getRepository(UserRow).findOneBy({ id });
  }

  async teams(nodeId: string, { after, limit }: PageRequest): Promise<TeamView[]> {
    const teams = await this.dataSource.getRepository(TeamRow).find({
      where: { nodeId, ordinal: MoreThan(after) },
      order: { ordinal: 'ASC' },
      take: limit,
    });
    const memberships = this.dataSource.getRepository(MembershipRow);
    return Promise.all(
      teams.map(async (team) => ({
        team,
        pending: await memberships.countBy({ teamId: team.id, active: 0 }),
        active: await memberships.countBy({ teamId: team.id, active: Not(0) }),
      })),
    );
  }

  team(id: string): Promise<TeamRow | null> {
    return this.dataSource.getRepository(TeamRow).findOneBy({ id });
  }

  async memberships(
    teamId: string,
    state: 'pending' | 'active' | undefined,
    { after, limit }: PageRequest,
  ): Promise<MembershipView[]> {
    const query = this.membershipQuery()
      .where('m.teamId = :teamId AND m.ordinal > :after', { teamId, after })
      .orderBy('m.ordinal')
      .limit(limit);
    if (state !== undefined)
      query.andWhere('m.active = :active', { active: Number(state === 'active') });
    return (await query.getRawMany<RawMembership>()).map(toView);
  }

  async membership(teamId: string, userId: string): Promise<MembershipView | null> {
    const row = await this.membershipQuery()
      .where('m.teamId = :teamId AND m.userId = :userId', { teamId, userId })
      .getRawOne<RawMembership>();
    return row === undefined ? null : toView(row);
  }

  private membershipQuery() {
    return this.dataSource
      .createQueryBuilder(MembershipRow, 'm')
      .innerJoin(UserRow, 'u', 'u.id = m.userId')
      .select([
        'm.teamId AS "teamId"',
        'm.userId AS "userId"',
        'u.userName AS "userName"',
        'm.ordinal AS "ordinal"',
        'm.approved AS "approved"',
        'm.active AS "active"',
        'm.requestedAt AS "requestedAt"',
      ]);
  }
}

type RawMembership = Omit<MembershipView, 'approved' | 'active'> & {
  readonly approved: number;
  readonly active: number;
};

function toView({ approved, active, ...membership }: RawMembership): MembershipView {
  return { ...membership, approved: approved === 1, active: active === 1 };
}
