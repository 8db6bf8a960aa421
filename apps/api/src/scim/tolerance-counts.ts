import type { Clock } from '#kernel';
import { TOLERANCES, type ToleranceId, type ToleranceLog } from '#scim';

/** How often an IdP was met with one tolerance. */
export interface ToleranceCount {
  readonly id: string;
  readonly accepts: string;
  readonly count: number;
}

/**
 * What each provisioning method's IdP was tolerated since this process started, reads included: for administrators to see
 * its quirks. What belongs to a change is in the audit log too, and stays there.
 */
export class ToleranceCounts {
  readonly since: string;
  private readonly byMethod = new Map<string, Map<ToleranceId, number>>();

  constructor(clock: Clock) {
    this.since = clock.now().toISOString();
  }

  add(methodId: string, { counts, used }: ToleranceLog): void {
    for (const id of used) {
      const totals = this.byMethod.get(methodId) ?? new Map<ToleranceId, number>();
      this.byMethod.set(methodId, totals.set(id, (totals.get(id) ?? 0) + (counts[id] ?? 0)));
    }
  }

  /** Those that were used, in the order of their definition. */
  of(methodId: string): ToleranceCount[] {
    const totals = this.byMethod.get(methodId);
    return IN_ORDER.flatMap((id) => {
      const count = totals?.get(id);
      return count === undefined ? [] : [{ id, accepts: TOLERANCES[id].accepts, count }];
    });
  }
}

const IN_ORDER = Object.keys(TOLERANCES) as ToleranceId[];
