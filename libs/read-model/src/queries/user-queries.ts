import { type GroupOfUser, groupsText } from '#application';
import { ROLLBOOK_USER, USER } from '#scim';
import type { Dialect } from '../dialect.js';
import { fingerprint } from '../fingerprint.js';
import { type ResourceShape, ResourceRows } from '../lists/resource-rows.js';
import type { StoredResource } from '../lists/stored-resource.js';
import type { ReadDatabase } from '../read-database.js';
import type { Elements } from '../search/filter-sql.js';
import { raw, sql } from '../search/sql.js';

interface UserRecord {
  readonly id: string;
  readonly ordinal: number | string;
  readonly revision: number;
  readonly document: string;
  /** JSON: a list of [team id, display name, active, ordinal], in any order. */
  readonly teams: string;
}

const SHOWN = 'u.node_id = ? AND u.listed = 1';

const MEMBERSHIPS = 'memberships m JOIN teams t ON t.id = m.team_id WHERE m.user_id = u.id';

const teamsIn = (dialect: Dialect) =>
  `(SELECT ${dialect.jsonRows('t.id', 't.display_name', 'm.active', 'm.ordinal')}
    FROM ${MEMBERSHIPS})`;

function shapeIn(dialect: Dialect): ResourceShape {
  const version = versionIn(dialect);
  return {
    type: USER,
    columns: `SELECT u.id, u.ordinal, u.revision, u.document, ${teamsIn(dialect)} AS teams`,
    table: 'users u',
    alias: 'u',
    shown: SHOWN,
    byKey: {
      id: `FROM users u WHERE ${SHOWN} AND u.id = ?`,
      userName: `FROM users u WHERE ${SHOWN} AND u.user_name_key = ?`,
      displayName: `FROM users u WHERE ${SHOWN} AND u.display_name_key = ?`,
      externalId: `FROM users u WHERE ${SHOWN} AND u.external_id = ?`,
      // A cross join, lest the planner begin with every user of the node.
      email: `FROM user_emails e CROSS JOIN users u
        WHERE e.node_id = ? AND e.email_key = ? AND u.id = e.user_id
          AND u.node_id = e.node_id AND u.listed = 1`,
    },
    searched: (baseUrl) => ({
      dialect: dialect.search,
      json: dialect.search.json('u.search'),
      relation({ extension, attribute }) {
        if (extension === undefined && attribute.name === 'groups') return groupsOf(baseUrl);
        return extension === ROLLBOOK_USER && attribute.name === 'memberships'
          ? memberships
          : undefined;
      },
      computed({ extension, attribute, subAttribute }) {
        if (extension !== undefined || attribute.name !== 'meta') return undefined;
        if (subAttribute?.name === 'location') return sql`${`${baseUrl}/Users/`} || u.id`;
        return subAttribute?.name === 'version' ? version : undefined;
      },
    }),
  };
}

/** The version that `resourceVersion` gives her, by {@link groupsVersion}. */
const versionIn = (dialect: Dialect) =>
  raw(`'W/"' || u.revision || COALESCE('.' || (
    SELECT ${dialect.fingerprint('t.id || m.active || t.display_name', 'm.ordinal')}
    FROM ${MEMBERSHIPS}), '') || '"'`);

const groupsOf = (baseUrl: string): Elements => ({
  from: raw(MEMBERSHIPS),
  value(definition) {
    switch (definition?.name) {
      case 'value':
        return raw('t.id');
      case '$ref':
        return sql`${`${baseUrl}/Groups/`} || t.id`;
      case 'display':
        return raw('t.display_name_key');
      case 'type':
        return raw(`'direct'`);
      default:
        return raw('NULL');
    }
  },
});

const memberships: Elements = {
  from: raw(MEMBERSHIPS),
  value(definition) {
    switch (definition?.name) {
      case 'value':
        return raw('t.id');
      case 'status':
        return raw(`CASE m.active WHEN 1 THEN 'active' ELSE 'pending' END`);
      default:
        return raw('NULL');
    }
  },
};

/** Users as SCIM shows them. Every look-up is bound to one node. */
export class UserQueries {
  readonly rows: ResourceRows;
  private readonly groupsOfUser: string;

  constructor(private readonly database: ReadDatabase) {
    const { dialect } = database;
    this.rows = new ResourceRows(database, shapeIn(dialect), async (text, ...values) =>
      (await database.all<UserRecord>(text, ...values)).map(toResource),
    );
    this.groupsOfUser = `SELECT ${teamsIn(dialect)} AS teams FROM users u WHERE u.id = ?`;
  }

  async find(nodeId: string, userId: string): Promise<StoredResource | undefined> {
    return (await this.rows.byKey(nodeId, { index: 'id', key: userId }, 1))[0];
  }

  /** The teams that a user is in, as her `groups` show them. */
  async groupsOf(userId: string): Promise<GroupOfUser[]> {
    const row = await this.database.get<{ teams: string }>(this.groupsOfUser, userId);
    return groups(row?.teams ?? '[]');
  }
}

/** What the version of a user has behind the revision: it tells one list of groups from another. */
export function groupsVersion(userGroups: readonly GroupOfUser[]): string {
  if (userGroups.length === 0) return '';
  const lines = userGroups.map(
    ({ teamId, active, displayName }) => teamId + (active ? '1' : '0') + displayName,
  );
  return `.${fingerprint(lines.join('\n'))}`;
}

function toResource({ id, ordinal, revision, document, teams }: UserRecord): StoredResource {
  const userGroups = groups(teams);
  return {
    type: USER,
    id,
    ordinal: Number(ordinal),
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
