import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { measure } from '../measure.js';
import { createUser, phasesOf } from '../phases.js';
import { startProcess, startRollbook } from '../rollbook-process.js';
import type { Server } from '../server.js';
import { type Bench, compare, eventStoreDbUrl, leaveOut, sharedEngines } from './bench.js';

const TARGET = 1.6;
const CONNECTIONS = 8;

/** Two replicas need a core each, and Postgres and the generator the others. */
const CORES = 4;

/** Matches through two replicas of the API, and through one of them alone with as many connections in all. */
export async function measureReplicas(bench: Bench): Promise<boolean> {
  if (eventStoreDbUrl === '') return leaveOut('replicas');
  const { folder, users, rounds, seconds } = bench;
  const engines = await sharedEngines(bench);
  const projector = await startProcess(join(folder, 'projector'), engines, 'projector');
  const first = await startRollbook(join(folder, 'first'), engines);
  const process = await startProcess(join(folder, 'second'), engines);
  const endpoint = { ...first.endpoint, port: process.port };
  const second: Server = { name: 'second', process, endpoint, userIds: first.userIds };
  try {
    let index = 0;
    const some = Math.min(users, 500);
    await measure(first, 16, () => (index < some ? createUser(first, index++) : undefined));
    const options = { users: some, rounds, seconds, only: undefined, strict: false };
    const match = phasesOf(options).find(({ name }) => name === 'match')!;
    const [baseline, own]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      const one = await measure(first, CONNECTIONS, match.stretch(first, round));
      const both = await Promise.all(
        [first, second].map((each) => measure(each, CONNECTIONS / 2, match.stretch(each, round))),
      );
      if (round === 0) continue;
      baseline.push(one.requestsPerSecond);
      own.push(both.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0));
    }
    const reached = compare('match: one replica and two', baseline, own, TARGET);
    if (availableParallelism() >= CORES) return reached;
    console.log(`  (says nothing: two replicas share a core here, and ${CORES} cores are needed)`);
    return true;
  } finally {
    for (const server of [first.process, process, projector]) await server.stop();
  }
}
