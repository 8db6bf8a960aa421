/**
 * How fast is Rollbook, compared with a bare server on the same machine? Absolute numbers say more about the machine
 * than about the program; so both are measured in one run, by turns, each on the same core.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measurement, measure, median } from './measure.js';
import { readOptions } from './options.js';
import { type Phase, phasesOf, teamMatchPhase } from './phases.js';
import { pinGenerator } from './pinned-process.js';
import { printHead, printMemory, printPhase, printTeam } from './report.js';
import { startRollbook } from './rollbook-process.js';
import { type Server, startBareServer } from './server.js';
import { measureTeam, teamNames } from './team.js';

const connections = 8;

const options = readOptions(process.argv.slice(2));
const phases = phasesOf(options);
const names = [...phases.map(({ name }) => name), 'team'];
if (options.only !== undefined && !names.includes(options.only)) {
  throw new Error(`--only takes one of ${names.join(', ')}`);
}
const dataFolder = mkdtempSync(join(tmpdir(), 'rollbook-load-'));
const servers: Server[] = [];
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
process.once('exit', () => rmSync(dataFolder, { recursive: true, force: true }));

printMachine();
try {
  const bare = await startBareServer();
  servers.push(bare);
  const rollbook = await startRollbook(dataFolder);
  servers.push(rollbook);
  const reached = await run(bare, rollbook);
  if (options.strict && !reached) process.exitCode = 1;
} finally {
  await Promise.all(servers.map((server) => server.process.stop()));
}

async function run(bare: Server, rollbook: Server): Promise<boolean> {
  const reached: boolean[] = [];
  const wanted = (name: string) => (options.only ?? name) === name;
  printHead();
  for (const phase of phases.filter(({ name }) => name === 'create' || wanted(name))) {
    reached.push(await runPhase(phase, bare, rollbook));
  }
  if (wanted('team')) {
    printTeam('bare', await measureTeam(bare));
    reached.push(printTeam('Rollbook', await measureTeam(rollbook)));
    printHead();
    const teamMatch = teamMatchPhase(options, Object.values(teamNames));
    reached.push(await runPhase(teamMatch, bare, rollbook));
  }
  reached.push(printMemory(rollbook.process.memory()));
  return reached.every(Boolean);
}

async function runPhase(phase: Phase, bare: Server, rollbook: Server): Promise<boolean> {
  const measurements = new Map<Server, Measurement[]>([
    [bare, []],
    [rollbook, []],
  ]);
  for (let stretch = 0; stretch <= options.rounds; stretch++) {
    for (const [server, counted] of measurements) {
      const measurement = await measure(server, connections, phase.stretch(server, stretch));
      if (stretch > 0) counted.push(measurement);
    }
  }
  return printPhase(phase, measurements.get(bare) ?? [], measurements.get(rollbook) ?? []);
}

function printMachine(): void {
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ` +
      `one flush of the disk takes ${flushMs().toFixed(2)} ms; ` +
      `${options.users.toLocaleString('en')} users, ${connections} connections, ` +
      `${options.rounds} rounds of ${options.seconds} s`,
  );
  console.log(
    pinGenerator()
      ? 'The generator is pinned to core 0, both servers to core 1; only one is under load at a time.'
      : 'WARNING: nothing is pinned, for taskset or a second core is missing. Do not trust the ratios.',
  );
}

/** What a durable write costs here at the least; the target of create depends on it. */
function flushMs(): number {
  const file = openSync(join(dataFolder, 'flush'), 'w');
  const durations = Array.from({ length: 50 }, () => {
    const start = performance.now();
    writeSync(file, Buffer.alloc(4_096));
    fsyncSync(file);
    return performance.now() - start;
  });
  closeSync(file);
  return median(durations);
}
