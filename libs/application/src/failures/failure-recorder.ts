import { type FailureTarget, provisioningRequestFailed } from '#domain';
import type { EventCodec, EventStore, Position } from '#event-store';
import type { Clock, Ids } from '#kernel';
import { type FailureContext, FoldingWindow } from './folding-window.js';

/** What a refused request came to, as the caller was told. */
export interface Failure {
  readonly target?: FailureTarget;
  readonly status: number;
  readonly scimType?: string;
  readonly detail: string;
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
 * What anybody can repeat at will (refused tokens, requests over the rate limit) is folded together: the first of an
 * address is written at once, what follows within the window is counted and written at its end as one fact, which says
 * what all of these had in common. Beyond some addresses those of all others are one, so that nobody can fill the log.
 */
export class FailureRecorder {
  private readonly windows = new Map<string, { failure: Failure; folding: FoldingWindow }>();

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
    const event = provisioningRequestFailed({
      methodId,
      ...(operation === undefined ? {} : { operation }),
      ...failure,
      ...(dialect === undefined ? {} : { dialect }),
      count,
    });
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
   * Records a refused request, now or at the end of the window with others that were refused for the same reason. It is
   * refused whatever comes of this.
   */
  async recordFolded(context: FailureContext, failure: Failure): Promise<void> {
    const { methodId, tokenId } = context.scim;
    const key = JSON.stringify([methodId, tokenId, context.actor.id, failure]);
    let window = this.windows.get(key);
    if (window === undefined) {
      window = { failure, folding: new FoldingWindow() };
      this.windows.set(key, window);
      setTimeout(() => {
        void this.flush(key);
      }, this.options.windowMs).unref();
    }
    if (window.folding.isFirst(context))
      await this.record(context, failure).catch(this.options.onLost);
  }

  /** Writes what has been counted so far. A log that can't take it must not keep the process from ending. */
  async flushAll(): Promise<void> {
    await Promise.all([...this.windows.keys()].map((key) => this.flush(key)));
  }

  private async flush(key: string): Promise<void> {
    const window = this.windows.get(key);
    this.windows.delete(key);
    if (window === undefined) return;
    for (const { context, count } of window.folding.folds()) {
      const own = { ...context, commandId: this.ids.next() };
      await this.record(own, window.failure, count).catch(this.options.onLost);
    }
  }
}
