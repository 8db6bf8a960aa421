import { describe, expect, it } from '@jest/globals';
import { specify } from '#testing';
import {
  binds,
  CLAIM_GRACE_MS,
  type ClaimCommand,
  claimDecider,
  claimEvents,
  type ClaimKey,
  claimParts,
} from './claim.js';

const { given } = specify(claimDecider);

const key: ClaimKey = {
  kind: 'user-name',
  organisationId: 'o1',
  scope: 'o1',
  name: 'jane@acme.example',
};
const claim = { kind: key.kind, scope: key.scope, name: key.name, ownerId: 'u1' };
const start = Date.parse('2026-03-02T09:00:00.000Z');
const at = (milliseconds: number) => new Date(start + milliseconds).toISOString();
const claimed = (ownerId = 'u1', after = 0) =>
  claimEvents.nameClaimed({ ...claim, ownerId, claimedAt: at(after) });
const confirmed = () => claimEvents.nameConfirmed(claim);
const released = () => claimEvents.nameReleased(claim);
const command = (
  type: 'ConfirmName' | 'TakeName' | 'ReleaseName',
  ownerId = 'u1',
): ClaimCommand => ({
  type,
  key,
  ownerId,
});
const claimName = (ownerId = 'u1', after = 0): ClaimCommand => ({
  type: 'ClaimName',
  key,
  ownerId,
  now: start + after,
});

describe('a claim', () => {
  it('goes from claimed to confirmed to released', () => {
    given().when(claimName()).then(claimed());
    given(claimed()).when(command('ConfirmName')).then(confirmed());
    given(claimed(), confirmed()).when(command('ReleaseName')).then(released());
    given(claimed()).when(command('ReleaseName')).then(released());
    given(claimed(), confirmed(), released()).when(claimName('u2')).then(claimed('u2'));
  });

  it('is left out where the name is taken together with what its owner records', () => {
    given().when(command('TakeName')).then(confirmed());
    given(confirmed()).when(command('ConfirmName')).thenNothing();
    given(confirmed()).when(command('ReleaseName')).then(released());
    given(confirmed(), released()).when(claimName('u2')).then(claimed('u2'));
  });

  it('that is so already gives no event', () => {
    given(claimed(), confirmed()).when(command('ConfirmName')).thenNothing();
    given().when(command('ReleaseName')).thenNothing();
  });

  it('is renewed by its owner, so that whoever takes it over at the same time conflicts', () => {
    given(claimed()).when(claimName('u1', 1)).then(claimed('u1', 1));
    given(claimed(), confirmed()).when(claimName('u1', 1)).then(claimed('u1', 1));
    given(confirmed()).when(command('TakeName')).then(confirmed());
  });

  it('is taken over by whoever may', () => {
    given(claimed()).when(claimName('u2', 61_000)).then(claimed('u2', 61_000));
    given(claimed(), confirmed()).when(claimName('u2', 5)).then(claimed('u2', 5));
  });

  it('that another has taken over is neither confirmed nor released by the one before', () => {
    given(claimed(), claimed('u2')).when(command('ConfirmName')).thenNothing();
    given(claimed(), claimed('u2')).when(command('ReleaseName')).thenNothing();
    given(claimed(), confirmed(), claimed('u2'))
      .when(command('ConfirmName', 'u2'))
      .then(claimEvents.nameConfirmed({ ...claim, ownerId: 'u2' }));
  });
});

describe('binds', () => {
  const state = { status: 'claimed', ownerId: 'u1', claimedAt: start } as const;
  const confirmedState = { status: 'confirmed', ownerId: 'u1' } as const;

  it('not when it is free', () => {
    expect(binds({ status: 'free' }, true, start)).toBe(false);
  });

  it('while its owner bears the name, confirmed or not, for ever', () => {
    expect(binds(state, true, start + 1e9)).toBe(true);
    expect(binds(confirmedState, true, start + 1e9)).toBe(true);
  });

  it('for a minute while its owner is about to bear it', () => {
    expect(binds(state, false, start + CLAIM_GRACE_MS - 1)).toBe(true);
    expect(binds(state, false, start + CLAIM_GRACE_MS)).toBe(false);
  });

  it('for no longer than a minute when the clock was set back an hour', () => {
    expect(binds(state, false, start - CLAIM_GRACE_MS + 1)).toBe(true);
    expect(binds(state, false, start - 3_600_000)).toBe(false);
    expect(binds(state, true, start - 3_600_000)).toBe(true);
  });

  it('no longer when its owner bore it and does not any more', () => {
    expect(binds(confirmedState, false, start)).toBe(false);
  });
});

describe('claimParts', () => {
  it.each(['user-name', 'team-name', 'method'] as const)('take letter case out of a %s', (kind) => {
    expect(claimParts({ ...key, kind, name: 'JANE' })).toEqual(
      claimParts({ ...key, kind, name: 'jane' }),
    );
  });

  it.each(['user-external-id', 'team-external-id'] as const)('leave a %s case-exact', (kind) => {
    expect(claimParts({ ...key, kind, name: 'A' })).not.toEqual(
      claimParts({ ...key, kind, name: 'a' }),
    );
  });

  it('tell kinds and scopes apart', () => {
    const parts = [key, { ...key, kind: 'team-name' as const }, { ...key, scope: 'o2' }].map(
      claimParts,
    );
    expect(new Set(parts.map((texts) => texts.join('\0'))).size).toBe(3);
  });
});
