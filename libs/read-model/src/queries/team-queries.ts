import type { MemberOfGroup } from '#application';
import { ownTurn, PORTION } from '#event-store';
import { GROUP, ROLLBOOK_GROUP } from '#scim';
import type { Dialect } from '../dialect.js';
import { type ResourceShape, ResourceRows } from '../lists/resource-rows.js';
import type { StoredResource } from '../lists/stored-resource.js';
import { BOUND_LIMIT, inPortions } from '../portions.js';
import type { ReadDatabase } from '../read-database.js';
import type { Elements } from '../search/filter-sql.js';
import { raw, sql } from '../search/sql.js';

interface TeamRecord {
  readonly id: string;
  readonly ordinal: number | string;
  readonly revision: number;
  readonly document: string;
}

interface MemberRecord {
  readonly teamId: string;
  readonly type: MemberOfGroup['type'];
  readonly id: string;
  readonly display: string;
  readonly active: number;
  readonly ordinal: number | string;
}

const SHOWN = 't.node_id = ?';

/** A deprovisioned user is not found by SCIM, so a team does not show her either; her membership is kept. */
const USERS = 'memberships m JOIN users u ON u.id = m.user_id AND u.listed = 1';
const NESTED = 'nested_teams n JOIN teams g ON g.id = n.nested_team_id';

/** A portion of the members of teams, users and teams alike; takes the condition for each of both tables. */
const membersWhere = (isMeant: (alias: 'm' | 'n') => string) =>
  `SELECT m.team_id AS "teamId", 'User' AS "type", u.id AS "id", u.user_name AS "display",
      m.active AS "active", m.ordinal AS "ordinal"
    FROM ${USERS} WHERE ${isMeant('m')}
  UNION ALL SELECT n.team_id, 'Group', g.id, g.display_name, 1, n.ordinal
    FROM ${NESTED} WHERE ${isMeant('n')}
  ORDER BY "teamId", "ordinal" ${BOUND_LIMIT}`;

function shapeIn(dialect: Dialect): ResourceShape {
  return {
    type: GROUP,
    columns: 'SELECT t.id, t.ordinal, t.revision, t.document',
    table: 'teams t',
    alias: 't',
    shown: SHOWN,
    byKey: {
      id: `FROM teams t WHERE ${SHOWN} AND t.id = ?`,
      displayName: `FROM teams t WHERE ${SHOWN} AND t.display_name_key = ?`,
      externalId: `FROM teams t WHERE ${SHOWN} AND t.external_id = ?`,
      // Cross joins, lest the planner begin with every team of the node.
      member: `FROM users u CROSS JOIN memberships m CROSS JOIN teams t
        WHERE u.node_id = ? AND u.id = ? AND u.listed = 1 AND m.user_id = u.id
          AND t.id = m.team_id AND t.node_id = u.node_id`,
      nestedTeam: `FROM teams g CROSS JOIN nested_teams n CROSS JOIN teams t
        WHERE g.node_id = ? AND g.id = ? AND n.nested_team_id = g.id
          AND t.id = n.team_id AND t.node_id = g.node_id`,
    },
    searched: (baseUrl) => ({
      dialect: dialect.search,
      json: dialect.search.json('t.search'),
      relation({ extension, attribute }) {
        if (extension === undefined && attribute.name === 'members') return membersOf(baseUrl);
        return extension === ROLLBOOK_GROUP && attribute.name === 'pendingMembers'
          ? pendingMembers
          : undefined;
      },
      computed({ extension, attribute, subAttribute }) {
        if (extension !== undefined || attribute.name !== 'meta') return undefined;
        if (subAttribute?.name === 'location') return sql`${`${baseUrl}/Groups/`} || t.id`;
        return subAttribute?.name === 'version'
          ? raw(`'W/"' || CAST(t.revision AS TEXT) || '"'`)
          : undefined;
      },
    }),
  };
}

