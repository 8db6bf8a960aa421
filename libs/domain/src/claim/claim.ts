import { type Decider, defineEvent, type EventOf, foldCase, unreachable } from '#kernel';

/**
 * What a name is claimed for, and where it is unique: a user name in its organisation, a team name in its node, an
 * external id in its provisioning method, a provisioning method in its node.
 */
export interface ClaimKey {
  readonly kind: 'user-name' | 'user-external-id' | 'team-name' | 'team-external-id' | 'method';
  readonly organisationId: string;
  /** The id of the organisation, node or method the name is unique in. */
  readonly scope: string;
  readonly name: string;
}

/** The texts that make a claim stream's hash: names that count as equal give the same. */
export function claimParts({ kind, scope, name }: ClaimKey): string[] {
  const caseExact = kind === 'user-external-id' || kind === 'team-external-id';
  return [kind, scope, caseExact ? name : foldCase(name)];
}

interface Claim {
  readonly kind: ClaimKey['kind'];
  readonly scope: string;
  readonly name: string;
  readonly ownerId: string;
}

const fields = {
  kind: { summary: 'what the name is claimed for' },
  scope: { summary: 'the organisation, node or method it is unique in' },
  name: { summary: 'the name as it was sent', pii: true },
  ownerId: { summary: 'the user, team or method that bears it or is about to' },
} as const;

export const nameClaimed = defineEvent<Claim & { readonly claimedAt: string }>()('NameClaimed', {
  version: 1,
  stream: 'claim',
  summary:
    'The name is spoken for. It binds once its owner bears it; an owner that does not within a minute has lost it.',
  fields: { ...fields, claimedAt: { summary: 'when, ISO 8601' } },
});

export const nameConfirmed = defineEvent<Claim>()('NameConfirmed', {
  version: 1,
  stream: 'claim',
  summary:
    "Whether the name is taken is told by its owner's own stream alone: with no claim ahead, where both are one append; else when an owner keeps a new name that she ceases to bear.",
  fields,
});

export const nameReleased = defineEvent<Claim>()('NameReleased', {
  version: 1,
  stream: 'claim',
  summary: 'The owner does not bear the name any more; it is free.',
  fields,
});

/** Every event of a `claim-<organisation>_<hash>` stream. */
export const claimEvents = { nameClaimed, nameConfirmed, nameReleased } as const;

export type ClaimEvent = EventOf<(typeof claimEvents)[keyof typeof claimEvents]>;

export type ClaimState =
  | { readonly status: 'free' }
  | {
      readonly status: 'claimed';
      readonly ownerId: string;
      /** Milliseconds since the epoch. */
      readonly claimedAt: number;
    }
  | { readonly status: 'confirmed'; readonly ownerId: string };

export type ClaimCommand =
  /** `now` in milliseconds since the epoch. */
  | {
      readonly type: 'ClaimName';
      readonly key: ClaimKey;
      readonly ownerId: string;
      readonly now: number;
    }
  | { readonly type: 'ConfirmName'; readonly key: ClaimKey; readonly ownerId: string }
  /** Claims and confirms: only where the name and its owner's own fact are one append. */
  | { readonly type: 'TakeName'; readonly key: ClaimKey; readonly ownerId: string }
  | { readonly type: 'ReleaseName'; readonly key: ClaimKey; readonly ownerId: string };

/** How long a claim holds that its owner has not made good, in milliseconds. */
export const CLAIM_GRACE_MS = 60_000;

/**
 * Whether a claim keeps others away.
 *
 * @param ownerBears whether the owner exists and bears the name, by its own stream
 * @param now milliseconds since the epoch
 */
export function binds(claim: ClaimState, ownerBears: boolean, now: number): boolean {
  if (claim.status === 'free') return false;
  if (ownerBears || claim.status === 'confirmed') return ownerBears;
  // One of the future was made before the clock was set back: it must not hold for as long as that.
  return Math.abs(now - claim.claimedAt) < CLAIM_GRACE_MS;
}

/**
 * Claim
 * - one stream a name, appended at the exact revision, so that of two racing claims one wins
 * - whether another's claim binds is decided by {@link binds} before this decider is asked: a claim is then taken over
 * - where name and owner are one append, nothing can come between them, and the name is taken without a claim ahead
 * - claiming or taking one's own again renews the claim, so that it conflicts with whoever takes it over at the same time
 * - confirming and releasing what is so already gives no event
 */
export const claimDecider: Decider<ClaimState, ClaimCommand, ClaimEvent> = {
  initial: { status: 'free' },
  decide(command, state) {
    const { key, ownerId } = command;
    const claim = { kind: key.kind, scope: key.scope, name: key.name, ownerId };
    const mine = state.status !== 'free' && state.ownerId === ownerId;
    switch (command.type) {
      case 'ClaimName':
        return [nameClaimed({ ...claim, claimedAt: new Date(command.now).toISOString() })];
      case 'ConfirmName':
        return mine && state.status === 'claimed' ? [nameConfirmed(claim)] : [];
      case 'TakeName':
        return [nameConfirmed(claim)];
      case 'ReleaseName':
        return mine ? [nameReleased(claim)] : [];
      default:
        return unreachable(command);
    }
  },
  evolve(_state, event) {
    switch (event.type) {
      case 'NameClaimed':
        return {
          status: 'claimed',
          ownerId: event.data.ownerId,
          claimedAt: Date.parse(event.data.claimedAt),
        };
      case 'NameConfirmed':
        return { status: 'confirmed', ownerId: event.data.ownerId };
      case 'NameReleased':
        return { status: 'free' };
      default:
        return unreachable(event);
    }
  },
};
