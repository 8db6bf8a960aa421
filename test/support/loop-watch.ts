import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into a server ahead of its own code: between one SIGUSR2 and the next it looks at every turn of the event loop,
 * and then writes down the longest, in milliseconds.
 *
 * What counts is the processor time of the thread where the system tells it, for a machine that others use as well makes
 * every turn longer.
 */
const SCHEDULING = '/proc/thread-self/schedstat';

function clockOf(): () => number {
  try {
    readFileSync(SCHEDULING);
    return () => Number(readFileSync(SCHEDULING, 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return () => performance.now();
  }
}

if (isMainThread) {
  const clock = clockOf();
  let watching = false;
  let longest = 0;
  let before = 0;
  const look = (): void => {
    if (!watching) return;
    const now = clock();
    longest = Math.max(longest, now - before);
    before = clock();
    setImmediate(look);
  };
  process.on('SIGUSR2', () => {
    watching = !watching;
    if (watching) {
      [longest, before] = [0, clock()];
      setImmediate(look);
    }
    process.stdout.write(`${JSON.stringify({ event: 'loop-watch', watching, longest })}\n`);
  });
}
