import { Initial1764000000000 } from './1764000000000-initial.js';
import { Lists1764200000000 } from './1764200000000-lists.js';

/** In the order in which they are run. */
export const migrations = [Initial1764000000000, Lists1764200000000] as const;
