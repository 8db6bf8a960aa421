import { MEMBERSHIP_PROCESS, MembershipProcess } from '#application';
import { EventStoreUnavailableError, type Position } from '#event-store';
import {
  auditProjection,
  AuditRetention,
  directoryProjection,
  DirectoryQueries,
  type LeasedWork,
  Leases,
  type Positions,
  ProcessCheckpoints,
  type Projection,
  ProjectionRunner,
} from '#read-model';
import type { Engines } from './engines.js';

const RETENTION_INTERVAL_MS = 3_600_000;

/** What can stand still, and says why. */
interface Part extends LeasedWork {
  readonly stoppedBy: unknown;
}

/**
 * What runs between the log and the read models: the projections, the membership process and the retention of audit
 * entries. On a read database that processes share, each runs in one of them at a time.
 */
export class Projector implements Positions {
  private readonly runners: ReadonlyMap<string, ProjectionRunner>;
  private readonly memberships: MembershipProcess;
  private readonly works: readonly (Part | LeasedWork)[];
  private readonly leases: Leases | undefined;

  /** @param onApplied hears, in this process, of the kinds of streams whose rows have changed */
  constructor(engines: Engines, onApplied: (kinds: readonly string[]) => void = () => undefined) {
    const { logger, metrics, store, codec, database, shared } = engines;
    const onStopped = (name: string, error: unknown) => {
      metrics.stopped.set({ name }, 1);
      logger.error({ event: 'projection-stopped', name, err: error }, 'a projection stands still');
    };
    const runner = (projection: Projection) =>
      new ProjectionRunner(store, codec, database, projection, onStopped, onApplied);
    const projections = [directoryProjection, auditProjection];
    this.runners = new Map(projections.map((projection) => [projection.name, runner(projection)]));
    const positions: Positions = shared?.watch ?? this;
    this.memberships = new MembershipProcess(
      store,
      codec,
      engines.executor,
      new DirectoryQueries(database),
      (position, milliseconds) =>
        positions.passed(directoryProjection.name, position, milliseconds),
      new ProcessCheckpoints(database),
      engines.ids,
      onStopped,
      (error) => {
        if (error instanceof EventStoreUnavailableError) engines.logHealth.failed();
      },
    );
    this.works = [...this.runners.values(), this.memberships, retentionOf(engines)];
    if (shared !== undefined) {
      this.leases = new Leases(
        shared.database,
        engines.ids.next(),
        this.works,
        (name, works) => {
          logger.info({ event: works ? 'work-taken' : 'work-left', name }, 'a lease changed hands');
        },
        (error) => {
          logger.warn({ event: 'leases-unknown', err: error }, 'leases could not be looked after');
        },
      );
    }
  }

  async start(): Promise<void> {
    if (this.leases === undefined) {
      for (const work of this.works) await work.start();
    } else {
      await this.leases.start();
    }
  }

  /** Ends after what is in hand; others take over at once. */
  async stop(): Promise<void> {
    if (this.leases === undefined) {
      for (const work of [...this.works].reverse()) await work.stop();
    } else {
      await this.leases.stop();
    }
  }

  /** What stands still here, by name. */
  stopped(): string[] {
    return this.works
      .filter((work) => 'stoppedBy' in work && work.stoppedBy !== undefined)
      .map(({ name }) => name);
  }

  positionOf(name: string): Position {
    return this.partOf(name).position;
  }

  passed(name: string, position: Position, milliseconds: number): Promise<boolean> {
    return this.partOf(name).passed(position, milliseconds);
  }

  private partOf(name: string): ProjectionRunner | MembershipProcess {
    const part = name === MEMBERSHIP_PROCESS ? this.memberships : this.runners.get(name);
    if (part === undefined) throw new Error(`nothing here is called ${name}`);
    return part;
  }
}

/** Removes old audit entries now and every hour. */
function retentionOf({ database, clock, configuration, logger }: Engines): LeasedWork {
  const retention = new AuditRetention(database, clock, configuration.auditRetentionDays);
  const run = async () => {
    try {
      const removed = await retention.run();
      if (removed > 0) logger.info({ event: 'audit-retention', removed }, 'old entries went');
    } catch (error) {
      logger.error({ event: 'audit-retention-failed', err: error }, 'old entries stay');
    }
  };
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const begin = () => {
    running = run();
  };
  return {
    name: 'audit-retention',
    start: () => {
      timer = setInterval(begin, RETENTION_INTERVAL_MS).unref();
      begin();
      return Promise.resolve();
    },
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
