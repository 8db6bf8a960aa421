import { setTimeout as delay } from 'node:timers/promises';
import { measure, type Step } from '../measure.js';
import { createUser } from '../phases.js';
import { startRollbook } from '../rollbook-process.js';
import { type Bench, compare, eventStoreDbUrl, leaveOut } from './bench.js';
import { ClientAlone, type CreateTemplate, templateOf } from './client-alone.js';

const TARGET = 0.5;
const CONNECTIONS = [8, 32];
const WARM_UP_SECONDS = 3;
/** A server that has just been started takes more than twice as long for each of its first thousands. */
const FIRST_CREATES = 10_000;
/** How long between two looks at how far the projections have come. */
const LOOK_MS = 500;

/** Creates through HTTP, and what EventStoreDB's client alone appends with the same events and as many at once. */
export async function measureCreates({ folder, rounds, seconds }: Bench): Promise<boolean> {
  if (eventStoreDbUrl === '') return leaveOut('creates');
  const engines = {
    ROLLBOOK_EVENT_STORE: 'eventstoredb',
    ROLLBOOK_EVENTSTOREDB_URL: eventStoreDbUrl,
  };
  const rollbook = await startRollbook(folder, engines);
  try {
    let index = 0;
    const create = () => createUser(rollbook, index++);
    const creates = (howLong: number) => {
      const end = performance.now() + howLong * 1_000;
      return () => (performance.now() < end ? create() : undefined);
    };
    const template = await templateOf(eventStoreDbUrl, async () => {
      await measure(rollbook, 1, once(create));
    });
    const events = template.reduce((sum, append) => sum + append.events.length, 0);
    console.log(`a create is ${template.length} appends, ${events} events`);
    await measure(rollbook, Math.max(...CONNECTIONS), () =>
      index < FIRST_CREATES ? create() : undefined,
    );
    let reached = true;
    for (const connections of CONNECTIONS) {
      const [baseline, own]: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round++) {
        // It would follow what the client alone appends, and so take time from it.
        rollbook.process.freeze();
        baseline.push(await alone(template, connections, seconds));
        rollbook.process.thaw();
        await caughtUp(rollbook.process.port);
        await measure(rollbook, connections, creates(WARM_UP_SECONDS));
        own.push((await measure(rollbook, connections, creates(seconds))).requestsPerSecond);
      }
      const what = `creates, ${connections} at once: the client alone and through HTTP`;
      reached = compare(what, baseline, own, TARGET) && reached;
    }
    return reached;
  } finally {
    await rollbook.process.stop();
  }
}

/** Waits until the projections have taken what the client alone has appended: two looks at them say the same. */
async function caughtUp(port: number): Promise<void> {
  for (let before: string | undefined; ;) {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const positions = metrics.match(/^rollbook_projection_position.*$/gm)?.join('\n');
    if (positions === undefined) throw new Error('the metrics say nothing of projections');
    if (positions === before) return;
    before = positions;
    await delay(LOOK_MS);
  }
}

async function alone(template: CreateTemplate, atOnce: number, seconds: number): Promise<number> {
  const client = new ClientAlone(eventStoreDbUrl, template);
  await client.measure(atOnce, WARM_UP_SECONDS);
  const rate = await client.measure(atOnce, seconds);
  await client.close();
  return rate;
}

function once(make: () => Step): () => Step | undefined {
  let made = false;
  return () => {
    if (made) return undefined;
    made = true;
    return make();
  };
}
