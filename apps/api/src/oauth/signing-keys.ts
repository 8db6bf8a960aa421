import { type Configuration, ConfigurationError, isKey } from '#platform';
import type { Ids } from '#kernel';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A key that access tokens are signed with (RFC 7515, HS256). */
export interface SigningKey {
  /** The `kid` by which a token names it. */
  readonly id: string;
  readonly secret: Uint8Array;
}

/** The first signs, all of them verify: a key is replaced by putting another ahead of it. */
export type SigningKeys = readonly [SigningKey, ...SigningKey[]];

/** In the data folder, a key a line. */
const FILE = 'oauth-signing-keys';

/**
 * The configured keys, else those of the data folder, where the first start leaves one for its owner's eyes alone.
 *
 * @throws ConfigurationError for a file that holds no keys
 */
export function readSigningKeys(
  { oauthSigningKeys, dataFolder }: Configuration,
  ids: Ids,
): SigningKeys {
  const [first, ...others] = (oauthSigningKeys ?? storedKeys(join(dataFolder, FILE), ids)).map(
    (key) => ({ id: ids.digest('signing-key', key).slice(0, 16), secret: Buffer.from(key) }),
  );
  if (first === undefined) throw new ConfigurationError(`${FILE} in the data folder holds no keys`);
  return [first, ...others];
}

function storedKeys(file: string, ids: Ids): string[] {
  try {
    writeFileSync(file, `${ids.secret()}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const keys = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (!keys.every(isKey)) throw new ConfigurationError(`${FILE} holds what is no key`);
  return keys;
}
