import { isDeprovisioned, type UserState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt, type UnitOfWork } from '#event-store';
import { foldCase, type Ids } from '#kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { users } from '../../aggregates.js';
import { policyOf, type ScimCaller } from '../../caller.js';
import { Claims, namesOfUser, userClaims } from '../../claims/claims.js';
import { IDS } from '../../tokens.js';
import { TeamsOfUser } from '../teams-of-user.js';
import { CreateUser } from './create-user.command.js';

@CommandHandler(CreateUser)
export class CreateUserHandler implements ICommandHandler<CreateUser> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly claims: Claims,
    private readonly teamsOfUser: TeamsOfUser,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  execute({ caller, input }: CreateUser): Promise<Receipt<Loaded<UserState>>> {
    const policy = policyOf(caller);
    const newId = this.ids.next();
    const target = { ...input, active: input.active ?? true };
    return this.executor.run(caller.context, async (work) => {
      await this.claims.look(work, namesOfUser(input, caller));
      const bearer = await this.deprovisionedBearer(work, caller, input.userName);
      if (bearer === undefined) work.begin(users, newId);
      const userId = bearer ?? newId;
      const provisioned = await work.propose(users, userId, {
        type: 'ProvisionUser',
        userId,
        policy,
        target,
      });
      // Her old name is claimed anew when she is brought back: another may be taking it by a rename just now.
      await this.claims.move(
        work,
        caller.nodeId,
        userId,
        [],
        userClaims(provisioned.state, caller),
        () => work.record(users, userId, provisioned),
      );
      if (policy.teams === 'approval' && input.groups !== undefined) {
        const userName = provisioned.state.status === 'absent' ? '' : provisioned.state.userName;
        await this.teamsOfUser.change(work, caller, { userId, userName }, input.groups, []);
      }
      return work.load(users, userId);
    });
  }

  /** The account that a create under this name brings back. */
  private async deprovisionedBearer(
    work: UnitOfWork,
    caller: ScimCaller,
    name: string,
  ): Promise<string | undefined> {
    const { organisationId, nodeId } = caller;
    const key = { kind: 'user-name', organisationId, scope: organisationId, name } as const;
    const holder = await this.claims.holder(work, key);
    if (holder === undefined) return undefined;
    const { state, nodeId: home } = await work.load(users, holder, 'fresh');
    // A claim cut short can be held by somebody who never bore the name, and must not be mistaken for its bearer.
    const bore = isDeprovisioned(state) && foldCase(state.userName) === foldCase(name);
    return bore && home === nodeId ? holder : undefined;
  }
}
