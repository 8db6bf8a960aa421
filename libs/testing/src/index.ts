export { AdminClient, type Approver } from './admin-client.js';
export type {
  AuditEntry,
  Idp,
  Membership,
  NewProvisioningMethod,
  Organisation,
  OrganisationNode,
  Profile,
  ProvisioningMethod,
  Team,
  Usage,
  User,
} from './admin-types.js';
export {
  exchange,
  type Headers,
  type HttpAnswer,
  type HttpMethod,
  type HttpRequest,
  UnexpectedAnswerError,
} from './http.js';
export { type EntraChanges, EntraId } from './idp/entra.js';
export { google } from './idp/google.js';
export { jumpcloud } from './idp/jumpcloud.js';
export { keeper } from './idp/keeper.js';
export { okta, type OktaMemberChange } from './idp/okta.js';
export { onelogin } from './idp/onelogin.js';
export { authentik, ping, rauthy, sailpoint } from './idp/others.js';
export { people, type Person, person } from './idp/person.js';
export {
  CORE_GROUP,
  CORE_USER,
  ENTERPRISE_USER,
  LIST_RESPONSE,
  PATCH_OP,
  SCIM_ERROR,
} from './idp/urns.js';
export {
  type Exit,
  RollbookNotReadyError,
  type RollbookOptions,
  type RollbookProcess,
  startRollbook,
} from './rollbook-process.js';
export {
  type Reference,
  type ScimAnswer,
  type ScimBody,
  ScimClient,
  scimRequest,
} from './scim-client.js';
export { type Outcome, type Specified, specify } from './spec-decider.js';
