import { it } from '@jest/globals';
import fc from 'fast-check';
import { useRollbook } from '../support/rollbook.js';
import { anyRequest } from './requests.js';
import { FuzzTarget } from './target.js';

const rollbook = useRollbook();

it.each(['standard', 'keeper'] as const)(
  'nothing that is sent to a %s node is answered with 500, or changes anything when it is refused',
  async (profile) => {
    const target = await FuzzTarget.create(rollbook.admin, profile);
    await fc.assert(
      fc.asyncProperty(anyRequest, (request) => target.check(request)),
      { numRuns: 300, seed: 20_261_123 },
    );
  },
);
