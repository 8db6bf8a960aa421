export {
  BrokenEventError,
  createCodec,
  type EventCodec,
  type RecordedEvent,
  UnknownEventTypeError,
} from './codec.js';
export { type CopiedLog, copyLog, LogsDifferError } from './copy-log.js';
export {
  type AppendResult,
  AppendTooLargeError,
  type EncodedEvent,
  EventIdReusedError,
  type EventStore,
  EventStoreUnavailableError,
  type ExpectedRevision,
  type Position,
  START,
  type StoredEvent,
  type StreamAppend,
  type TailBatch,
  type TailOptions,
  WrongExpectedRevisionError,
} from './event-store.js';
export { CommandExecutor, type ExecutorOptions, type Receipt } from './executor.js';
export {
  type Aggregate,
  type CommandContext,
  type Loaded,
  type UnitOfWork,
} from './unit-of-work.js';
export { type Digest, LogDigest } from './log-digest.js';
export { LogFollower, type LogFollowerOptions } from './log-follower.js';
export { Progress } from './progress.js';
export { inTurns, mapInTurns, ownTurn, PORTION, turnLasted } from './turns.js';
