export { claims, methods, nodes, organisations, teams, users } from './aggregates.js';
export { type ScimCaller } from './caller.js';
export { Claims } from './claims/claims.js';
export { ApplicationModule, type ApplicationPorts } from './application.module.js';
export {
  arrayMember,
  fillGaps,
  type Filling,
  objectMember,
  versionOf,
} from './documents/scim-text.js';
export {
  membersText,
  memberTexts,
  type MemberOfGroup,
  type MemberTexts,
  teamResource,
  teamText,
} from './documents/team-text.js';
export {
  type GroupOfUser,
  groupsText,
  groupTexts,
  type GroupTexts,
  userResource,
  userText,
  type Version,
} from './documents/user-text.js';
export { type Failure, FailureRecorder } from './failures/failure-recorder.js';
export { MEMBERSHIP_PROCESS, MembershipProcess } from './membership-process/membership-process.js';
export { CreateNode } from './nodes/create-node/create-node.command.js';
export { CreateOrganisation } from './organisations/create-organisation/create-organisation.command.js';
export { type Directory, type ProcessCheckpoint } from './ports.js';
export { type Preconditions, type Revisions } from './preconditions.js';
export {
  ChangeProvisioningMethod,
  type MethodChange,
} from './provisioning-methods/change-provisioning-method/change-provisioning-method.command.js';
export { CreateProvisioningMethod } from './provisioning-methods/create-provisioning-method/create-provisioning-method.command.js';
export { DeleteProvisioningMethod } from './provisioning-methods/delete-provisioning-method/delete-provisioning-method.command.js';
export {
  type IssuedToken,
  IssueToken,
} from './provisioning-methods/issue-token/issue-token.command.js';
export {
  type IssuedCredentials,
  RegisterOAuthClient,
} from './provisioning-methods/register-oauth-client/register-oauth-client.command.js';
export { RotateClientSecret } from './provisioning-methods/rotate-client-secret/rotate-client-secret.command.js';
export { type ScimOperation, successStatus } from './scim-operation.js';
export { AnswerMembership } from './teams/answer-membership/answer-membership.command.js';
export { CreateTeam } from './teams/create-team/create-team.command.js';
export { DeleteTeam } from './teams/delete-team/delete-team.command.js';
export { PatchTeam } from './teams/patch-team/patch-team.command.js';
export { ReplaceTeam } from './teams/replace-team/replace-team.command.js';
export { CreateUser } from './users/create-user/create-user.command.js';
export { DeleteUser } from './users/delete-user/delete-user.command.js';
export { PatchUser } from './users/patch-user/patch-user.command.js';
export { RegisterUser } from './users/register-user/register-user.command.js';
export { ReplaceUser } from './users/replace-user/replace-user.command.js';
