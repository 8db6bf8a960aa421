import code from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type {
  BatchAppendReq,
  BatchAppendResp,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import anyMessage from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Expected, MemoryEvent, NewEvent, Outcome } from './memory-log.js';

/** What the protocol's messages are made of, and made into: nothing here decides anything. */

/** An append as it came over the wire. */
export interface WireAppend {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly NewEvent[];
}

export function readAppend(request: BatchAppendReq): WireAppend {
  const options = request.getOptions()!;
  return {
    stream: nameOf(options.getStreamIdentifier()!),
    expected: options.hasNoStream()
      ? 'none'
      : options.hasAny()
        ? 'any'
        : Number(options.getStreamPosition()),
    events: request.getProposedMessagesList().map((message) => ({
      id: message.getId()!.getString(),
      type: message.getMetadataMap().get('type') ?? '',
      data: message.getData_asU8(),
      metadata: message.getCustomMetadata_asU8(),
    })),
  };
}

export function nameOf(identifier: { getStreamName_asU8(): Uint8Array }): string {
  return Buffer.from(identifier.getStreamName_asU8()).toString('utf8');
}

export function answerTo(request: BatchAppendReq, outcome: Outcome): BatchAppendResp {
  const answer = emptyAnswer(request);
  if (outcome.result === 'wrong-expected-version') {
    const details = new shared.WrongExpectedVersion();
    if (outcome.actual < 0) details.setCurrentNoStream(new empty.Empty());
    else details.setCurrentStreamRevision(String(outcome.actual));
    return answer.setError(failure(details, 'WrongExpectedVersion'));
  }
  const { revision, position } = outcome.last;
  const place = new shared.AllStreamPosition();
  place.setCommitPosition(String(position)).setPreparePosition(String(position));
  const success = new streams.BatchAppendResp.Success();
  return answer.setSuccess(success.setCurrentRevision(String(revision)).setPosition(place));
}

/** What the server says of a repetition while the first is in flight. */
export function timeoutOf(request: BatchAppendReq): BatchAppendResp {
  return emptyAnswer(request).setError(failure(new shared.Timeout(), 'Timeout'));
}

export function tooLargeFor(request: BatchAppendReq, limit: number): BatchAppendResp {
  const details = new shared.MaximumAppendSizeExceeded().setMaxappendsize(limit);
  return emptyAnswer(request).setError(failure(details, 'MaximumAppendSizeExceeded'));
}

export function eventMessage(event: MemoryEvent): ReadResp {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
  recorded
    .setId(new shared.UUID().setString(event.id.toLowerCase()))
    .setStreamIdentifier(identifierOf(event.stream))
    .setStreamRevision(String(event.revision))
    .setPreparePosition(String(event.position))
    .setCommitPosition(String(event.position))
    .setCustomMetadata(event.metadata)
    .setData(event.data);
  recorded.getMetadataMap().set('type', event.type).set('content-type', 'application/json');
  const message = new streams.ReadResp.ReadEvent().setEvent(recorded);
  return new streams.ReadResp().setEvent(message.setCommitPosition(String(event.position)));
}

export function checkpointMessage(position: number): ReadResp {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position)).setPreparePosition(String(position));
  return new streams.ReadResp().setCheckpoint(checkpoint);
}

export function confirmationMessage(): ReadResp {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId('s');
  return new streams.ReadResp().setConfirmation(confirmation);
}

export function caughtUpMessage(): ReadResp {
  return new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());
}

export function notFoundMessage(stream: string): ReadResp {
  const missing = new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(stream));
  return new streams.ReadResp().setStreamNotFound(missing);
}

function identifierOf(stream: string) {
  const bytes = Buffer.from(stream).toString('base64');
  return new shared.StreamIdentifier().setStreamName(bytes);
}

function emptyAnswer(request: BatchAppendReq): BatchAppendResp {
  const answer = new streams.BatchAppendResp().setCorrelationId(request.getCorrelationId());
  return answer.setStreamIdentifier(request.getOptions()!.getStreamIdentifier());
}

function failure(details: { serializeBinary(): Uint8Array }, type: string) {
  const packed = new anyMessage.Any();
  packed.pack(details.serializeBinary(), `event_store.client.${type}`);
  return new statuses.Status().setCode(code.Code.UNKNOWN).setDetails(packed);
}
