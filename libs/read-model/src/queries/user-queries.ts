import type { GroupOfUser } from '#application';
import { ROLLBOOK_USER, USER } from '#scim';
import type { Dialect } from '../dialect.js';
import { fingerprintOfLines } from '../fingerprint.js';
import { type ResourceShape, ResourceRows } from '../lists/resource-rows.js';
import type { StoredResource } from '../lists/stored-resource.js';
import { BOUND_LIMIT, inPortions } from '../portions.js';
import type { ReadDatabase } from '../read-database.js';
import type { Elements } from '../search/filter-sql.js';
import { raw, sql } from '../search/sql.js';

interface UserRecord {
  readonly id: string;
  readonly ordinal: number | string;
  readonly revision: number;
  readonly document: string;
  /** JSON: a list of [team id, display name, active, ordinal], {@link FEW} at the most. */
  readonly teams: string;
}

interface GroupRecord {
  readonly teamId: string;
  readonly displayName: string;
  readonly active: number;
  readonly ordinal: number | string;
}

/** So many groups are read together with a user: most users are in fewer, or in none. */
const FEW = 100;

const SHOWN = 'u.node_id = ? AND u.listed = 1';

const MEMBERSHIPS = 'memberships m JOIN teams t ON t.id = m.team_id';
const HERS = `${MEMBERSHIPS} WHERE m.user_id = u.id`;

// In the order in which she came into them: a list and its version must not change by themselves.

const groupsWhere = (isMeant: string) =>
  `SELECT t.id AS "teamId", t.display_name AS "displayName", m.active AS "active",
      m.ordinal AS "ordinal"
    FROM ${MEMBERSHIPS} WHERE ${isMeant} ORDER BY m.ordinal`;

const fewTeamsIn = (dialect: Dialect) =>
  `(SELECT ${dialect.jsonRows('g."teamId"', 'g."displayName"', 'g."active"', 'g."ordinal"')}
    FROM (${groupsWhere('m.user_id = u.id')} LIMIT ${FEW}) g)`;

function shapeIn(dialect: Dialect): ResourceShape {
  const version = versionIn(dialect);
  return {
    type: USER,
    columns: `SELECT u.id, u.ordinal, u.revision, u.document, ${fewTeamsIn(dialect)} AS teams`,
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

/** Her version, by {@link groupsVersion}. */
const versionIn = (dialect: Dialect) =>
  raw(`'W/"' || u.revision || COALESCE('.' || (
    SELECT ${dialect.fingerprint('t.id || m.active || t.display_name', 'm.ordinal')}
    FROM ${HERS}), '') || '"'`);

const groupsOf = (baseUrl: string): Elements => ({
  from: raw(HERS),
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
  from: raw(HERS),
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
  private readonly groupsBehind = `${groupsWhere('m.user_id = ? AND m.ordinal > ?')} ${BOUND_LIMIT}`;

  constructor(private readonly database: ReadDatabase) {
    this.rows = new ResourceRows(database, shapeIn(database.dialect), async (text, ...values) =>
      (await database.all<UserRecord>(text, ...values)).map((user) => this.toResource(user)),
    );
  }

  async find(nodeId: string, userId: string): Promise<StoredResource | undefined> {
    return (await this.rows.byKey(nodeId, { index: 'id', key: userId }, 1))[0];
  }

  /**
   * The teams that a user is in, as her `groups` show them. Many are read in several turns of the event loop.
   *
   * @param behind the ordinal of one of them: only those that she came into later
   */
  async groupsOf(userId: string, behind = -1): Promise<GroupOfUser[]> {
    const rows = await inPortions<GroupRecord>(Infinity, (count, last) =>
      this.database.all(this.groupsBehind, userId, last?.ordinal ?? behind, count),
    );
    return rows.map(toGroup);
  }

  private toResource({ id, ordinal, revision, document, teams }: UserRecord): StoredResource {
    const groups = () => (teams === '[]' ? NO_GROUPS : this.groupsAmong(id, teams));
    return { type: USER, id, ordinal: Number(ordinal), revision, text: document, groups };
  }

  /** The groups of a user, of which so many as were read with her. */
  private async groupsAmong(userId: string, teams: string): Promise<GroupOfUser[]> {
    type Item = [teamId: string, displayName: string, active: number, ordinal: number];
    const items = JSON.parse(teams) as Item[];
    const few = items.map(([teamId, displayName, active]) =>
      toGroup({ teamId, displayName, active }),
    );
    return few.length < FEW ? few : [...few, ...(await this.groupsOf(userId, items.at(-1)?.[3]))];
  }
}

const NO_GROUPS = Promise.resolve<readonly GroupOfUser[]>([]);

function toGroup(row: Omit<GroupRecord, 'ordinal'>): GroupOfUser {
  const { teamId, displayName, active } = row;
  return { teamId, displayName, active: active === 1 };
}

/** What the version of a user has behind the revision: it tells one list of groups from another. */
export async function groupsVersion(groups: readonly GroupOfUser[]): Promise<string> {
  return groups.length === 0 ? '' : `.${await fingerprintOfLines(groups, lineOf)}`;
}

function lineOf({ teamId, active, displayName }: GroupOfUser): string {
  return teamId + (active ? '1' : '0') + displayName;
}
