import { afterEach, beforeEach, describe, it } from '@jest/globals';
import { appendAllContract } from './append-all.contract.js';
import { appendContract } from './append.contract.js';
import { idempotencyContract } from './idempotency.contract.js';
import { readContract } from './read.contract.js';
import type { Subject } from './support.js';
import { tailContract } from './tail.contract.js';

export { type Subject } from './support.js';

/** What adapters may leave out. */
export interface Features {
  readonly appendAll: boolean;
}

/**
 * The contract of the event store's port, as one Jest suite for every adapter.
 *
 * @param name the adapter
 * @param make a store for one test; its log may hold the events of earlier tests
 * @param features what the adapter leaves out; its tests are then shown as skipped
 */
export function eventStoreContract(
  name: string,
  make: () => Promise<Subject>,
  features: Features = { appendAll: true },
): void {
  describe(`event store contract: ${name}`, () => {
    let subject: Subject;
    const current = (): Subject => subject;
    beforeEach(async () => {
      subject = await make();
    });
    afterEach(() => subject.dispose());

    appendContract(current);
    idempotencyContract(current);
    if (features.appendAll) appendAllContract(current);
    else it.skip('appendAll: this adapter has none', () => undefined);
    readContract(current);
    tailContract(current);
  });
}