const membersOf = (baseUrl: string): Elements => ({
  from: raw(`(SELECT u.id AS id, u.user_name_key AS name, 'User' AS type
      FROM ${USERS} WHERE m.team_id = t.id
    UNION ALL SELECT g.id, g.display_name_key, 'Group' FROM ${NESTED} WHERE n.team_id = t.id
    ) member WHERE TRUE`),
  value(definition) {
    switch (definition?.name) {
      case 'value':
        return raw('member.id');
      case '$ref':
        return sql`${`${baseUrl}/`} || member.type || 's/' || member.id`;
      case 'display':
        return raw('member.name');
      case 'type':
        return raw('lower(member.type)');
      default:
        return raw('NULL');
    }
  },
});

const pendingMembers: Elements = {
  from: raw(`${USERS} WHERE m.team_id = t.id AND m.active = 0`),
  value: (definition) => raw(definition?.name === 'value' ? 'u.id' : 'NULL'),
};

/** Teams as SCIM shows them. Every look-up is bound to one node. Members are read when somebody asks for them. */
export class TeamQueries {
  readonly rows: ResourceRows;
  private readonly membersOf: { readonly teams: string; readonly oneTeamBehind: string };

  /** @param withMembers whether the resources show their members */
  constructor(
    private readonly database: ReadDatabase,
    private readonly withMembers: boolean,
  ) {
    const { dialect } = database;
    this.rows = new ResourceRows(database, shapeIn(dialect), async (text, ...values) =>
      this.toResources(await database.all<TeamRecord>(text, ...values)),
    );
    this.membersOf = {
      teams: membersWhere((alias) => dialect.isAmong(`${alias}.team_id`)),
      oneTeamBehind: membersWhere((alias) => `${alias}.team_id = ? AND ${alias}.ordinal > ?`),
    };
  }

  async find(nodeId: string, teamId: string): Promise<StoredResource | undefined> {
    return (await this.rows.byKey(nodeId, { index: 'id', key: teamId }, 1))[0];
  }

  private async toResources(teams: readonly TeamRecord[]): Promise<StoredResource[]> {
    const membersOf = this.withMembers ? await this.members(teams.map(({ id }) => id)) : undefined;
    return teams.map(({ id, ordinal, revision, document }) => ({
      type: GROUP,
      id,
      ordinal: Number(ordinal),
      revision,
      text: document,
      ...(membersOf !== undefined && { members: () => membersOf(id) }),
    }));
  }

  /**
   * Reads the members of teams at once where they are few, and otherwise those of one team when they are asked for. They
   * may change until then: the version of the answer is that of the beginning, so that whoever writes on the strength of
   * it is refused.
   */
  private async members(
    teamIds: readonly string[],
  ): Promise<(teamId: string) => Promise<readonly MemberOfGroup[]>> {
    const wanted = JSON.stringify(teamIds);
    const { teams } = this.membersOf;
    const rows = await this.database.all<MemberRecord>(teams, wanted, wanted, PORTION);
    const known = new Map<string, MemberOfGroup[]>();
    for (const row of rows) {
      const others = known.get(row.teamId);
      if (others === undefined) known.set(row.teamId, [memberOf(row)]);
      else others.push(memberOf(row));
    }
    const last = rows.at(-1);
    if (rows.length < PORTION || last === undefined) {
      return (teamId) => Promise.resolve(known.get(teamId) ?? []);
    }
    return async (teamId) => {
      const first = known.get(teamId);
      if (first === undefined) return this.membersBehind(teamId, -1);
      if (teamId !== last.teamId) return first;
      await ownTurn();
      return [...first, ...(await this.membersBehind(teamId, Number(last.ordinal)))];
    };
  }

  /** The members of a team behind one of them. Many are read in several turns of the event loop. */
  private async membersBehind(teamId: string, ordinal: number): Promise<readonly MemberOfGroup[]> {
    const { oneTeamBehind } = this.membersOf;
    const rows = await inPortions<MemberRecord>(Infinity, (count, last) => {
      const range = [teamId, last?.ordinal ?? ordinal];
      return this.database.all(oneTeamBehind, ...range, ...range, count);
    });
    return rows.map(memberOf);
  }
}

function memberOf({ type, id, display, active }: MemberRecord): MemberOfGroup {
  return { type, id, display, active: active === 1 };
}
