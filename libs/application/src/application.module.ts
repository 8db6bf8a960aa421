import { CommandExecutor } from '#event-store';
import type { Ids } from '#kernel';
import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Claims } from './claims/claims.js';
import { CreateNodeHandler } from './nodes/create-node/create-node.handler.js';
import { CreateOrganisationHandler } from './organisations/create-organisation/create-organisation.handler.js';
import type { Directory } from './ports.js';
import { ChangeProvisioningMethodHandler } from './provisioning-methods/change-provisioning-method/change-provisioning-method.handler.js';
import { CreateProvisioningMethodHandler } from './provisioning-methods/create-provisioning-method/create-provisioning-method.handler.js';
import { DeleteProvisioningMethodHandler } from './provisioning-methods/delete-provisioning-method/delete-provisioning-method.handler.js';
import { IssueTokenHandler } from './provisioning-methods/issue-token/issue-token.handler.js';
import { RegisterOAuthClientHandler } from './provisioning-methods/register-oauth-client/register-oauth-client.handler.js';
import { RotateClientSecretHandler } from './provisioning-methods/rotate-client-secret/rotate-client-secret.handler.js';
import { AnswerMembershipHandler } from './teams/answer-membership/answer-membership.handler.js';
import { CreateTeamHandler } from './teams/create-team/create-team.handler.js';
import { DeleteTeamHandler } from './teams/delete-team/delete-team.handler.js';
import { PatchTeamHandler } from './teams/patch-team/patch-team.handler.js';
import { ReplaceTeamHandler } from './teams/replace-team/replace-team.handler.js';
import { TeamChange } from './teams/team-change.js';
import { Members } from './teams/team-lookup.js';
import { MethodOfNode } from './provisioning-methods/method-of-node.js';
import { DIRECTORY, IDS } from './tokens.js';
import { CreateUserHandler } from './users/create-user/create-user.handler.js';
import { DeleteUserHandler } from './users/delete-user/delete-user.handler.js';
import { PatchUserHandler } from './users/patch-user/patch-user.handler.js';
import { RegisterUserHandler } from './users/register-user/register-user.handler.js';
import { ReplaceUserHandler } from './users/replace-user/replace-user.handler.js';
import { TeamsOfUser } from './users/teams-of-user.js';
import { UserChange } from './users/user-change.js';

const handlers = [
  CreateOrganisationHandler,
  CreateNodeHandler,
  CreateProvisioningMethodHandler,
  ChangeProvisioningMethodHandler,
  DeleteProvisioningMethodHandler,
  IssueTokenHandler,
  RegisterOAuthClientHandler,
  RotateClientSecretHandler,
  CreateUserHandler,
  ReplaceUserHandler,
  PatchUserHandler,
  DeleteUserHandler,
  RegisterUserHandler,
  CreateTeamHandler,
  ReplaceTeamHandler,
  PatchTeamHandler,
  DeleteTeamHandler,
  AnswerMembershipHandler,
];

/** What the command handlers work with. */
export interface ApplicationPorts {
  readonly executor: CommandExecutor;
  readonly directory: Directory;
  readonly ids: Ids;
}

/** The command handlers, on Nest's command bus. */
@Module({})
export class ApplicationModule {
  static with({ executor, directory, ids }: ApplicationPorts): DynamicModule {
    return {
      module: ApplicationModule,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: CommandExecutor, useValue: executor },
        { provide: Claims, useValue: new Claims(ids) },
        { provide: DIRECTORY, useValue: directory },
        { provide: IDS, useValue: ids },
        Members,
        MethodOfNode,
        TeamChange,
        TeamsOfUser,
        UserChange,
        ...handlers,
      ],
      exports: [CqrsModule],
    };
  }
}
