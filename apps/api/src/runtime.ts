import { Claims, FailureRecorder, MEMBERSHIP_PROCESS } from '#application';
import { apiKeyIssued } from '#domain';
import {
  type CommandExecutor,
  type Position,
  START,
  WrongExpectedRevisionError,
} from '#event-store';
import type { Clock, Ids } from '#kernel';
import type { Configuration, Logger, Metrics } from '#platform';
import {
  AccessQueries,
  AdministrationQueries,
  AuditQueries,
  auditProjection,
  directoryProjection,
  DirectoryQueries,
  MethodActivity,
  type Positions,
  ResourceLists,
  sealingKey,
  TeamQueries,
  UserQueries,
} from '#read-model';
import { type Engines, type LogHealth, openEngines, Projector } from '#runtime';
import { ListCursors } from './scim/list-cursors.js';
import { ToleranceCounts } from './scim/tolerance-counts.js';

/** The organisation that facts about the installation itself are filed under. */
const INSTALLATION = '00000000-0000-0000-0000-000000000000';

/** How long an audit query waits for the log's newest facts, in milliseconds. */
const AUDIT_PATIENCE_MS = 5_000;

/** How often a process that waits for its read models says how far they are, in milliseconds. */
const CATCHING_UP_MS = 2_000;

/** For how many such times read models of another process may stand still until it goes on with what there is. */
const STANDSTILLS = 30;

/** What the API stands on in one process: the engines, and the projector where it runs here as well. */
export class Runtime {
  readonly configuration: Configuration;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly executor: CommandExecutor;
  readonly claims: Claims;
  readonly failures: FailureRecorder;
  readonly directory: DirectoryQueries;
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
  readonly logHealth: LogHealth;
  private readonly logger: Logger;
  private readonly projector: Projector | undefined;
  private readonly positions: Positions;
  /** How far the read models must have come for this process to be ready: to where the log ended when it started. */
  private readyAt: Position = START;

  private constructor(private readonly engines: Engines) {
    const { configuration, logger, clock, ids, database, store, codec, shared } = engines;
    this.configuration = configuration;
    this.logger = logger;
    this.metrics = engines.metrics;
    this.clock = clock;
    this.ids = ids;
    this.executor = engines.executor;
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
    this.directory = new DirectoryQueries(database);
    this.users = new UserQueries(database);
    this.teams = new TeamQueries(database, false);
    this.teamsWithMembers = new TeamQueries(database, true);
    this.cursors = new ListCursors(
      () => sealingKey(database, 'list-cursors', () => ids.secret()),
      clock,
    );
    this.access = new AccessQueries(database);
    this.administration = new AdministrationQueries(database);
    this.audit = new AuditQueries(database.dataSource);
    this.activity = new MethodActivity(database, clock);
    this.tolerances = new ToleranceCounts(clock);
    this.logHealth = engines.logHealth;
    const onApplied = (kinds: readonly string[]) => {
      this.access.applied(kinds);
    };
    shared?.watch.start(onApplied);
    const projector = new Projector(engines, onApplied);
    this.projector = configuration.projector === 'embedded' ? projector : undefined;
    this.positions = shared?.watch ?? projector;
  }

  /** Opens the engines and waits until the read models are up to date, be they made here or by other processes. */
  static async start(configuration: Configuration, logger: Logger): Promise<Runtime> {
    const runtime = new Runtime(await openEngines(configuration, logger));
    await runtime.run();
    return runtime;
  }

  private async run(): Promise<void> {
    const { name, streamPrefixes } = directoryProjection;
    const head = await this.engines.store.head(streamPrefixes);
    this.readyAt = head;
    await this.projector?.start();
    let last = START;
    let standstills = 0;
    while (!(await this.positions.passed(name, head, CATCHING_UP_MS))) {
      const position = this.positions.positionOf(name);
      standstills = position === last ? standstills + 1 : 0;
      last = position;
      // It stands still here, or elsewhere by the look of it: what there is can be read, unless there is nothing.
      if (this.projector?.stopped().includes(name)) break;
      const elsewhere = this.engines.shared !== undefined && standstills >= STANDSTILLS;
      if (elsewhere && position !== START) break;
      this.logger.info({ event: 'catching-up', position, head }, 'read models are catching up');
    }
  }

  /** Waits, for a bounded time, until an IdP's next read shows what was written. */
  async readable(position: Position): Promise<void> {
    if (position === START) return;
    const passed = await this.positions.passed(
      directoryProjection.name,
      position,
      this.configuration.readYourWritesMs,
    );
    if (passed) return;
    this.metrics.answeredAhead.inc();
    this.logger.warn({ event: 'read-models-behind', position }, 'answered ahead of them');
  }

  /** Waits, for a bounded time, until what follows from a write has been written and can be read. */
  async settled(position: Position): Promise<void> {
    if (position === START) return;
    await this.positions.passed(MEMBERSHIP_PROCESS, position, this.configuration.readYourWritesMs);
    await this.readable(await this.engines.store.head(directoryProjection.streamPrefixes));
  }

  /** Waits, for a bounded time, until the audit log holds everything that has happened. */
  async audited(): Promise<void> {
    await this.positions.passed(
      auditProjection.name,
      await this.engines.store.head(auditProjection.streamPrefixes),
      AUDIT_PATIENCE_MS,
    );
  }

  /** What is measured, in Prometheus' text format. */
  measurements(): Promise<string> {
    for (const { name } of [directoryProjection, auditProjection]) {
      this.metrics.positions.set({ name }, this.positions.positionOf(name));
    }
    return this.metrics.registry.metrics();
  }

  /** What stands still or does not answer, by name. */
  stopped(): string[] {
    const { shared } = this.engines;
    const { name } = directoryProjection;
    // Other processes may stand still, or make the read models anew: good tokens are then not known here.
    const behind = this.positions.positionOf(name) < this.readyAt;
    return [
      ...(this.logHealth.isWritable() ? [] : ['event-log']),
      ...new Set([...(this.projector?.stopped() ?? []), ...(behind ? [name] : [])]),
      ...(shared === undefined || shared.watch.current ? [] : ['read-database']),
    ];
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
    // The same stream for all who start first at the same time: of two, one records a key and shows it.
    const keyId = this.ids.derive(INSTALLATION, 'first-owner-key');
    const requestId = this.ids.next();
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
    const encoded = this.engines.codec.encode(this.ids.next(), event, metadata);
    try {
      const { position } = await this.engines.store.append(`api-key-${keyId}`, [encoded], 'none');
      await this.readable(position);
      return secret;
    } catch (error) {
      if (error instanceof WrongExpectedRevisionError) return undefined;
      throw error;
    }
  }

  /** Ends what runs, in the order in which the parts depend on each other, and closes the engines. */
  async stop(): Promise<void> {
    await this.failures.flushAll();
    await this.projector?.stop();
    await this.engines.close();
  }
}
