import type { Ids } from '#kernel';
import { hash, randomBytes, randomFillSync, randomInt } from 'node:crypto';
import { v7 } from 'uuid';

function digest(...parts: string[]): string {
  return hash('sha256', parts.join('\0'), 'hex').slice(0, 32);
}

const ID_BYTES = 16;
const pool = new Uint8Array(256 * ID_BYTES);
let taken = pool.length;
let sequence = randomInt(2 ** 31);

/** Randomness for one id. It is asked for in bulk, since asking costs more than making the id. */
function randomness(): Uint8Array {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  taken += ID_BYTES;
  return pool.subarray(taken - ID_BYTES, taken);
}

/** Identifiers and secrets from the system's randomness. */
export const systemIds: Ids = {
  // The sequence keeps the ids of one millisecond in order.
  next: () => v7({ random: randomness(), msecs: Date.now(), seq: sequence++ }),
  secret: () => randomBytes(32).toString('base64url'),
  hash: (secret) => hash('sha256', secret, 'hex'),
  digest,
  derive: (origin, ...parts) => {
    // A UUID of version 8 (RFC 9562 section 5.8): the 48 bits of time of its origin, and 72 of SHA-256.
    const hex = digest(origin, ...parts);
    const time = origin.slice(0, 13);
    return `${time}-8${hex.slice(0, 3)}-a${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
  },
};
