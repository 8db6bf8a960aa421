import type { Clock } from '#kernel';
import type { CursorPosition } from '#read-model';
import { ScimError } from '#scim';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** How long a cursor can be used, in seconds; announced in ServiceProviderConfig. */
export const CURSOR_TIMEOUT_SECONDS = 3_600;

/** What a list is sorted by is cut, so that no cursor is longer, in characters. */
const LONGEST_CURSOR = 8_192;

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

type Content = [
  ...place: [part: number, ordinal: number, key: string | number | null],
  ...rest: [back: boolean, total: number, expiresAt: number],
];

/**
 * Cursors (RFC 9865) as clients see them: a place in a list, sealed. Nothing is kept for them here. They name a person
 * when a list is sorted by names, and end up in logs, so they are encrypted, not merely signed.
 */
export class ListCursors {
  private key: Buffer | undefined;

  /** @param secret of everybody who serves the same lists; asked for when it is first needed */
  constructor(
    private readonly secret: () => Promise<string>,
    private readonly clock: Clock,
  ) {}

  /** @param list what the cursor is bound to: it opens for no other list */
  async seal({ place, back, total }: CursorPosition, list: string): Promise<string> {
    const key = await this.loadKey();
    const expiresAt = this.clock.now().getTime() + CURSOR_TIMEOUT_SECONDS * 1_000;
    const content: Content = [place.part, place.ordinal, place.key, back, total, expiresAt];
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(list));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** @throws ScimError 400 `invalidCursor` for what was not sealed for this list, `expiredCursor` when it is too old */
  async open(text: string, list: string): Promise<CursorPosition> {
    const content = contentOf(text, list, await this.loadKey());
    const [part, ordinal, key, back, total, expiresAt] = content;
    if (this.clock.now().getTime() > expiresAt) {
      throw new ScimError(400, 'expiredCursor', 'the cursor has expired: begin again without one');
    }
    return { place: { part, ordinal, key }, back, total };
  }

  private async loadKey(): Promise<Buffer> {
    this.key ??= createHash('sha256')
      .update(await this.secret())
      .digest();
    return this.key;
  }
}

function contentOf(text: string, list: string, key: Buffer): Content {
  try {
    if (text.length > LONGEST_CURSOR) throw new Error('longer than any');
    const bytes = Buffer.from(text, 'base64url');
    // Decoding passes over what is no such character.
    if (bytes.toString('base64url') !== text) throw new Error('not as it was sealed');
    const iv = bytes.subarray(0, IV_BYTES);
    const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    const options = { authTagLength: TAG_BYTES };
    const decipher = createDecipheriv(CIPHER, key, iv, options)
      .setAAD(Buffer.from(list))
      .setAuthTag(tag);
    const opened = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8');
    // What this key has sealed is of this form.
    return JSON.parse(opened + decipher.final('utf8')) as Content;
  } catch {
    throw new ScimError(400, 'invalidCursor', 'the cursor is none of this list');
  }
}
