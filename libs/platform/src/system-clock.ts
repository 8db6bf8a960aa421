import type { Clock } from '#kernel';

/** The machine's time. */
export const systemClock: Clock = { now: () => new Date() };
