import type { Directory } from '#application';
import { inTurns } from '#event-store';
import type { ReadDatabase } from '../read-database.js';

interface NamedRow {
  readonly id: string;
  readonly name: string;
  readonly nodeId: string;
}

/** What commands ask of the read models. */
export class DirectoryQueries implements Directory {
  private readonly statements: { readonly userNames: string; readonly teamNames: string };

  constructor(private readonly database: ReadDatabase) {
    const isGiven = database.dialect.isAmong('id');
    this.statements = {
      userNames: `SELECT id, user_name AS "name", node_id AS "nodeId", listed FROM users WHERE ${isGiven}`,
      teamNames: `SELECT id, display_name AS "name", node_id AS "nodeId" FROM teams WHERE ${isGiven}`,
    };
  }

  async userNames(nodeId: string, userIds: readonly string[]) {
    const rows = await this.named<NamedRow & { listed: number }>('userNames', userIds);
    return namesIn(
      nodeId,
      rows.filter(({ listed }) => listed === 1),
    );
  }

  async teamNames(nodeId: string, teamIds: readonly string[]) {
    return namesIn(nodeId, await this.named('teamNames', teamIds));
  }

  async teamsOf(userId: string): Promise<readonly string[]> {
    const text = 'SELECT team_id FROM memberships WHERE user_id = ? ORDER BY ordinal';
    return teamIds(await this.database.all(text, userId));
  }

  async teamsAround(teamId: string): Promise<readonly string[]> {
    const text = 'SELECT team_id FROM nested_teams WHERE nested_team_id = ? ORDER BY ordinal';
    return teamIds(await this.database.all(text, teamId));
  }

  private async named<Row extends NamedRow>(
    statement: keyof DirectoryQueries['statements'],
    ids: readonly string[],
  ): Promise<readonly Row[]> {
    if (ids.length === 0) return [];
    const rows: Row[] = [];
    for await (const some of inTurns(ids)) {
      rows.push(
        ...(await this.database.all<Row>(this.statements[statement], JSON.stringify(some))),
      );
    }
    return rows;
  }
}

/** Sorted out here: given the node as well, the planner may look at every row of it. */
function namesIn(nodeId: string, rows: readonly NamedRow[]): ReadonlyMap<string, string> {
  const own = rows.filter((row) => row.nodeId === nodeId);
  return new Map(own.map(({ id, name }) => [id, name]));
}

function teamIds(rows: readonly { readonly team_id: string }[]): readonly string[] {
  return rows.map(({ team_id }) => team_id);
}
