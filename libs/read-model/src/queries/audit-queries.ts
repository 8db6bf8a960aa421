import { ownTurn } from '#event-store';
import type { DataSource } from 'typeorm';
import { AuditEntryRow, UsageCountRow } from '../entities/index.js';
import { type Page, pageOf } from '../portions.js';
import { AUDIT_CATEGORIES, type AuditCategory } from '../projections/audit-rules.js';

/** What an audit query asks for; everything given must hold. */
export interface AuditQuery {
  readonly organisationId?: string;
  readonly nodeId?: string;
  readonly category?: string;
  /** An id, a name or an external id of whom the entry is about. */
  readonly target?: string;
  /** An id or a label. */
  readonly actor?: string;
  readonly outcome?: string;
  /** ISO 8601, included. */
  readonly from?: string;
  /** ISO 8601, not included. */
  readonly to?: string;
  /** Only entries below this position: where the page before ended. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface Usage {
  readonly category: AuditCategory;
  readonly displayName: string;
  readonly total: number;
  readonly byDay: readonly { readonly day: string; readonly count: number }[];
}

/** How many entries are looked at in one turn of the event loop: some milliseconds. */
const ENTRIES_IN_A_TURN = 5_000;

/** What auditors look at. */
export class AuditQueries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly entriesInATurn = ENTRIES_IN_A_TURN,
  ) {}

  /**
   * The newest entries first. No index knows every question, and what is rare is found only by a look at all of them: in
   * portions, so that others are served in between.
   */
  async entries(asked: AuditQuery): Promise<Page<AuditEntryRow>> {
    let { before } = asked;
    let floor = await this.portionBelow(asked);
    const read = async (limit: number): Promise<AuditEntryRow[]> => {
      const found: AuditEntryRow[] = [];
      for (;;) {
        const rows = await this.matching({ ...asked, before, limit: limit - found.length }, floor);
        found.push(...rows);
        before = rows.at(-1)?.position ?? before;
        if (found.length === limit || floor === undefined) return found;
        before = floor;
        await ownTurn();
        floor = await this.portionBelow({ ...asked, before });
      }
    };
    return pageOf(asked.limit, read, sizeOf);
  }

  /** The position of the last entry of a portion, newest first; undefined when it is the last portion. */
  private async portionBelow({ nodeId, before }: AuditQuery): Promise<number | undefined> {
    const query = this.dataSource
      .createQueryBuilder(AuditEntryRow, 'e')
      .select('e.position', 'position')
      .orderBy('e.position', 'DESC')
      .offset(this.entriesInATurn - 1)
      .limit(1);
    if (nodeId !== undefined) query.andWhere('e.nodeId = :nodeId', { nodeId });
    if (before !== undefined) query.andWhere('e.position < :before', { before });
    const row = await query.getRawOne<{ position: number | string }>();
    return row && Number(row.position);
  }

  /** @param floor the lowest position to look at */
  private matching(asked: AuditQuery, floor: number | undefined): Promise<AuditEntryRow[]> {
    const query = this.dataSource
      .createQueryBuilder(AuditEntryRow, 'e')
      .orderBy('e.position', 'DESC')
      .limit(asked.limit);
    const conditions: [condition: string, value: string | number | undefined][] = [
      ['e.organisationId = :v0', asked.organisationId],
      ['e.nodeId = :v1', asked.nodeId],
      ['e.category = :v2', asked.category],
      ['(e.targetId = :v3 OR e.targetName = :v3 OR e.targetExternalId = :v3)', asked.target],
      ['(e.actorId = :v4 OR e.actorLabel = :v4)', asked.actor],
      ['e.outcome = :v5', asked.outcome],
      ['e.occurredAt >= :v6', asked.from],
      ['e.occurredAt < :v7', asked.to],
      ['e.position < :v8', asked.before],
      ['e.position >= :v9', floor],
    ];
    conditions.forEach(([condition, value], index) => {
      if (value !== undefined) query.andWhere(condition, { [`v${index}`]: value });
    });
    return query.getMany();
  }

  /** How much of each category happened on a node since a day (`YYYY-MM-DD`, included); all categories, also at 0. */
  async usage(nodeId: string, since: string): Promise<Usage[]> {
    const counts = await this.dataSource
      .createQueryBuilder(UsageCountRow, 'u')
      .where('u.nodeId = :nodeId AND u.day >= :since', { nodeId, since })
      .orderBy('u.day')
      .getMany();
    return (Object.keys(AUDIT_CATEGORIES) as AuditCategory[]).map((category) => {
      const byDay = counts
        .filter((row) => row.category === category)
        .map(({ day, count }) => ({ day, count }));
      const total = byDay.reduce((sum, { count }) => sum + count, 0);
      return { category, displayName: AUDIT_CATEGORIES[category], total, byDay };
    });
  }
}

/** In characters: names may be long as well. */
function sizeOf(entry: AuditEntryRow): number {
  return Object.values(entry).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 0),
    0,
  );
}
