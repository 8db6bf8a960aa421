export { type ApiKeyEvent, apiKeyIssued } from './api-key/api-key.js';
export {
  binds,
  CLAIM_GRACE_MS,
  type ClaimCommand,
  claimDecider,
  type ClaimEvent,
  type ClaimKey,
  claimParts,
  type ClaimState,
} from './claim/claim.js';
export { eventDefinitions, type RollbookEvent } from './event-definitions.js';
export {
  type FailureEvent,
  type FailureTarget,
  provisioningRequestFailed,
} from './failure/failure.js';
export { type NodeCommand, nodeDecider, type NodeEvent, type NodeState } from './node/node.js';
export {
  type OrganisationCommand,
  organisationDecider,
  type OrganisationEvent,
  type OrganisationState,
} from './organisation/organisation.js';
export { type Profile, type ProfilePolicy, PROFILES } from './profile/profile.js';
export {
  type ExistingMethod,
  type NewToken,
  type ProvisioningMethodCommand,
  provisioningMethodDecider,
  type ProvisioningMethodState,
} from './provisioning-method/provisioning-method.decider.js';
export {
  IDP_KINDS,
  type IdpKind,
  type MethodSettings,
  type ProvisioningMethodEvent,
} from './provisioning-method/provisioning-method.events.js';
export { isOverdue, type TeamCommand, teamDecider } from './team/team.decider.js';
export {
  type Approver,
  type MemberIdentity,
  type MembershipStage,
  type NewMember,
  type TeamEvent,
} from './team/team.events.js';
export {
  evolveTeam,
  type ExistingTeam,
  isIn,
  type Membership,
  type TeamState,
} from './team/team.state.js';
export { type UserCommand, userDecider } from './user/user.decider.js';
export { type AttributeChange, statedValues, type UserEvent } from './user/user.events.js';
export { type UserTarget } from './user/user.identity.js';
export {
  evolveUser,
  type ExistingUser,
  isDeprovisioned,
  isListed,
  type UserState,
  userStateName,
} from './user/user.state.js';
