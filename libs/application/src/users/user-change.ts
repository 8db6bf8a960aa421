import type { ExistingUser, UserState, UserTarget } from '#domain';
import type { Loaded, UnitOfWork } from '#event-store';
import { Injectable } from '@nestjs/common';
import { users } from '../aggregates.js';
import { policyOf, type ScimCaller } from '../caller.js';
import { Claims, userClaims } from '../claims/claims.js';

/** Makes an account what a PUT or a PATCH says, its names with it. */
@Injectable()
export class UserChange {
  constructor(private readonly claims: Claims) {}

  /**
   * @param stated whether the target states everything (PUT), and whether it states the external id
   * @returns the account after the change
   */
  async record(
    work: UnitOfWork,
    caller: ScimCaller,
    { state: user, methodId }: Loaded<ExistingUser>,
    target: UserTarget,
    stated: { readonly whole: boolean; readonly externalId: boolean },
  ): Promise<Loaded<UserState>> {
    const policy = policyOf(caller);
    const command = { type: 'ChangeUser', policy, target, whole: stated.whole } as const;
    const changed = await work.propose(users, user.id, command);
    const names = userClaims(user, caller);
    await this.claims.move(
      work,
      caller.nodeId,
      user.id,
      stated.externalId ? await this.claims.claimed(work, caller, user.id, names, methodId) : names,
      userClaims(changed.state, caller),
      () => work.record(users, user.id, changed),
    );
    return work.load(users, user.id);
  }
}
