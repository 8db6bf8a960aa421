import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What is measured, for Prometheus. */
export class Metrics {
  readonly registry = new Registry();

  private readonly requests = new Histogram({
    name: 'rollbook_http_request_duration_seconds',
    help: 'Time to answer, by surface, method and status',
    labelNames: ['surface', 'method', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.registry],
  });

  readonly refusedTokens = new Counter({
    name: 'rollbook_refused_tokens_total',
    help: 'SCIM requests refused for their token',
    registers: [this.registry],
  });

  readonly rateLimited = new Counter({
    name: 'rollbook_rate_limited_total',
    help: 'SCIM requests refused because their token or OAuth client was over its rate limit',
    registers: [this.registry],
  });

  readonly tokenRequests = new Counter({
    name: 'rollbook_oauth_token_requests_total',
    help: 'Requests to the OAuth token endpoint by outcome: issued, refused (wrong credentials), limited',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });

  private readonly tolerances = new Counter({
    name: 'rollbook_tolerated_total',
    help: 'What IdPs sent that the RFC forbids and Rollbook accepts, by tolerance, dialect and IdP',
    labelNames: ['tolerance', 'dialect', 'idp'] as const,
    registers: [this.registry],
  });

  readonly appendedEvents = new Counter({
    name: 'rollbook_appended_events_total',
    help: 'Events appended to the log',
    registers: [this.registry],
  });

  readonly flushes = new Histogram({
    name: 'rollbook_log_flush_duration_seconds',
    help: 'Time to write one batch of appends to disk; its count is the number of flushes',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5],
    registers: [this.registry],
  });

  readonly stopped = new Gauge({
    name: 'rollbook_projection_stopped',
    help: '1 for a projection or process that stands still and needs somebody',
    labelNames: ['name'] as const,
    registers: [this.registry],
  });

  readonly positions = new Gauge({
    name: 'rollbook_projection_position',
    help: 'The position up to which a projection has applied the log',
    labelNames: ['name'] as const,
    registers: [this.registry],
  });

  readonly answeredAhead = new Counter({
    name: 'rollbook_writes_answered_ahead_total',
    help: 'Writes answered before the read models showed them, since the wait for it was over',
    registers: [this.registry],
  });

  /** What counts for each combination of labels: finding it anew costs more than counting. */
  private readonly requestTimers = new Map<string, Histogram.Internal<string>>();
  private readonly toleranceCounters = new Map<string, Counter.Internal>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Notes an answered request and the milliseconds it took. */
  request(surface: 'scim' | 'other', method: string, status: number, milliseconds: number): void {
    const key = `${surface} ${method} ${status}`;
    let timer = this.requestTimers.get(key);
    if (timer === undefined) {
      timer = this.requests.labels(surface, method, String(status));
      this.requestTimers.set(key, timer);
    }
    timer.observe(milliseconds / 1_000);
  }

  /** Notes how often an IdP was met with a tolerance. */
  tolerated(tolerance: string, dialect: string, idp: string, times: number): void {
    const key = `${tolerance} ${dialect} ${idp}`;
    let counter = this.toleranceCounters.get(key);
    if (counter === undefined) {
      counter = this.tolerances.labels(tolerance, dialect, idp);
      this.toleranceCounters.set(key, counter);
    }
    counter.inc(times);
  }
}
