/** Identifiers and secrets, injected. */
export interface Ids {
  /** A new identifier (a UUID), rising with time. */
  next(): string;
  /** A new secret of 256 random bits, URL-safe. */
  secret(): string;
  /** SHA-256 of a secret, hexadecimal: what is kept of it. */
  hash(secret: string): string;
  /** A hash of the parts, hexadecimal, 128 bits: the same for the same parts, always. */
  digest(...parts: string[]): string;
  /**
   * A UUID derived from another and more: the same for the same, always, so that a repeated command makes the same
   * event ids. It begins with the time that its origin begins with, so that an index of such ids grows at its end.
   */
  derive(origin: string, ...parts: string[]): string;
}
