/**
 * How fast is Rollbook on its larger engines, compared with what the engines' own clients do on the same machine? Both
 * are measured in one run, by turns. Postgres is started for it; a real EventStoreDB is taken from
 * ROLLBOOK_TEST_EVENTSTOREDB_URL, and what needs one is left out without it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../support/postgres-server.js';
import { readOptions } from '../options.js';
import { pinGenerator } from '../pinned-process.js';
import { measureCreates } from './creates.js';
import { measureProjector } from './projector.js';
import { measureReads } from './reads.js';
import { measureReplicas } from './replicas.js';
import type { Bench } from './bench.js';

const parts = {
  creates: measureCreates,
  reads: measureReads,
  replicas: measureReplicas,
  projector: measureProjector,
};

const { users, rounds, seconds, only, strict } = readOptions(process.argv.slice(2));
const wanted = Object.entries(parts).filter(([name]) => (only ?? name) === name);
if (wanted.length === 0) throw new Error(`--only takes one of ${Object.keys(parts).join(', ')}`);
const folder = mkdtempSync(join(tmpdir(), 'rollbook-load-'));
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

console.log(
  `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model.trim()}); ` +
    `${users.toLocaleString('en')} users, ${rounds} rounds of ${seconds} s; ` +
    (pinGenerator()
      ? 'the generator on core 0, Rollbook or what it is compared with on core 1, the engines on both'
      : 'nothing is pinned'),
);
const postgres = await startPostgres();
try {
  let reached = true;
  for (const [name, run] of wanted) {
    const bench: Bench = { folder: join(folder, name), postgres, users, rounds, seconds };
    reached = (await run(bench)) && reached;
  }
  if (strict && !reached) process.exitCode = 1;
} finally {
  await postgres.dispose();
}
