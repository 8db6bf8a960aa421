import { beforeAll } from '@jest/globals';
import type { ScimClient } from '#testing';
import { type Rollbook, type Tenant, useRollbook } from '../support/rollbook.js';

/** A server with one node whose profile is `standard`: the one that follows the RFCs without rules of its own. */
export interface Provider {
  readonly rollbook: Rollbook;
  readonly tenant: Tenant;
  readonly scim: ScimClient;
}

/** The service provider that the tests of a file look at. */
export function useProvider(): Provider {
  const rollbook = useRollbook();
  let tenant: Tenant | undefined;
  beforeAll(async () => {
    tenant = await rollbook.tenant({ profile: 'standard' });
  });
  return {
    rollbook,
    get tenant() {
      return tenant!;
    },
    get scim() {
      return tenant!.scim;
    },
  };
}

let made = 0;

/** A number that no user or group of the file has had. */
export function fresh(): number {
  made += 1;
  return made;
}
