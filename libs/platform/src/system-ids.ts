import type { Ids } from '#kernel';
import { hash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** Identifiers and secrets from the system's randomness. */
export const systemIds: Ids = {
  next: () => v7(),
  secret: () => randomBytes(32).toString('base64url'),
  hash: (secret) => hash('sha256', secret, 'hex'),
  derive: (...parts) => {
    // A UUID of version 8 (RFC 9562 section 5.8): 122 bits of SHA-256.
    const hex = hash('sha256', parts.join('\0'), 'hex');
    const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  },
};
