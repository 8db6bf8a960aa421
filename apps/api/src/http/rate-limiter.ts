import type { Clock } from '#kernel';
import { LRUCache } from 'lru-cache';

/** How much is let through: so much at once, and so much a second besides. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** What a bucket says to one more request. */
export interface Allowance {
  readonly allowed: boolean;
  /** How many more are let through at once. */
  readonly remaining: number;
  /** Seconds until another one is let through; 0 when one is now. */
  readonly retryAfter: number;
  /** Seconds until the bucket is full again. */
  readonly reset: number;
}

interface Bucket {
  tokens: number;
  /** When it was last filled, in milliseconds since the epoch. */
  filledAt: number;
}

/** How many callers are remembered; one that is forgotten begins with a full bucket. */
const REMEMBERED = 50_000;

/** Token buckets, one for each key. */
export class RateLimiter {
  private readonly buckets = new LRUCache<string, Bucket>({ max: REMEMBERED });

  constructor(private readonly clock: Clock) {}

  /** Takes a token from a key's bucket, if there is one. */
  take(key: string, rate: Rate): Allowance {
    const bucket = this.filled(key, rate);
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens--;
    return {
      allowed,
      remaining: Math.max(0, Math.floor(bucket.tokens)),
      retryAfter: Math.ceil(Math.max(0, 1 - bucket.tokens) / rate.perSecond),
      reset: Math.ceil((rate.burst - bucket.tokens) / rate.perSecond),
    };
  }

  /** Takes tokens for what has turned out dearer than one. A bucket may owe as many as it holds when it is full. */
  charge(key: string, rate: Rate, tokens: number): void {
    const bucket = this.filled(key, rate);
    bucket.tokens = Math.max(-rate.burst, bucket.tokens - tokens);
  }

  /** Fills a key's bucket. */
  forgive(key: string): void {
    this.buckets.delete(key);
  }

  private filled(key: string, { burst, perSecond }: Rate): Bucket {
    const now = this.clock.now().getTime();
    const known = this.buckets.get(key);
    if (known === undefined) {
      const bucket = { tokens: burst, filledAt: now };
      this.buckets.set(key, bucket);
      return bucket;
    }
    // A clock that was set back gives nothing, and takes nothing.
    const passed = Math.max(0, now - known.filledAt);
    known.tokens = Math.min(burst, known.tokens + (passed * perSecond) / 1_000);
    known.filledAt = now;
    return known;
  }
}
