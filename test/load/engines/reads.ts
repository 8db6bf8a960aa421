import { measure } from '../measure.js';
import { createUser, phasesOf } from '../phases.js';
import { PinnedProcess } from '../pinned-process.js';
import { startRollbook } from '../rollbook-process.js';
import type { Server } from '../server.js';
import { type Bench, compare } from './bench.js';

const TARGET = 0.5;
const CONNECTIONS = 8;

/** Match and read on Postgres, through Rollbook and through a bare handler that runs the same look-ups. */
export async function measureReads({
  folder,
  postgres,
  users,
  rounds,
  seconds,
}: Bench): Promise<boolean> {
  const url = await postgres.createDatabase();
  const rollbook = await startRollbook(folder, { ROLLBOOK_READ_DATABASE_URL: url });
  const bareProcess = await PinnedProcess.start('engines/bare-postgres.js', {
    DATABASE_URL: url,
    NODE_ID: rollbook.owner.nodeId,
  });
  const bare: Server = {
    name: 'bare',
    process: bareProcess,
    endpoint: { port: bareProcess.port, base: '/scim/v2/node', token: 'none' },
    userIds: rollbook.userIds,
  };
  try {
    let index = 0;
    await measure(rollbook, 32, () => (index < users ? createUser(rollbook, index++) : undefined));
    let reached = true;
    const options = { users, rounds, seconds, only: undefined, strict: false };
    const phases = phasesOf(options).filter(({ name }) => name === 'match' || name === 'read');
    for (const phase of phases) {
      const [baseline, own]: [number[], number[]] = [[], []];
      for (let round = 0; round <= rounds; round++) {
        const [first, second] = [
          await measure(bare, CONNECTIONS, phase.stretch(bare, round)),
          await measure(rollbook, CONNECTIONS, phase.stretch(rollbook, round)),
        ];
        if (round === 0) continue;
        baseline.push(first.requestsPerSecond);
        own.push(second.requestsPerSecond);
      }
      const what = `${phase.name} on Postgres: a bare handler and Rollbook`;
      reached = compare(what, baseline, own, TARGET) && reached;
    }
    return reached;
  } finally {
    await bareProcess.stop();
    await rollbook.process.stop();
  }
}
