import { type MemberOfGroup, membersText } from '#application';
import type { ReadDatabase, SqlValue } from '../read-database.js';
import type { FilterKey } from './filter-keys.js';
import type { ResourceSource, StoredResource } from './resource-queries.js';

interface TeamRecord {
  readonly id: string;
  readonly ordinal: number;
  readonly revision: number;
  readonly document: string;
}

interface MemberRecord {
  readonly teamId: string;
  readonly userId: string;
  readonly display: string;
  readonly active: number;
}

const COLUMNS = 'SELECT t.id, t.ordinal, t.revision, t.document';
const SELECT = `${COLUMNS} FROM teams t`;

const BY_KEY: Readonly<Record<FilterKey['index'], string | undefined>> = {
  id: `${SELECT} WHERE t.node_id = ? AND t.id = ?`,
  name: `${SELECT} WHERE t.node_id = ? AND t.display_name_key = ?`,
  externalId: `${SELECT} WHERE t.node_id = ? AND t.external_id = ?`,
  email: undefined,
  // Cross joins, lest the planner begin with every team of the node.
  member: `${COLUMNS} FROM users u CROSS JOIN memberships m CROSS JOIN teams t
    WHERE u.node_id = ? AND u.id = ? AND u.listed = 1 AND m.user_id = u.id
      AND t.id = m.team_id AND t.node_id = u.node_id`,
};

/** A deprovisioned user is not found by SCIM, so a team does not show her either; her membership is kept. */
const MEMBERS = `SELECT m.team_id AS "teamId", m.user_id AS "userId", u.user_name AS "display",
    m.active AS "active"
  FROM memberships m JOIN users u ON u.id = m.user_id AND u.listed = 1`;

/** Teams as SCIM shows them. Every look-up is bound to one node. Members are read when somebody asks for them. */
export class TeamQueries implements ResourceSource {
  /** @param withMembers whether the resources show their members */
  constructor(
    private readonly database: ReadDatabase,
    private readonly withMembers: boolean,
  ) {}

  async find(nodeId: string, teamId: string): Promise<StoredResource | undefined> {
    return (await this.byKey(nodeId, { index: 'id', key: teamId }))[0];
  }

  async byKey(nodeId: string, { index, key }: FilterKey): Promise<StoredResource[]> {
    const sql = BY_KEY[index];
    return sql === undefined ? [] : this.resources(sql, nodeId, key);
  }

  async count(nodeId: string): Promise<number> {
    const sql = 'SELECT count(*) AS n FROM teams t WHERE t.node_id = ?';
    return (await this.database.get<{ n: number }>(sql, nodeId))?.n ?? 0;
  }

  page(nodeId: string, offset: number, limit: number): Promise<StoredResource[]> {
    const sql = `${SELECT} WHERE t.node_id = ? ORDER BY t.ordinal LIMIT ? OFFSET ?`;
    return this.resources(sql, nodeId, limit, offset);
  }

  after(nodeId: string, ordinal: number, limit: number): Promise<StoredResource[]> {
    const sql = `${SELECT} WHERE t.node_id = ? AND t.ordinal > ? ORDER BY t.ordinal LIMIT ?`;
    return this.resources(sql, nodeId, ordinal, limit);
  }

  private async resources(sql: string, ...values: SqlValue[]): Promise<StoredResource[]> {
    const teams = await this.database.all<TeamRecord>(sql, ...values);
    const members = this.withMembers ? await this.members(teams.map(({ id }) => id)) : undefined;
    return teams.map(({ id, ordinal, revision, document }) => ({
      id,
      ordinal,
      revision,
      text: document,
      versionSuffix: '',
      additions: (baseUrl) => membersText(members?.get(id) ?? [], baseUrl),
    }));
  }

  private async members(teamIds: readonly string[]): Promise<ReadonlyMap<string, MemberOfGroup[]>> {
    const { dialect } = this.database;
    const members = new Map<string, MemberOfGroup[]>(teamIds.map((id) => [id, []]));
    const sql = `${MEMBERS} WHERE ${dialect.isAmong('m.team_id')} ORDER BY m.team_id, m.ordinal`;
    const rows = await this.database.all<MemberRecord>(sql, JSON.stringify(teamIds));
    for (const { teamId, userId, display, active } of rows) {
      members.get(teamId)?.push({ userId, display, active: active === 1 });
    }
    return members;
  }
}
