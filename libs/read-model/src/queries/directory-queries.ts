import type { Directory } from '#application';
import { inTurns } from '#event-store';
import { BOUND_LIMIT, inPortions } from '../portions.js';
import type { ReadDatabase } from '../read-database.js';

interface NamedRow {
  readonly id: string;
  readonly name: string;
  readonly nodeId: string;
  readonly listed: number;
}

interface TeamReference {
  readonly teamId: string;
  readonly ordinal: number | string;
}

/** What commands ask of the read models. */
export class DirectoryQueries implements Directory {
  private readonly statements: { readonly userNames: string; readonly teamNames: string };

  constructor(private readonly database: ReadDatabase) {
    const isGiven = database.dialect.isAmong('id');
    this.statements = {
      userNames: `SELECT id, user_name AS "name", node_id AS "nodeId", listed FROM users WHERE ${isGiven}`,
      teamNames: `SELECT id, display_name AS "name", node_id AS "nodeId", 1 AS "listed" FROM teams WHERE ${isGiven}`,
    };
  }

  userNames(nodeId: string, userIds: Iterable<string>) {
    return this.names('userNames', nodeId, userIds);
  }

  teamNames(nodeId: string, teamIds: Iterable<string>) {
    return this.names('teamNames', nodeId, teamIds);
  }

  async teamsOf(userId: string): Promise<readonly string[]> {
    return this.teamsAbove('memberships', 'user_id', userId);
  }

  async teamsAround(teamId: string): Promise<readonly string[]> {
    return this.teamsAbove('nested_teams', 'nested_team_id', teamId);
  }

  /** The teams that a member is in, in the order in which it came into them. */
  private async teamsAbove(
    table: string,
    column: string,
    memberId: string,
  ): Promise<readonly string[]> {
    const text = `SELECT team_id AS "teamId", ordinal AS "ordinal" FROM ${table}
      WHERE ${column} = ? AND ordinal > ? ORDER BY ordinal ${BOUND_LIMIT}`;
    const rows = await inPortions<TeamReference>(Infinity, (count, last) =>
      this.database.all(text, memberId, last?.ordinal ?? -1, count),
    );
    return rows.map(({ teamId }) => teamId);
  }

  /** The names behind ids, for those that the node shows. */
  private async names(
    statement: keyof DirectoryQueries['statements'],
    nodeId: string,
    ids: Iterable<string>,
  ): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    const text = this.statements[statement];
    for await (const some of inTurns(ids)) {
      for (const row of await this.database.all<NamedRow>(text, JSON.stringify(some))) {
        // Sorted out here: given the node as well, the planner may look at every row of it.
        if (row.nodeId === nodeId && row.listed === 1) names.set(row.id, row.name);
      }
    }
    return names;
  }
}
