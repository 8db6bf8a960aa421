export {
  BrokenEventError,
  createCodec,
  type EventCodec,
  type RecordedEvent,
  UnknownEventTypeError,
} from './codec.js';
export {
  type AppendResult,
  type EncodedEvent,
  EventIdReusedError,
  type EventStore,
  EventStoreUnavailableError,
  EventTooLargeError,
  type ExpectedRevision,
  type Position,
  START,
  type StoredEvent,
  type StreamAppend,
  type TailBatch,
  type TailOptions,
  WrongExpectedRevisionError,
} from './event-store.js';
export {
  type Aggregate,
  type CommandContext,
  CommandExecutor,
  type ExecutorOptions,
  type Loaded,
  type Receipt,
  type UnitOfWork,
} from './executor.js';
export { LogFollower, type LogFollowerOptions } from './log-follower.js';
