import type { ReadDatabase } from './read-database.js';

/** The secret that things of a name are sealed with: made by whoever asks first, the same for everybody after that. */
export async function sealingKey(
  database: ReadDatabase,
  name: string,
  makeSecret: () => string,
): Promise<string> {
  const find = 'SELECT secret FROM sealing_keys WHERE name = ?';
  const known = await database.get<{ secret: string }>(find, name);
  if (known !== undefined) return known.secret;
  const insert = 'INSERT INTO sealing_keys (name, secret) VALUES (?, ?) ON CONFLICT DO NOTHING';
  await database.run(insert, name, makeSecret());
  return sealingKey(database, name, makeSecret);
}
