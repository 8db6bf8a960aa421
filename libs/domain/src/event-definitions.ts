import type { EventDefinition } from '#kernel';
import { type ApiKeyEvent, apiKeyIssued } from './api-key/api-key.js';
import { type ClaimEvent, claimEvents } from './claim/claim.js';
import { type FailureEvent, provisioningRequestFailed } from './failure/failure.js';
import { nodeCreated, type NodeEvent } from './node/node.js';
import { organisationCreated, type OrganisationEvent } from './organisation/organisation.js';
import {
  type ProvisioningMethodEvent,
  provisioningMethodEvents,
} from './provisioning-method/provisioning-method.events.js';
import { type TeamEvent, teamEvents } from './team/team.events.js';
import { type UserEvent, userEvents } from './user/user.events.js';

/** Every event there is. */
export type RollbookEvent =
  | UserEvent
  | TeamEvent
  | ClaimEvent
  | NodeEvent
  | OrganisationEvent
  | ProvisioningMethodEvent
  | FailureEvent
  | ApiKeyEvent;

/** The definition of every event there is: what the codec reads and writes, and the catalogue lists. */
export const eventDefinitions: readonly EventDefinition[] = [
  ...Object.values(userEvents),
  ...Object.values(teamEvents),
  ...Object.values(claimEvents),
  nodeCreated,
  organisationCreated,
  ...Object.values(provisioningMethodEvents),
  provisioningRequestFailed,
  apiKeyIssued,
];
