import { ScimError } from '#scim';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Rate, RateLimiter } from '../http/rate-limiter.js';
import type { Runtime } from '../runtime.js';
import { type Admission, originOf } from './scim-request.js';

/** How many seconds' worth of requests may come at once: an Entra cycle begins with 200, at 25 a second. */
const BURST_SECONDS = 8;

/** Holds every token and OAuth client to the rate limit of its method. */
export class ScimRateLimit {
  private readonly limiter: RateLimiter;

  constructor(private readonly runtime: Runtime) {
    this.limiter = new RateLimiter(runtime.clock);
  }

  /**
   * Counts a request, and tells the caller how it stands in the fields of draft-ietf-httpapi-ratelimit-headers-10.
   *
   * @throws ScimError 429 beyond the limit (RFC 6585 section 4)
   */
  async check(
    request: FastifyRequest,
    reply: FastifyReply,
    { access, caller }: Admission,
  ): Promise<void> {
    const { failures, metrics } = this.runtime;
    const rate = this.rateOf(access);
    if (rate === undefined) return;
    const { burst, perSecond } = rate;
    const allowance = this.limiter.take(caller.id, rate);
    reply.header('ratelimit-policy', `"scim";q=${burst};w=${BURST_SECONDS}`);
    reply.header('ratelimit', `"scim";r=${allowance.remaining};t=${allowance.reset}`);
    if (allowance.allowed) return;
    metrics.rateLimited.inc();
    reply.header('retry-after', String(allowance.retryAfter));
    const error = new ScimError(429, undefined, `more than ${perSecond} requests a second`);
    const context = originOf(request, access, caller.id, caller);
    const { status, detail } = error;
    await failures.recordFolded(context, { status, detail });
    throw error;
  }

  /**
   * Counts the operations of a bulk request beyond the one that it has been counted for. It is carried out all the same:
   * refused, it would be sent again as it is; the caller waits the longer for her next request.
   */
  charge({ access, caller }: Admission, operations: number): void {
    const rate = this.rateOf(access);
    if (rate !== undefined) this.limiter.charge(caller.id, rate, operations);
  }

  private rateOf({ rateLimit }: Admission['access']): Rate | undefined {
    const perSecond = rateLimit ?? this.runtime.configuration.scimRateLimit;
    return perSecond === 0 ? undefined : { burst: perSecond * BURST_SECONDS, perSecond };
  }
}
