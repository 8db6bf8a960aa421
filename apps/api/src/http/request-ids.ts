import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/**
 * Ids of requests: UUIDs of version 7 that take their randomness once for the life of the process and count from there,
 * since asking for it costs more than the rest of a look-up. Nothing relies on their being hard to guess.
 */
export function requestIds(): () => string {
  const random = randomBytes(16);
  let seq = 0;
  return () => v7({ random, msecs: Date.now(), seq: seq++ });
}
