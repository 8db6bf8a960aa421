import { createLogger, readConfiguration } from '#platform';
import { auditProjection, directoryProjection } from '#read-model';
import { openEngines, Projector } from '#runtime';
import { fill } from '../fill.js';
import { startRollbook } from '../rollbook-process.js';
import type { Bench } from './bench.js';

const TARGET = 3_000;
const PATIENCE_MS = 600_000;

/** How many events a second the projections apply to Postgres, catching up with a log of creates. */
export async function measureProjector({
  folder,
  postgres,
  users,
  rounds,
}: Bench): Promise<boolean> {
  const logger = createLogger('warn');
  const setUp = await startRollbook(folder);
  await setUp.process.stop();
  await fill(folder, setUp.owner, 0, users);
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const configuration = readConfiguration({
      ROLLBOOK_DATA: folder,
      ROLLBOOK_READ_DATABASE_URL: await postgres.createDatabase(),
    });
    const engines = await openEngines(configuration, logger);
    engines.shared?.watch.start(() => undefined);
    const projector = new Projector(engines);
    const head = await engines.store.head();
    const begun = performance.now();
    await projector.start();
    for (const { name } of [directoryProjection, auditProjection]) {
      if (!(await projector.passed(name, head, PATIENCE_MS))) throw new Error(`${name} is behind`);
    }
    // The embedded log numbers its events.
    rates.push((head * 1_000) / (performance.now() - begun));
    await projector.stop();
    await engines.close();
  }
  const slowest = Math.min(...rates);
  const reached = slowest >= TARGET;
  console.log(
    `projector on Postgres, both projections at once: ${rates.map((rate) => Math.round(rate).toLocaleString('en')).join(', ')} ` +
      `events/s, target ${TARGET} ${reached ? 'reached' : 'MISSED'}`,
  );
  return reached;
}
