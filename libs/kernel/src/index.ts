export { type Clock } from './clock.js';
export { type Decider, type Decision, fold, unreachable } from './decider.js';
export {
  type Actor,
  defineEvent,
  type DomainEvent,
  type EventDefinition,
  type EventFactory,
  type EventMetadata,
  type EventOf,
  type FieldDefinition,
  type ScimOrigin,
} from './event.js';
export { type Ids } from './ids.js';
export { isJsonObject, type JsonObject, type JsonValue } from './json.js';
export { isRefusal, type Refusal, type RefusalCode, refuse, RefusedError } from './refusal.js';
export { foldCase } from './text.js';
