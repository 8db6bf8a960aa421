import { Claims, FailureRecorder, MembershipProcess } from '#application';
import { apiKeyIssued, eventDefinitions } from '#domain';
import {
  CommandExecutor,
  createCodec,
  type EventCodec,
  type EventStore,
  type Position,
  START,
} from '#event-store';
import type { Clock, Ids } from '#kernel';
import { type Configuration, type Logger, Metrics, systemClock, systemIds } from '#platform';
import {
  AccessQueries,
  AdministrationQueries,
  AuditQueries,
  auditProjection,
  AuditRetention,
  directoryProjection,
  MethodActivity,
  ProcessCheckpoints,
  ProjectionRunner,
  openSqliteReadDatabase,
  type ReadDatabase,
  ResourceLists,
  sealingKey,
  TeamQueries,
  UserQueries,
} from '#read-model';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LogHealth } from './log-health.js';
import { openEventStore } from './open-event-store.js';
import { ListCursors } from './scim/list-cursors.js';
import { ToleranceCounts } from './scim/tolerance-counts.js';

/** The organisation that facts about the installation itself are filed under. */
const INSTALLATION = '00000000-0000-0000-0000-000000000000';

const RETENTION_INTERVAL_MS = 3_600_000;

/** How long an audit query waits for the log's newest facts, in milliseconds. */
const AUDIT_PATIENCE_MS = 5_000;

/** The engines of one process: the log, the read models, and what runs between them. */
export class Runtime {
  readonly clock: Clock = systemClock;
  readonly ids: Ids = systemIds;
  readonly executor: CommandExecutor;
  readonly claims: Claims;
  readonly failures: FailureRecorder;
  readonly users: UserQueries;
  readonly teams: TeamQueries;
  readonly teamsWithMembers: TeamQueries;
  readonly lists = new ResourceLists();
  readonly cursors: ListCursors;
  readonly access: AccessQueries;
  readonly administration: AdministrationQueries;
  readonly audit: AuditQueries;
  readonly activity: MethodActivity;
  readonly tolerances: ToleranceCounts;
  private readonly directory: ProjectionRunner;
  private readonly auditRunner: ProjectionRunner;
  private readonly memberships: MembershipProcess;
  private readonly retention: AuditRetention;
  private retentionTimer: NodeJS.Timeout | undefined;

  private constructor(
    readonly configuration: Configuration,
    private readonly logger: Logger,
    readonly metrics: Metrics,
    private readonly store: EventStore,
    readonly logHealth: LogHealth,
    private readonly codec: EventCodec,
    private readonly database: ReadDatabase,
  ) {
    const { clock, ids } = this;
    const onStopped = (name: string, error: unknown) => {
      metrics.stopped.set({ name }, 1);
      logger.error({ event: 'projection-stopped', name, err: error }, 'a projection stands still');
    };
    const runner = (projection: ConstructorParameters<typeof ProjectionRunner>[3]) =>
      new ProjectionRunner(store, codec, database, projection, onStopped, (kinds) => {
        this.access.applied(kinds);
      });
    this.executor = new CommandExecutor(store, codec, clock, ids);
    this.claims = new Claims(ids);
    this.failures = new FailureRecorder(store, codec, clock, ids, {
      windowMs: configuration.refusedTokenWindowMs,
      onLost: (error) => {
        logger.error(
          { event: 'failure-not-recorded', err: error },
          'refusals could not be recorded',
        );
      },
    });
    this.users = new UserQueries(database);
    this.teams = new TeamQueries(database, false);
    this.teamsWithMembers = new TeamQueries(database, true);
    this.cursors = new ListCursors(
      () => sealingKey(database, 'list-cursors', () => ids.secret()),
      clock,
    );
    this.access = new AccessQueries(database);
    this.administration = new AdministrationQueries(database.dataSource);
    this.audit = new AuditQueries(database.dataSource);
    this.activity = new MethodActivity(database, clock);
    this.tolerances = new ToleranceCounts(clock);
    this.directory = runner(directoryProjection);
    this.auditRunner = runner(auditProjection);
    this.retention = new AuditRetention(database, clock, configuration.auditRetentionDays);
    this.memberships = new MembershipProcess(
      store,
      codec,
      this.executor,
      this.users,
      (position, milliseconds) => this.directory.passed(position, milliseconds),
      new ProcessCheckpoints(database),
      ids,
      onStopped,
    );
  }

