/**
 * After an install: where better-sqlite3 was compiled against headers of Node 24.19 or later, compiles it again without
 * what aborts the process; see docs/adr/0027-the-driver-without-cleanup-hooks.md. A prebuilt driver is left as it is.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const driver = join(root, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');

if (existsSync(driver) && readFileSync(driver).includes('RemoveEnvironmentCleanupHook')) {
  console.log('better-sqlite3 has the cleanup hooks of this Node: compiling it without');
  const npm = process.env.npm_execpath;
  if (npm === undefined) throw new Error('Run it with npm.');
  // Seen from the folder that the compiler runs in, so that a space in the path of the project does not matter.
  const header = '../../../tools/sqlite-driver/object-wrap.h';
  const { status } = spawnSync(process.execPath, [npm, 'rebuild', 'better-sqlite3'], {
    cwd: root,
    env: { ...process.env, CXXFLAGS: `${process.env.CXXFLAGS ?? ''} -include ${header}` },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
