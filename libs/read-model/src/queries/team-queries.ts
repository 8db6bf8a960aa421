import { type MemberOfGroup, membersText } from '#application';
import type { ReadDatabase } from '../read-database.js';
import type { FilterKey } from './filter-keys.js';
import type { ResourceSource, StoredResource } from './resource-queries.js';

interface TeamRecord {
  readonly id: string;
  readonly ordinal: number;
  readonly revision: number;
  readonly document: string;
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
const MEMBERS = `SELECT m.user_id AS userId, u.user_name AS display, m.active AS active
  FROM memberships m JOIN users u ON u.id = m.user_id AND u.listed = 1
  WHERE m.team_id = ? ORDER BY m.ordinal`;

/** Teams as SCIM shows them. Every look-up is bound to one node. Members are read when somebody asks for them. */
export class TeamQueries implements ResourceSource {
  /** @param withMembers whether the resources show their members */
  constructor(
    private readonly database: ReadDatabase,
    private readonly withMembers: boolean,
  ) {}

  find(nodeId: string, teamId: string): StoredResource | undefined {
    return this.byKey(nodeId, { index: 'id', key: teamId })[0];
  }

  byKey(nodeId: string, { index, key }: FilterKey): StoredResource[] {
    const sql = BY_KEY[index];
    return sql === undefined ? [] : this.resources(sql, nodeId, key);
  }

  count(nodeId: string): number {
    const sql = 'SELECT count(*) AS n FROM teams t WHERE t.node_id = ?';
    return this.database.get<{ n: number }>(sql, nodeId)?.n ?? 0;
  }

  page(nodeId: string, offset: number, limit: number): StoredResource[] {
    const sql = `${SELECT} WHERE t.node_id = ? ORDER BY t.ordinal LIMIT ? OFFSET ?`;
    return this.resources(sql, nodeId, limit, offset);
  }

  after(nodeId: string, ordinal: number, limit: number): StoredResource[] {
    const sql = `${SELECT} WHERE t.node_id = ? AND t.ordinal > ? ORDER BY t.ordinal LIMIT ?`;
    return this.resources(sql, nodeId, ordinal, limit);
  }

  private resources(sql: string, ...values: (string | number)[]): StoredResource[] {
    return this.database.all<TeamRecord>(sql, ...values).map((team) => this.toResource(team));
  }

  private toResource({ id, ordinal, revision, document }: TeamRecord): StoredResource {
    return {
      id,
      ordinal,
      revision,
      text: document,
      versionSuffix: '',
      additions: (baseUrl) => (this.withMembers ? membersText(this.members(id), baseUrl) : ''),
    };
  }

  private members(teamId: string): MemberOfGroup[] {
    return this.database
      .all<{ userId: string; display: string; active: number }>(MEMBERS, teamId)
      .map(({ active, ...member }) => ({ ...member, active: active === 1 }));
  }
}
