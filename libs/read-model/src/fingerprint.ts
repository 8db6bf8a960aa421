import { hash } from 'node:crypto';

/** As many hexadecimal digits of SHA-256 as tell one state of a resource from its others. */
export const FINGERPRINT_DIGITS = 12;

/** A short text that is another one for another text; the engines know how to make it, too (`Dialect.fingerprint`). */
export function fingerprint(text: string): string {
  return hash('sha256', text, 'hex').slice(0, FINGERPRINT_DIGITS);
}
