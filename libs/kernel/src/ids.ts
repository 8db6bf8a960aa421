/** Identifiers and secrets, injected. */
export interface Ids {
  /** A new identifier (a UUID), rising with time. */
  next(): string;
  /** A new secret of 256 random bits, URL-safe. */
  secret(): string;
  /** SHA-256 of a secret, hexadecimal: what is kept of it. */
  hash(secret: string): string;
  /** The same UUID for the same parts, always: a repeated command makes the same event ids. */
  derive(...parts: string[]): string;
}
