/**
 * Sends generated requests to a server of its own until one is answered as none may be: `npm run fuzz -- --runs 1000000
 * --seed 7`. The same seed generates the same requests.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { AdminClient, startRollbook } from '#testing';
import { anyRequest } from './requests.js';
import { FuzzTarget } from './target.js';

/** Nodes that are fuzzed side by side. */
const WORKERS = 8;
/** Requests between two lines about how far it has come, on each node. */
const STRETCH = 1_000;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
if (!(runs > 0) || !Number.isSafeInteger(seed)) throw new Error('--runs and --seed take numbers');

const dataFolder = mkdtempSync(join(tmpdir(), 'rollbook-fuzz-'));
process.once('exit', () => rmSync(dataFolder, { recursive: true, force: true }));
const server = await startRollbook({ dataFolder, env: { LOG_LEVEL: 'error' } });
const started = Date.now();
let sent = 0;
try {
  const admin = new AdminClient(server.url, server.ownerKey);
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => fuzz(admin, worker)));
  console.log(`${sent} requests in ${seconds()} s with seed ${seed}: none was answered wrongly`);
} finally {
  await server.stop();
}

async function fuzz(admin: AdminClient, worker: number): Promise<void> {
  const target = await FuzzTarget.create(admin, worker % 2 === 0 ? 'standard' : 'keeper');
  const share = Math.ceil(runs / WORKERS);
  for (let from = 0; from < share; from += STRETCH) {
    const numRuns = Math.min(STRETCH, share - from);
    // A seed of its own for each stretch, made of all that tells it from the others.
    const options = { numRuns, seed: seed * 1_000_003 + worker * 100_003 + from };
    await fc.assert(
      fc.asyncProperty(anyRequest, (request) => target.check(request)),
      options,
    );
    sent += numRuns;
    if (worker === 0) console.log(`${sent} requests, ${seconds()} s`);
  }
}

function seconds(): number {
  return Math.round((Date.now() - started) / 1_000);
}
