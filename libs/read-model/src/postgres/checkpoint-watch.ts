import { type Position, Progress } from '#event-store';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Positions } from '../positions.js';
import { CHECKPOINT_CHANNEL, type PostgresReadDatabase } from './postgres-read-database.js';

/** How often the checkpoints are looked at besides, in milliseconds: the net under the notices, and the heartbeat. */
const POLL_MS = 500;

/** How long until a lost connection is made again, in milliseconds, with up to as much again at random. */
const RECONNECT_MS = 200;

/** The kinds of streams that replicas remember something of; see `AccessQueries.applied`. */
const ALL_KINDS = ['method-'] as const;

interface Notice {
  readonly name: string;
  readonly position: Position;
  readonly kinds: readonly string[];
}

/**
 * Tells every replica how far projections and processes have come, wherever they run.
 *
 * Notices come with the commits, in their order. They, and a look at the table from time to time, come over one
 * connection, so that neither can be older than what the other has told before.
 */
export class CheckpointWatch implements Positions {
  private readonly progress = new Map<string, Progress>();
  private readonly aborter = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private connected = false;
  private onApplied: (kinds: readonly string[]) => void = () => undefined;

  constructor(
    private readonly database: PostgresReadDatabase,
    private readonly onLost: (error: unknown) => void,
  ) {}

  /** Whether the server answers; what is known may be old otherwise. */
  get current(): boolean {
    return this.connected;
  }

  /** @param onApplied hears of the kinds of streams whose rows have changed, before anybody who waits for them */
  start(onApplied: (kinds: readonly string[]) => void): void {
    this.onApplied = onApplied;
    this.running = this.watch();
  }

  async stop(): Promise<void> {
    this.aborter.abort();
    await this.running;
    for (const progress of this.progress.values()) progress.end();
  }

  positionOf(name: string): Position {
    return this.of(name).position;
  }

  /** Waits until a projection or a process has passed a position; see {@link Progress.passed}. */
  passed(name: string, position: Position, milliseconds: number): Promise<boolean> {
    return this.of(name).passed(position, milliseconds);
  }

  private of(name: string): Progress {
    let progress = this.progress.get(name);
    if (progress === undefined) {
      progress = new Progress();
      this.progress.set(name, progress);
    }
    return progress;
  }

  private async watch(): Promise<void> {
    const { signal } = this.aborter;
    while (!signal.aborted) {
      const client = this.database.connection();
      // Without a listener, a connection that breaks between two queries would end the process; the next query tells.
      client.on('error', () => undefined);
      try {
        await client.connect();
        await this.listen(client, signal);
      } catch (error) {
        if (this.connected) this.onLost(error);
        this.connected = false;
      }
      await client.end().catch(() => undefined);
      await delay(RECONNECT_MS * (1 + Math.random()), undefined, { signal }).catch(() => undefined);
    }
  }

  private async listen(client: pg.Client, signal: AbortSignal): Promise<void> {
    client.on('notification', ({ payload }) => {
      const { name, position, kinds } = JSON.parse(payload ?? '') as Notice;
      this.onApplied(kinds);
      this.of(name).moveTo(position);
    });
    await client.query(`LISTEN ${CHECKPOINT_CHANNEL}`);
    // Nobody has told what happened until now.
    this.onApplied(ALL_KINDS);
    while (!signal.aborted) {
      const { rows } = await client.query<Notice>('SELECT name, position FROM checkpoints');
      for (const { name, position } of rows) {
        if (this.of(name).position !== position) this.of(name).moveTo(position);
      }
      this.connected = true;
      await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
