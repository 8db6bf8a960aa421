import { type Directory, type GroupOfUser, groupsText } from '#application';
import { crc32 } from 'node:zlib';
import type { ReadDatabase } from '../read-database.js';
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

const TEAMS = `(SELECT json_group_array(json_array(t.id, t.display_name, m.active, m.ordinal))
  FROM memberships m JOIN teams t ON t.id = m.team_id WHERE m.user_id = u.id)`;
const COLUMNS = `SELECT u.id, u.ordinal, u.revision, u.document, ${TEAMS} AS teams`;
const SELECT = `${COLUMNS} FROM users u`;
const LISTED = 'u.node_id = ? AND u.listed = 1';

const BY_KEY: Readonly<Record<FilterKey['index'], string | undefined>> = {
  id: `${SELECT} WHERE ${LISTED} AND u.id = ?`,
  name: `${SELECT} WHERE ${LISTED} AND u.user_name_key = ?`,
  externalId: `${SELECT} WHERE ${LISTED} AND u.external_id = ?`,
  // A cross join, lest the planner begin with every user of the node.
  email: `${COLUMNS} FROM user_emails e CROSS JOIN users u
    WHERE e.node_id = ? AND e.email_key = ? AND u.id = e.user_id
      AND u.node_id = e.node_id AND u.listed = 1`,
  member: undefined,
};

/** Users as SCIM shows them. Every look-up is bound to one node. */
export class UserQueries implements ResourceSource, Directory {
  constructor(private readonly database: ReadDatabase) {}

  find(nodeId: string, userId: string): StoredResource | undefined {
    return this.byKey(nodeId, { index: 'id', key: userId })[0];
  }

  byKey(nodeId: string, { index, key }: FilterKey): StoredResource[] {
    const sql = BY_KEY[index];
    return sql === undefined ? [] : this.resources(sql, nodeId, key);
  }

  count(nodeId: string): number {
    const sql = `SELECT count(*) AS n FROM users u WHERE ${LISTED}`;
    return this.database.get<{ n: number }>(sql, nodeId)?.n ?? 0;
  }

  page(nodeId: string, offset: number, limit: number): StoredResource[] {
    const sql = `${SELECT} WHERE ${LISTED} ORDER BY u.ordinal LIMIT ? OFFSET ?`;
    return this.resources(sql, nodeId, limit, offset);
  }

  after(nodeId: string, ordinal: number, limit: number): StoredResource[] {
    const sql = `${SELECT} WHERE ${LISTED} AND u.ordinal > ? ORDER BY u.ordinal LIMIT ?`;
    return this.resources(sql, nodeId, ordinal, limit);
  }

  /** The teams that a user is in, as her `groups` show them. */
  groupsOf(userId: string): GroupOfUser[] {
    const sql = `SELECT ${TEAMS} AS teams FROM users u WHERE u.id = ?`;
    return groups(this.database.get<{ teams: string }>(sql, userId)?.teams ?? '[]');
  }

  userNames(nodeId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    // A cross join, lest the planner look at every user of the node.
    const rows = this.database.all<{ id: string; user_name: string }>(
      `SELECT u.id, u.user_name FROM json_each(?) wanted CROSS JOIN users u
       WHERE u.id = wanted.value AND ${LISTED}`,
      JSON.stringify(userIds),
      nodeId,
    );
    return Promise.resolve(new Map(rows.map(({ id, user_name }) => [id, user_name])));
  }

  teamsOf(userId: string): Promise<readonly string[]> {
    const sql = 'SELECT team_id FROM memberships WHERE user_id = ? ORDER BY ordinal';
    const rows = this.database.all<{ team_id: string }>(sql, userId);
    return Promise.resolve(rows.map(({ team_id }) => team_id));
  }

  private resources(sql: string, ...values: (string | number)[]): StoredResource[] {
    return this.database.all<UserRecord>(sql, ...values).map(toResource);
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
