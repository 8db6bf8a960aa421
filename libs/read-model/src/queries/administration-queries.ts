import type { ExistingUser } from '#domain';
import { type DataSource, MoreThan } from 'typeorm';
import {
  MethodActivityRow,
  MethodRow,
  NodeRow,
  OAuthClientRow,
  OrganisationRow,
  TeamRow,
  TokenRow,
  UserRow,
} from '../entities/index.js';
import { type Page, pageOf } from '../portions.js';
import type { ReadDatabase } from '../read-database.js';

/** Where a list goes on: behind an ordinal. */
export interface PageRequest {
  readonly after: number;
  readonly limit: number;
}

export type TokenView = Omit<TokenRow, 'methodId' | 'hash'>;
export type OAuthClientView = Omit<OAuthClientRow, 'methodId' | 'secretHash'>;

/** A method as administrators see it: never a secret, nor its hash. */
export interface MethodView extends Omit<MethodRow, 'strict'> {
  readonly strict: boolean;
  /** The oldest first. */
  readonly tokens: readonly TokenView[];
  /** The oldest first. */
  readonly clients: readonly OAuthClientView[];
}

/** A user as administrators see her: the account as it folds. */
export interface UserView {
  readonly account: ExistingUser;
  readonly organisationId: string;
  readonly nodeId: string;
  readonly createdAt: string;
  readonly changedAt: string;
}

export interface MembershipView {
  readonly teamId: string;
  readonly userId: string;
  readonly userName: string;
  readonly approved: boolean;
  readonly active: boolean;
  readonly requestedAt: string;
}

/** An item of a list at its place, which a page goes on behind. */
export type Placed<View> = View & { readonly ordinal: number };

export interface TeamView {
  readonly team: TeamRow;
  readonly pending: number;
  readonly active: number;
}

/** What administrators look at. */
export class AdministrationQueries {
  private readonly dataSource: DataSource;
  private readonly sql: { readonly counts: string; readonly memberships: string };

  constructor(private readonly database: ReadDatabase) {
    this.dataSource = database.dataSource;
    this.sql = {
      counts: `SELECT team_id AS "teamId", active, count(*) AS "count" FROM memberships
        WHERE ${database.dialect.isAmong('team_id')} GROUP BY team_id, active`,
      memberships: `SELECT m.team_id AS "teamId", m.user_id AS "userId", u.user_name AS "userName",
          m.ordinal AS "ordinal", m.approved AS "approved", m.active AS "active",
          m.requested_at AS "requestedAt"
        FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.team_id = ? AND m.ordinal > ? AND m.active BETWEEN ? AND ? ORDER BY m.ordinal LIMIT ?`,
    };
  }

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
    return { ...method, strict: method.strict === 1, tokens, clients };
  }

  /** When an IdP last called; null when none has. */
  async lastRequestAt(methodId: string): Promise<string | null> {
    const activity = await this.dataSource.getRepository(MethodActivityRow).findOneBy({ methodId });
    return activity?.lastRequestAt ?? null;
  }

  /** In the order of their age. */
  async users(nodeId: string, { after, limit }: PageRequest): Promise<Page<Placed<UserView>>> {
    const read = (count: number, last: UserRow | undefined) =>
      this.dataSource.getRepository(UserRow).find({
        where: { nodeId, ordinal: MoreThan(last?.ordinal ?? after) },
        order: { ordinal: 'ASC' },
        take: count,
      });
    const { rows, isLast } = await pageOf(limit, read, ({ account }) => account.length);
    return { rows: rows.map(toUserView), isLast };
  }

  async user(id: string): Promise<UserView | null> {
    const row = await this.dataSource.getRepository(UserRow).findOneBy({ id });
    return row === null ? null : toUserView(row);
  }

  async teams(nodeId: string, { after, limit }: PageRequest): Promise<TeamView[]> {
    const teams = await this.dataSource.getRepository(TeamRow).find({
      where: { nodeId, ordinal: MoreThan(after) },
      order: { ordinal: 'ASC' },
      take: limit,
    });
    const ids = JSON.stringify(teams.map(({ id }) => id));
    const counted = await this.database.search<CountRecord>(this.sql.counts, ids);
    const counts = new Map(counted.map((row) => [`${row.teamId} ${row.active}`, row.count]));
    const count = (id: string, active: 0 | 1) => Number(counts.get(`${id} ${active}`) ?? 0);
    return teams.map((team) => ({ team, pending: count(team.id, 0), active: count(team.id, 1) }));
  }

  team(id: string): Promise<TeamRow | null> {
    return this.dataSource.getRepository(TeamRow).findOneBy({ id });
  }

  async memberships(
    teamId: string,
    state: 'pending' | 'active' | undefined,
    { after, limit }: PageRequest,
  ): Promise<Placed<MembershipView>[]> {
    const values = [teamId, after, ...ACTIVE_IN[state ?? 'any'], limit];
    const rows = await this.database.search<RawMembership>(this.sql.memberships, ...values);
    return rows.map(toMembershipView);
  }
}

/** The least and the greatest value of `active` of memberships in a state. */
const ACTIVE_IN = { pending: [0, 0], active: [1, 1], any: [0, 1] } as const;

interface CountRecord {
  readonly teamId: string;
  readonly active: number;
  readonly count: number | string;
}

function toUserView(row: UserRow): Placed<UserView> {
  const { organisationId, nodeId, ordinal, createdAt, changedAt } = row;
  const account = JSON.parse(row.account) as ExistingUser;
  return { account, organisationId, nodeId, ordinal, createdAt, changedAt };
}

type RawMembership = Omit<Placed<MembershipView>, 'approved' | 'active'> & {
  readonly approved: number;
  readonly active: number;
};

function toMembershipView({
  approved,
  active,
  ...membership
}: RawMembership): Placed<MembershipView> {
  return { ...membership, approved: approved === 1, active: active === 1 };
}
