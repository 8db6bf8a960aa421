import { type Directory, type GroupOfUser, groupsText } from '#application';
import { crc32 } from 'node:zlib';
import type { Dialect } from '../dialect.js';
import type { ReadDatabase, SqlValue } from '../read-database.js';
import type { FilterKey } from './filter-keys.js';
import type { ResourceSource, StoredResource } from './resource-queries.js';

interface UserRecord {
  readonly id: string;
  readonly ordinal: number;
  readonly revision: number;
  readonly document: string;
  /** JSON: a list of [team id, display name, active, ordinal], in any order. */
  readonly teams: string;
}

const LISTED = 'u.node_id = ? AND u.listed = 1';

function statementsIn(dialect: Dialect) {
  const teams = `(SELECT ${dialect.jsonRows('t.id', 't.display_name', 'm.active', 'm.ordinal')}
    FROM memberships m JOIN teams t ON t.id = m.team_id WHERE m.user_id = u.id)`;
  const columns = `SELECT u.id, u.ordinal, u.revision, u.document, ${teams} AS teams`;
  const select = `${columns} FROM users u`;
  const byKey: Readonly<Record<FilterKey['index'], string | undefined>> = {
    id: `${select} WHERE ${LISTED} AND u.id = ?`,
    name: `${select} WHERE ${LISTED} AND u.user_name_key = ?`,
    externalId: `${select} WHERE ${LISTED} AND u.external_id = ?`,
    // A cross join, lest the planner begin with every user of the node.
    email: `${columns} FROM user_emails e CROSS JOIN users u
      WHERE e.node_id = ? AND e.email_key = ? AND u.id = e.user_id
        AND u.node_id = e.node_id AND u.listed = 1`,
    member: undefined,
  };
  return {
    byKey,
    page: `${select} WHERE ${LISTED} ORDER BY u.ordinal LIMIT ? OFFSET ?`,
    after: `${select} WHERE ${LISTED} AND u.ordinal > ? ORDER BY u.ordinal LIMIT ?`,
    groupsOf: `SELECT ${teams} AS teams FROM users u WHERE u.id = ?`,
    byIds: `SELECT id, user_name, node_id, listed FROM users WHERE ${dialect.isAmong('id')}`,
  };
}

/** Users as SCIM shows them. Every look-up is bound to one node. */
export class UserQueries implements ResourceSource, Directory {
  private readonly statements: ReturnType<typeof statementsIn>;

  constructor(private readonly database: ReadDatabase) {
    this.statements = statementsIn(database.dialect);
  }

  async find(nodeId: string, userId: string): Promise<StoredResource | undefined> {
    return (await this.byKey(nodeId, { index: 'id', key: userId }))[0];
  }

  async byKey(nodeId: string, { index, key }: FilterKey): Promise<StoredResource[]> {
    const sql = this.statements.byKey[index];
    return sql === undefined ? [] : this.resources(sql, nodeId, key);
  }

  async count(nodeId: string): Promise<number> {
    const sql = `SELECT count(*) AS n FROM users u WHERE ${LISTED}`;
    return (await this.database.get<{ n: number }>(sql, nodeId))?.n ?? 0;
  }

  page(nodeId: string, offset: number, limit: number): Promise<StoredResource[]> {
    return this.resources(this.statements.page, nodeId, limit, offset);
  }

  after(nodeId: string, ordinal: number, limit: number): Promise<StoredResource[]> {
    return this.resources(this.statements.after, nodeId, ordinal, limit);
  }

  /** The teams that a user is in, as her `groups` show them. */
  async groupsOf(userId: string): Promise<GroupOfUser[]> {
    const { groupsOf } = this.statements;
    return groups((await this.database.get<{ teams: string }>(groupsOf, userId))?.teams ?? '[]');
  }

  async userNames(
    nodeId: string,
    userIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.database.all<
      Record<'id' | 'user_name' | 'node_id', string> & { listed: number }
    >(this.statements.byIds, JSON.stringify(userIds));
    // Sorted out here: given the node as well, the planner may look at every user of it.
    const listed = rows.filter((row) => row.node_id === nodeId && row.listed === 1);
    return new Map(listed.map(({ id, user_name }) => [id, user_name]));
  }

  async teamsOf(userId: string): Promise<readonly string[]> {
    const sql = 'SELECT team_id FROM memberships WHERE user_id = ? ORDER BY ordinal';
    const rows = await this.database.all<{ team_id: string }>(sql, userId);
    return rows.map(({ team_id }) => team_id);
  }

  private async resources(sql: string, ...values: SqlValue[]): Promise<StoredResource[]> {
    return (await this.database.all<UserRecord>(sql, ...values)).map(toResource);
  }
}

/** What the version of a user has behind the revision: it tells one list of groups from another. */
export function groupsVersion(userGroups: readonly GroupOfUser[]): string {
  return userGroups.length === 0 ? '' : `.${crc32(JSON.stringify(userGroups))}`;
}

function toResource({ id, ordinal, revision, document, teams }: UserRecord): StoredResource {
  const userGroups = groups(teams);
  return {
    id,
    ordinal,
    revision,
    text: document,
    versionSuffix: groupsVersion(userGroups),
    additions: (baseUrl) => groupsText(userGroups, baseUrl),
  };
}

const NO_GROUPS: readonly GroupOfUser[] = [];

function groups(teams: string): GroupOfUser[] {
  if (teams === '[]') return NO_GROUPS as GroupOfUser[];
  type Item = [teamId: string, displayName: string, active: number, ordinal: number];
  // In the order in which she came into them, whatever order the rows lie in: a list and its version must not change by
  // themselves. Sorted here, since most users are in few teams or none, and the engine would sort for each.
  const list = (JSON.parse(teams) as Item[]).sort(([, , , a], [, , , b]) => a - b);
  return list.map(([teamId, displayName, active]) => ({
    teamId,
    displayName,
    active: active === 1,
  }));
}
