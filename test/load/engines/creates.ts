import { measure } from '../measure.js';
import { createUser } from '../phases.js';
import { startRollbook } from '../rollbook-process.js';
import { type Bench, compare, eventStoreDbUrl, leaveOut } from './bench.js';
import { ClientAlone, templateOf } from './client-alone.js';

const TARGET = 0.5;
const CONNECTIONS = [8, 32];

/** Creates through HTTP, and what EventStoreDB's client alone appends with the same events and as many at once. */
export async function measureCreates({ folder, rounds, seconds }: Bench): Promise<boolean> {
  if (eventStoreDbUrl === '') return leaveOut('creates');
  const rollbook = await startRollbook(folder, {
    ROLLBOOK_EVENT_STORE: 'eventstoredb',
    ROLLBOOK_EVENTSTOREDB_URL: eventStoreDbUrl,
  });
  try {
    let index = 0;
    const creates = (howLong: number) => {
      const end = performance.now() + howLong * 1_000;
      return () => (performance.now() < end ? createUser(rollbook, index++) : undefined);
    };
    const one = () => {
      let sent = false;
      return () => (sent ? undefined : ((sent = true), createUser(rollbook, index++)));
    };
    const template = await templateOf(eventStoreDbUrl, async () => {
      await measure(rollbook, 1, one());
    });
    const events = template.reduce((sum, append) => sum + append.events.length, 0);
    console.log(`a create is ${template.length} appends, ${events} events`);
    const alone = new ClientAlone(eventStoreDbUrl, template);
    let reached = true;
    for (const connections of CONNECTIONS) {
      const [baseline, own]: [number[], number[]] = [[], []];
      for (let round = 0; round <= rounds; round++) {
        const client = await alone.measure(connections, seconds);
        const { requestsPerSecond } = await measure(rollbook, connections, creates(seconds));
        // The first round warms up.
        if (round === 0) continue;
        baseline.push(client);
        own.push(requestsPerSecond);
      }
      const what = `creates, ${connections} at once: the client alone and through HTTP`;
      reached = compare(what, baseline, own, TARGET) && reached;
    }
    await alone.close();
    return reached;
  } finally {
    await rollbook.process.stop();
  }
}
