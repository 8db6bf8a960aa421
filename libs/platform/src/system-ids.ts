import type { Ids } from '#kernel';
import { hash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

function digest(...parts: string[]): string {
  return hash('sha256', parts.join('\0'), 'hex').slice(0, 32);
}

/** Identifiers and secrets from the system's randomness. */
export const systemIds: Ids = {
  next: () => v7(),
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
