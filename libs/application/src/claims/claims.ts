import {
  binds,
  CLAIM_GRACE_MS,
  type ClaimKey,
  claimParts,
  isDeprovisioned,
  isListed,
  type TeamState,
  type UserState,
} from '#domain';
import type { UnitOfWork } from '#event-store';
import { type Ids, type RefusalCode, refuse, RefusedError, unreachable } from '#kernel';
import { claims, methods, teams, users } from '../aggregates.js';

/** Where an aggregate's names are unique. */
export interface NameScope {
  readonly organisationId: string;
  readonly nodeId: string;
  readonly methodId: string;
}

const TAKEN: Readonly<Record<ClaimKey['kind'], RefusalCode>> = {
  'user-name': 'user-name-taken',
  'user-external-id': 'external-id-taken',
  'team-name': 'team-name-taken',
  'team-external-id': 'external-id-taken',
  method: 'method-exists',
};

const DETAIL: Readonly<Record<ClaimKey['kind'], string>> = {
  'user-name': 'userName is taken',
  'user-external-id': 'externalId is taken by another user',
  'team-name': 'displayName is taken by another group',
  'team-external-id': 'externalId is taken by another group',
  method: 'the node has a provisioning method already',
};

/** The names that a user bears. A deprovisioned one keeps her user name, so that it leads back to her. */
export function userClaims(state: UserState, scope: NameScope): ClaimKey[] {
  if (state.status === 'absent' || state.status === 'removed') return [];
  return namesOfUser(state, scope);
}

/** The names of a user, as they are or as they are asked for. */
export function namesOfUser(
  { userName, externalId }: { readonly userName: string; readonly externalId?: string },
  scope: NameScope,
): ClaimKey[] {
  return keysOf('user', scope.organisationId, userName, externalId, scope);
}

/** The names that a team bears. */
export function teamClaims(state: TeamState, scope: NameScope): ClaimKey[] {
  if (state.status !== 'present') return [];
  return keysOf('team', scope.nodeId, state.displayName, state.externalId, scope);
}

/** The place of a node's one provisioning method. */
export function methodClaim(organisationId: string, nodeId: string): ClaimKey {
  return { kind: 'method', organisationId, scope: nodeId, name: nodeId };
}

function keysOf(
  kind: 'user' | 'team',
  nameScope: string,
  name: string,
  externalId: string | undefined,
  { organisationId, methodId }: NameScope,
): ClaimKey[] {
  const keys: ClaimKey[] = [{ kind: `${kind}-name`, organisationId, scope: nameScope, name }];
  if (externalId !== undefined) {
    keys.push({ kind: `${kind}-external-id`, organisationId, scope: methodId, name: externalId });
  }
  return keys;
}

/** Names, claimed in streams of their own, so that of two racing owners one wins. */
export class Claims {
  constructor(private readonly ids: Ids) {}

  /** The id of the claim's stream: the same for names that count as equal. */
  streamId(key: ClaimKey): string {
    return `${key.organisationId}_${this.ids.digest(...claimParts(key))}`;
  }

  /** Asks the log for the claims of several names at once, ahead of when each is needed, unless they are taken for new. */
  async look(work: UnitOfWork, keys: readonly ClaimKey[]): Promise<void> {
    await Promise.all(keys.map((key) => this.load(work, this.streamId(key))));
  }

  /**
   * Who holds a name that is about to be claimed, be it that she bears it or not. A name that nobody has asked for lately
   * may be taken for free at the first attempt; claiming it then tells.
   */
  async holder(work: UnitOfWork, key: ClaimKey): Promise<string | undefined> {
    const { state } = await this.load(work, this.streamId(key));
    return state.status === 'free' ? undefined : state.ownerId;
  }

  /**
   * Of the names that an owner bears when an IdP states her external id, those that are claimed for her. An external id is
   * claimed in a method, and she may have it from one that the node had before: then it is to be claimed in this one. Who
   * was made by this method has it from there, and the log is not asked.
   */
  async claimed(
    work: UnitOfWork,
    { methodId }: NameScope,
    ownerId: string,
    names: readonly ClaimKey[],
    madeBy: string,
  ): Promise<readonly ClaimKey[]> {
    if (madeBy === methodId) return names;
    const claimed: ClaimKey[] = [];
    for (const key of names) {
      if (key.scope === methodId) {
        const { state } = await work.load(claims, this.streamId(key));
        if (state.status === 'free' || state.ownerId !== ownerId) continue;
      }
      claimed.push(key);
    }
    return claimed;
  }

