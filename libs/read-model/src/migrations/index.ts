import { Initial1764000000000 } from './1764000000000-initial.js';

/** In the order in which they are run. */
export const migrations = [Initial1764000000000] as const;
