import { type FailureTarget, provisioningRequestFailed } from '#domain';
import type { CommandContext, EventCodec, EventStore, Position } from '#event-store';
import type { Clock, Ids, ScimOrigin } from '#kernel';

/** Who was refused, and what she asked for. */
export type FailureContext = CommandContext & { readonly scim: ScimOrigin };

/** What a refused request came to, as the caller was told. */
export interface Failure {
  readonly target?: FailureTarget;
  readonly status: number;
  readonly scimType?: string;
  readonly detail: string;
}

interface Folded {
  readonly context: FailureContext;
  readonly failure: Failure;
  count: number;
}

export interface FailureRecorderOptions {
  /** How long what is folded is counted before they are written, in milliseconds. */
  readonly windowMs: number;
  /** The log could not take what was counted. */
  readonly onLost: (error: unknown) => void;
}

/**
 * Writes refused requests to the log, where the audit log finds them.
 *
 * What anybody can repeat at will (refused tokens, requests over the rate limit) is folded together: the first is
 * written at once, what follows within the window is counted and written at its end as one fact, so that nobody can
 * fill the log.
 */
export class FailureRecorder {
  private readonly folded = new Map<string, Folded>();

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly options: FailureRecorderOptions,
  ) {}

  /** Records one refused write of an authenticated caller. */
  async record(context: FailureContext, failure: Failure, count = 1): Promise<Position> {
    const { methodId, operation, dialect } = context.scim;
    const event = provisioningRequestFailed({ methodId, operation, ...failure, dialect, count });
    const id = this.ids.derive(context.commandId, 'failure');
    const metadata = { ...context, occurredAt: this.clock.now().toISOString() };
    const { position } = await this.store.append(
      `failure-${methodId}`,
      [this.codec.encode(id, event, metadata)],
      'any',
    );
    return position;
  }

  /**
   * Records a refused request, now or with others of its method, status and actor at the end of the window. It is
   * refused whatever comes of this.
   */
  async recordFolded(context: FailureContext, failure: Failure): Promise<void> {
    const key = [context.scim.methodId, failure.status, context.actor.id].join(' ');
    const pending = this.folded.get(key);
    if (pending !== undefined) {
      pending.count++;
      return;
    }
    const next: Folded = { context: { ...context, commandId: this.ids.next() }, failure, count: 0 };
    this.folded.set(key, next);
    setTimeout(() => {
      void this.flush(key);
    }, this.options.windowMs).unref();
    await this.record(context, failure).catch(this.options.onLost);
  }

  /** Writes what has been counted so far. A log that can't take it must not keep the process from ending. */
  async flushAll(): Promise<void> {
    await Promise.all([...this.folded.keys()].map((key) => this.flush(key)));
  }

  private async flush(key: string): Promise<void> {
    const pending = this.folded.get(key);
    this.folded.delete(key);
    if (pending === undefined || pending.count === 0) return;
    await this.record(pending.context, pending.failure, pending.count).catch(this.options.onLost);
  }
}
