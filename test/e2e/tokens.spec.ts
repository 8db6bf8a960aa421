import { describe, expect, it } from '@jest/globals';
import { expectProblem } from '../support/expectations.js';
import { useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();

describe("a provisioning method's settings", () => {
  it('are changed one by one, and told of', async () => {
    const { admin } = rollbook;
    const { nodeId, methodId } = await rollbook.tenant({ label: 'Head office' });
    const before = await admin.readMethod(nodeId);
    expect(before).toMatchObject({ strict: false, rateLimit: null, label: 'Head office' });

    const after = await admin.changeSettings(nodeId, { strict: true, rateLimit: 25, label: null });
    expect(after).toEqual({ ...before, strict: true, rateLimit: 25, label: null });
    await admin.changeSettings(nodeId, { strict: true });
    await admin.changeSettings(nodeId, { rateLimit: null, idp: 'okta' });
    expect(await admin.readMethod(nodeId)).toEqual({
      ...before,
      ...{ strict: true, label: null, idp: 'okta' },
    });

    const entries = await admin.audit({ target: methodId, category: 'ADMIN' });
    const changes = entries.filter(({ eventType }) => eventType === 'ProvisioningMethodChanged');
    expect(changes.map((entry) => [entry.displayName, entry.changes])).toEqual([
      [
        'Change Provisioning Method',
        [
          { attribute: 'idp', from: 'entra-id', to: 'okta' },
          { attribute: 'rateLimit', from: 25, to: null },
        ],
      ],
      [
        'Change Provisioning Method',
        [
          { attribute: 'label', from: 'Head office', to: null },
          { attribute: 'strict', from: false, to: true },
          { attribute: 'rateLimit', from: null, to: 25 },
        ],
      ],
    ]);
  });

  it.each([
    ['an unknown IdP', { idp: 'nobody' }],
    ['an IdP that is null', { idp: null }],
    ['strictness that is a text', { strict: 'true' }],
    ['strictness that is null', { strict: null }],
    ['a negative rate limit', { rateLimit: -1 }],
    ['a broken rate limit', { rateLimit: 0.5 }],
    ['a rate limit beyond all', { rateLimit: 1e9 }],
    ['an empty label', { label: ' ' }],
    ['a profile, which stays what it is', { profile: 'standard' }],
  ])('are not changed to %s', async (_, settings) => {
    const { admin } = rollbook;
    const { nodeId } = await rollbook.tenant();
    const before = await admin.readMethod(nodeId);
    const path = `/nodes/${nodeId}/provisioning-method`;
    expectProblem(await admin.send('PATCH', path, settings), 400);
    expect(await admin.readMethod(nodeId)).toEqual(before);
  });
});
