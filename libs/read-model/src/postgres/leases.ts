import type { ReadDatabase } from '../read-database.js';

/** How long a lease lasts after it was taken or renewed, and how often that is done, in milliseconds. */
const LEASE_MS = 3_000;
const RENEW_MS = 750;

/** Something that one instance does at a time. */
export interface LeasedWork {
  readonly name: string;
  /** May fail, and is then tried again. */
  start(): Promise<void>;
  /** Ends after what is in hand. */
  stop(): Promise<void>;
}

/**
 * Sees to it that each work is done by one of several processes: who holds its lease, a row that expires by the
 * database's clock. A process that dies, or hangs, loses its leases; one that ends gives them back.
 *
 * A lease is for economy and quiet. That nothing takes effect twice is seen to by the checkpoints, which let only one
 * of two instances go on.
 */
export class Leases {
  private readonly held = new Map<string, { readonly until: number }>();
  private readonly working = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  /**
   * @param holder this process
   * @param onChange hears of a work that begins or ends here
   * @param onError hears of a work that could not be begun or ended, and of a database that does not answer
   */
  constructor(
    private readonly database: ReadDatabase,
    private readonly holder: string,
    private readonly works: readonly LeasedWork[],
    private readonly onChange: (name: string, works: boolean) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Takes part, and has then taken what nobody held. */
  async start(): Promise<void> {
    this.round = this.turn();
    await this.round;
  }

  /** Ends what runs here and gives the leases back: others take over at once. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
    await Promise.all(this.works.map((work) => this.end(work)));
    await this.database
      .run('UPDATE leases SET expires_at = 0 WHERE holder = ?', this.holder)
      .catch(this.onError);
  }

  private async turn(): Promise<void> {
    await Promise.all(
      this.works.map((work) =>
        this.tend(work).catch((error: unknown) => {
          this.onError(error);
        }),
      ),
    );
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.turn();
    }, RENEW_MS);
  }

  private async tend(work: LeasedWork): Promise<void> {
    const asked = performance.now();
    try {
      if (await this.take(work.name)) this.held.set(work.name, { until: asked + LEASE_MS });
      else this.held.delete(work.name);
    } finally {
      const until = this.held.get(work.name)?.until ?? 0;
      if (performance.now() > until) await this.end(work);
      else if (!this.stopped) await this.begin(work);
    }
  }

  /** Takes or renews a lease, unless somebody else holds it. */
  private async take(name: string): Promise<boolean> {
    const now = 'CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)';
    const taken = await this.database.run(
      `INSERT INTO leases (name, holder, expires_at) VALUES (?, ?, ${now} + ${LEASE_MS})
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
       WHERE leases.holder = excluded.holder OR leases.expires_at < ${now}`,
      name,
      this.holder,
    );
    return taken === 1;
  }

  private async begin(work: LeasedWork): Promise<void> {
    if (this.working.has(work.name)) return;
    await work.start();
    this.working.add(work.name);
    this.onChange(work.name, true);
  }

  private async end(work: LeasedWork): Promise<void> {
    if (!this.working.has(work.name)) return;
    this.working.delete(work.name);
    await work.stop();
    this.onChange(work.name, false);
  }
}
