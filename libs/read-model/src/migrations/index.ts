import { Initial1764000000000 } from './1764000000000-initial.js';
import { Leases1764100000000 } from './1764100000000-leases.js';

/** In the order in which they are run. */
export const migrations = [Initial1764000000000, Leases1764100000000] as const;
