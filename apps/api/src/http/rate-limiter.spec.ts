import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RateLimiter } from './rate-limiter.js';

const rate = { burst: 200, perSecond: 25 };

function limiter() {
  let now = Date.parse('2026-03-02T09:00:00.000Z');
  return {
    limiter: new RateLimiter({ now: () => new Date(now) }),
    pass: (milliseconds: number) => (now += milliseconds),
  };
}

/** How many of a number of requests at once are let through. */
function letThrough(buckets: RateLimiter, key: string, requests: number): number {
  return Array.from({ length: requests }, () => buckets.take(key, rate)).filter(
    ({ allowed }) => allowed,
  ).length;
}

describe('a token bucket', () => {
  it('lets a burst through, and then so much a second', () => {
    const { limiter: buckets, pass } = limiter();
    expect(letThrough(buckets, 'a', 300)).toBe(200);
    pass(1_000);
    expect(letThrough(buckets, 'a', 300)).toBe(25);
    pass(3_600_000);
    expect(letThrough(buckets, 'a', 300)).toBe(200);
  });

  it('tells how it stands', () => {
    const { limiter: buckets, pass } = limiter();
    const whole = { allowed: true, remaining: 199, retryAfter: 0, reset: 1 };
    expect(buckets.take('a', rate)).toEqual(whole);
    letThrough(buckets, 'a', 199);
    const empty = { allowed: false, remaining: 0, retryAfter: 1, reset: 8 };
    expect(buckets.take('a', rate)).toEqual(empty);
    const slow = { burst: 1, perSecond: 0.1 };
    buckets.take('b', slow);
    expect(buckets.take('b', slow)).toMatchObject({ allowed: false, retryAfter: 10 });
    pass(9_000);
    expect(buckets.take('b', slow)).toMatchObject({ allowed: false, retryAfter: 1 });
    pass(1_000);
    expect(buckets.take('b', slow)).toMatchObject({ allowed: true, remaining: 0 });
  });

  it('owes what turned out dearer, as much as it holds at the most', () => {
    const { limiter: buckets, pass } = limiter();
    buckets.charge('a', rate, 1_000);
    const owing = { allowed: false, remaining: 0, retryAfter: 9, reset: 16 };
    expect(buckets.take('a', rate)).toEqual(owing);
    pass(8_000);
    expect(letThrough(buckets, 'a', 1)).toBe(0);
    pass(1_000);
    expect(letThrough(buckets, 'a', 300)).toBe(25);
  });

  it('is one for each key', () => {
    const { limiter: buckets } = limiter();
    expect(letThrough(buckets, 'a', 300)).toBe(200);
    expect(letThrough(buckets, 'b', 300)).toBe(200);
    buckets.forgive('a');
    expect(letThrough(buckets, 'a', 300)).toBe(200);
    expect(letThrough(buckets, 'b', 300)).toBe(0);
  });

  it('loses nothing and gives nothing when the clock is set back', () => {
    const { limiter: buckets, pass } = limiter();
    letThrough(buckets, 'a', 200);
    pass(-3_600_000);
    expect(letThrough(buckets, 'a', 1)).toBe(0);
    pass(1_000);
    expect(letThrough(buckets, 'a', 300)).toBe(25);
  });

  it('lets never more through than the burst and what has flowed in since, and never less', () => {
    // Whole tokens flow in, so that both sides reckon without rounding.
    const flow = fc.nat(250);
    const steps = fc.array(fc.tuple(flow, fc.nat(300)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(steps, (sent) => {
        const { limiter: buckets, pass } = limiter();
        let tokens = rate.burst;
        for (const [gained, requests] of sent) {
          pass((gained * 1_000) / rate.perSecond);
          tokens = Math.min(rate.burst, tokens + gained);
          const through = letThrough(buckets, 'a', requests);
          expect(through).toBe(Math.min(requests, tokens));
          tokens -= through;
        }
      }),
    );
  });
});