  /**
   * Records that an owner goes from bearing some names to bearing others: the new ones are claimed ahead of the
   * owner's own facts, and the old ones are released after them. Cut short anywhere, this leaves no name that two
   * bear, and none that nobody can have: a claim binds only while its owner bears the name, or is new. So it need not be
   * confirmed while she does: see {@link settle}.
   * Where all of it is one append, nothing can be cut short, and a name is taken without being claimed first.
   *
   * @param nodeId the node that asks
   * @throws RefusedError when another bears one of the new names
   */
  async move(
    work: UnitOfWork,
    nodeId: string,
    ownerId: string,
    before: readonly ClaimKey[],
    after: readonly ClaimKey[],
    recordOwner: () => Promise<unknown>,
  ): Promise<void> {
    const gained = this.without(after, before);
    // One claim after the other, lest of two who want the same two names each wins one.
    for (const { key, id } of gained) await this.claim(work, nodeId, key, id, ownerId);
    await recordOwner();
    await work.together(async () => {
      for (const { key, id } of this.without(before, after)) {
        await work.decide(claims, id, { type: 'ReleaseName', key, ownerId });
      }
    });
  }

  /**
   * Confirms names that their owner keeps though by what is recorded of her she does not bear them any more. From then on
   * her own stream alone says whether they bind. It would do so anyway when the claims are a minute old, and they are
   * no newer than the last change of their owner.
   *
   * @param changedAt when the owner had changed before, ISO 8601
   */
  async settle(
    work: UnitOfWork,
    ownerId: string,
    keys: readonly ClaimKey[],
    changedAt: string,
  ): Promise<void> {
    if (work.now.getTime() - Date.parse(changedAt) >= CLAIM_GRACE_MS) return;
    await work.together(async () => {
      for (const key of keys) {
        await work.decide(claims, this.streamId(key), { type: 'ConfirmName', key, ownerId });
      }
    });
  }

  /** A claim that the unit of work goes on to append to. Most names are new, and the append tells when one was not. */
  private load(work: UnitOfWork, id: string) {
    return work.load(claims, id, 'presumed-new');
  }

  private without(keys: readonly ClaimKey[], others: readonly ClaimKey[]) {
    return keys
      .filter((key) => !others.some((other) => sameClaim(key, other)))
      .map((key) => ({ key, id: this.streamId(key) }));
  }

  private async claim(
    work: UnitOfWork,
    nodeId: string,
    key: ClaimKey,
    id: string,
    ownerId: string,
  ): Promise<void> {
    const now = work.now.getTime();
    const { state } = await this.load(work, id);
    if (
      state.status !== 'free' &&
      state.ownerId !== ownerId &&
      binds(state, await bears(work, nodeId, state.ownerId, key), now)
    ) {
      throw new RefusedError(refuse(TAKEN[key.kind], DETAIL[key.kind]));
    }
    await work.decide(
      claims,
      id,
      work.atomic ? { type: 'TakeName', key, ownerId } : { type: 'ClaimName', key, ownerId, now },
    );
    if (work.atomic || (state.status !== 'free' && state.ownerId === ownerId)) return;
    // Another of the names may turn out to be taken only when this claim stands already.
    work.takeBackIfRefused(claims, id, async (later) => {
      if (await bears(later, nodeId, ownerId, key)) return;
      await later.decide(claims, id, { type: 'ReleaseName', key, ownerId });
    });
  }
}

function sameClaim(a: ClaimKey, b: ClaimKey): boolean {
  if (a.kind !== b.kind || a.scope !== b.scope) return false;
  return a.name === b.name || claimParts(a).join('\0') === claimParts(b).join('\0');
}

/**
 * Whether an owner bears the name, by her own stream. A deprovisioned user holds it against other nodes alone: in her
 * own, another account may take the name by a rename, and then she cannot be brought back by it.
 */
async function bears(
  work: UnitOfWork,
  nodeId: string,
  ownerId: string,
  key: ClaimKey,
): Promise<boolean> {
  switch (key.kind) {
    case 'user-name':
    case 'user-external-id': {
      const { state, nodeId: home } = await work.load(users, ownerId, 'fresh');
      if (!isListed(state) && !(isDeprovisioned(state) && home !== nodeId)) return false;
      return names(key, key.kind === 'user-name' ? state.userName : state.externalId);
    }
    case 'team-name':
    case 'team-external-id': {
      const { state } = await work.load(teams, ownerId, 'fresh');
      if (state.status !== 'present') return false;
      return names(key, key.kind === 'team-name' ? state.displayName : state.externalId);
    }
    case 'method': {
      const { state } = await work.load(methods, ownerId, 'fresh');
      return state.status !== 'absent' && state.status !== 'deleted';
    }
    default:
      return unreachable(key.kind);
  }
}

function names(key: ClaimKey, name: string | undefined): boolean {
  return name !== undefined && sameClaim({ ...key, name }, key);
}
