import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from '@jest/globals';

it('the SQLite driver has no cleanup hooks for its objects, with which Node 24 aborts', () => {
  const driver = createRequire(import.meta.url).resolve(
    'better-sqlite3/build/Release/better_sqlite3.node',
  );
  expect(readFileSync(driver).includes('RemoveEnvironmentCleanupHook')).toBe(false);
});
