import { ScimError } from '#scim';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiter } from '../http/rate-limiter.js';
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
    const { configuration, failures, metrics } = this.runtime;
    const perSecond = access.rateLimit ?? configuration.scimRateLimit;
    if (perSecond === 0) return;
    const burst = perSecond * BURST_SECONDS;
    const allowance = this.limiter.take(caller.id, { burst, perSecond });
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
}
