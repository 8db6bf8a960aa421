import { setTimeout as delay } from 'node:timers/promises';

const FIRST_MS = 50;
const LONGEST_MS = 5_000;

/**
 * Waits ahead of another try: twice as long each time, and by chance up to half of it less, so that those who lost the
 * same server do not all come back at the same moment. Ends at once when the signal aborts.
 *
 * @param failures how many tries have failed in a row, from 1
 */
export async function backOff(failures: number, signal?: AbortSignal): Promise<void> {
  const longest = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 16), LONGEST_MS);
  const milliseconds = longest * (0.5 + Math.random() / 2);
  await delay(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(
    () => undefined,
  );
}