  /** Opens the engines and brings the read models up to date. */
  static async start(configuration: Configuration, logger: Logger): Promise<Runtime> {
    mkdirSync(configuration.dataFolder, { recursive: true, mode: 0o700 });
    const metrics = new Metrics();
    const logHealth = new LogHealth(systemClock);
    const store = await openEventStore(configuration, logger, metrics, () => {
      logHealth.written();
    });
    const database = await openSqliteReadDatabase(
      join(configuration.dataFolder, 'read-models.sqlite'),
      (error) => {
        logger.error({ event: 'read-models-not-committed', err: error }, 'tried again in a second');
      },
    );
    const codec = createCodec(eventDefinitions);
    const runtime = new Runtime(configuration, logger, metrics, store, logHealth, codec, database);
    await runtime.run();
    return runtime;
  }

  private async run(): Promise<void> {
    const head = await this.store.head();
    await this.directory.start();
    await this.auditRunner.start();
    await this.memberships.start();
    while (!(await this.directory.passed(head, 5_000)) && this.directory.stoppedBy === undefined) {
      const { position } = this.directory;
      this.logger.info({ event: 'catching-up', position, head }, 'read models are catching up');
    }
    this.retentionTimer = setInterval(() => void this.retain(), RETENTION_INTERVAL_MS).unref();
    void this.retain();
  }

  /** Waits, for a bounded time, until an IdP's next read shows what was written. */
  async readable(position: Position): Promise<void> {
    if (position === START) return;
    const passed = await this.directory.passed(position, this.configuration.readYourWritesMs);
    if (passed) return;
    this.metrics.answeredAhead.inc();
    this.logger.warn({ event: 'read-models-behind', position }, 'answered ahead of them');
  }

  /** Waits, for a bounded time, until what follows from a write has been written and can be read. */
  async settled(position: Position): Promise<void> {
    if (position === START) return;
    await this.memberships.passed(position, this.configuration.readYourWritesMs);
    await this.readable(await this.store.head());
  }

  /** Waits, for a bounded time, until the audit log holds everything that has happened. */
  async audited(): Promise<void> {
    await this.auditRunner.passed(await this.store.head(), AUDIT_PATIENCE_MS);
  }

  /** What is measured, in Prometheus' text format. */
  measurements(): Promise<string> {
    for (const { name, position } of [this.directory, this.auditRunner]) {
      this.metrics.positions.set({ name }, position);
    }
    return this.metrics.registry.metrics();
  }

  /** What stands still, by name. */
  stopped(): string[] {
    const parts = [
      ['directory', this.directory.stoppedBy],
      ['audit', this.auditRunner.stoppedBy],
      ['membership-process', this.memberships.stoppedBy],
    ] as const;
    const stopped: string[] = parts.flatMap(([name, reason]) => (reason === undefined ? [] : name));
    return this.logHealth.isWritable() ? stopped : ['event-log', ...stopped];
  }

  /**
   * The owner's API key when this is the first start without a preset one: made, recorded by its hash, and returned to
   * be shown once.
   */
  async firstOwnerKey(): Promise<string | undefined> {
    if (this.configuration.ownerKey !== undefined || (await this.access.hasApiKeys())) {
      return undefined;
    }
    const secret = this.ids.secret();
    const [keyId, requestId] = [this.ids.next(), this.ids.next()];
    const event = apiKeyIssued({
      keyId,
      role: 'owner',
      keyHash: this.ids.hash(secret),
      label: 'first owner key',
    });
    const metadata = {
      organisationId: INSTALLATION,
      actor: { kind: 'system', id: 'first-start', label: 'First start' },
      requestId,
      commandId: requestId,
      correlationId: requestId,
      causationId: requestId,
      occurredAt: this.clock.now().toISOString(),
    } as const;
    const encoded = this.codec.encode(this.ids.next(), event, metadata);
    const { position } = await this.store.append(`api-key-${keyId}`, [encoded], 'none');
    await this.readable(position);
    return secret;
  }

  /** Ends what runs, in the order in which the parts depend on each other, and closes the engines. */
  async stop(): Promise<void> {
    clearInterval(this.retentionTimer);
    await this.failures.flushAll();
    await this.memberships.stop();
    await this.auditRunner.stop();
    await this.directory.stop();
    await this.store.close();
    await this.database.close();
  }

  private async retain(): Promise<void> {
    try {
      const removed = await this.retention.run();
      if (removed > 0) this.logger.info({ event: 'audit-retention', removed }, 'old entries went');
    } catch (error) {
      this.logger.error({ event: 'audit-retention-failed', err: error }, 'old entries stay');
    }
  }
}
