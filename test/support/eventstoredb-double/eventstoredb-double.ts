import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type {
  BatchAppendReq,
  BatchAppendResp,
  ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import {
  Metadata,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';
import { MemoryLog, type NewEvent } from './memory-log.js';
import { answerTo, readAppend, timeoutOf, tooLargeFor } from './messages.js';
import { readLog, readStream, type Subscription, subscribe } from './reading.js';

type AppendCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;
type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** What goes wrong next. Each number is of times. */
export interface Faults {
  /** The append is written, and the connection cut before it is acknowledged. */
  loseAcknowledgements: number;
  /** The connection for appends is cut, and nothing written. */
  cutAppends: number;
  /** An append is answered as the repetition of one in flight is. */
  sayTimeout: number;
  /** A subscription is cut when history has been sent, ahead of the live events. */
  cutBeforeLive: number;
  /** Ahead of each event of a subscription, in milliseconds. */
  slowTailMs: number;
}

/**
 * A gRPC server that speaks what the adapter uses of EventStoreDB's protocol, and misbehaves to order. It injects
 * faults; it proves nothing of EventStoreDB itself.
 */
export class EventStoreDbDouble {
  readonly log = new MemoryLog();
  readonly faults: Faults = {
    loseAcknowledgements: 0,
    cutAppends: 0,
    sayTimeout: 0,
    cutBeforeLive: 0,
    slowTailMs: 0,
  };
  /** In bytes. The server's own default, unless a test says otherwise. */
  maxAppendSize = 1024 * 1024;
  private frozen: { readonly thawed: Promise<void>; readonly thaw: () => void } | undefined;
  private stalled:
    | {
        readonly calls: ReadonlySet<ReadCall>;
        readonly over: Promise<void>;
        readonly end: () => void;
      }
    | undefined;
  private readonly servers: { readonly server: Server; readonly port: number }[] = [];
  private leader = 0;
  private readonly subscriptions = new Set<{ call: ReadCall; subscription: Subscription }>();

  static async start(): Promise<EventStoreDbDouble> {
    const double = new EventStoreDbDouble();
    await double.addNode();
    return double;
  }

  /** Of the first node. */
  get connectionString(): string {
    return `esdb://127.0.0.1:${this.servers[0]?.port ?? 0}?tls=false`;
  }

  /** How many subscriptions are open. */
  get openSubscriptions(): number {
    return this.subscriptions.size;
  }

  /** Takes what comes, and answers nothing, until it is thawed. */
  freeze(): void {
    const { promise: thawed, resolve: thaw } = withResolvers();
    this.frozen = { thawed, thaw };
  }

  thaw(): void {
    this.frozen?.thaw();
    this.frozen = undefined;
  }

  /** The subscriptions that are open now are sent nothing, until {@link resume}; those that begin later are. */
  stall(): void {
    const { promise: over, resolve: end } = withResolvers();
    this.stalled = { calls: new Set([...this.subscriptions].map(({ call }) => call)), over, end };
  }

  resume(): void {
    this.stalled?.end();
    this.stalled = undefined;
  }

  /** Another node becomes the leader; the one before refuses appends and names it, and drops its subscriptions. */
  async changeLeader(): Promise<void> {
    await this.addNode();
    this.leader = this.servers.length - 1;
    for (const { call } of this.subscriptions) call.emit('error', problem(status.UNAVAILABLE));
  }

  /** Cuts every connection; the server stays where it is, with what it has. */
  async restart(): Promise<void> {
    const [node] = this.servers.splice(0, 1);
    node?.server.forceShutdown();
    await this.addNode(node?.port, 0);
  }

  stop(): void {
    this.thaw();
    this.resume();
    for (const { server } of this.servers) server.forceShutdown();
  }

  private async addNode(port = 0, at = this.servers.length): Promise<void> {
    const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
    server.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: (
        _: ServerUnaryCall<unknown, unknown>,
        callback: sendUnaryData<unknown>,
      ) => void this.tellFeatures(callback),
    });
    const unused = (call: { emit(event: 'error', error: Error): unknown }) => {
      call.emit('error', problem(status.UNIMPLEMENTED));
    };
    server.addService(streamsService.StreamsService, {
      read: (call: ReadCall) => void this.read(call),
      batchAppend: (call: AppendCall) => {
        this.takeAppends(call, at);
      },
      append: unused,
      delete: unused,
      tombstone: unused,
    });
    const bound = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, found) => {
        if (error === null) resolve(found);
        else reject(error);
      });
    });
    this.servers.splice(at, 0, { server, port: bound });
  }

  private async tellFeatures(callback: sendUnaryData<unknown>): Promise<void> {
    await this.frozen?.thawed;
    const method = new features.SupportedMethod();
    method.setServiceName('event_store.client.streams.Streams').setMethodName('batchappend');
    callback(null, new features.SupportedMethods().setMethodsList([method]));
  }

  private takeAppends(call: AppendCall, node: number): void {
    call.on('error', () => undefined);
    call.on('end', () => call.end());
    call.on('data', (request: BatchAppendReq) => void this.takeAppend(call, request, node));
  }

  private async takeAppend(call: AppendCall, request: BatchAppendReq, node: number): Promise<void> {
    await this.frozen?.thawed;
    if (node !== this.leader) {
      call.emit('error', notLeader(this.servers[this.leader]?.port ?? 0));
      return;
    }
    if (this.faults.cutAppends > 0) {
      this.faults.cutAppends--;
      call.emit('error', problem(status.UNAVAILABLE));
      return;
    }
    if (this.faults.sayTimeout > 0) {
      this.faults.sayTimeout--;
      answer(call, timeoutOf(request));
      return;
    }
    const { stream, events, expected } = readAppend(request);
    if (sizeOf(events) > this.maxAppendSize) {
      answer(call, tooLargeFor(request, this.maxAppendSize));
      return;
    }
    const outcome = this.log.append(stream, events, expected);
    if (outcome.result === 'written' && this.faults.loseAcknowledgements > 0) {
      this.faults.loseAcknowledgements--;
      call.emit('error', problem(status.UNAVAILABLE));
      return;
    }
    answer(call, answerTo(request, outcome));
  }

  private async read(call: ReadCall): Promise<void> {
    call.on('error', () => undefined);
    await this.frozen?.thawed;
    const options = call.request.getOptions()!;
    if (!options.hasSubscription()) {
      const messages = options.hasStream()
        ? readStream(this.log, options)
        : readLog(this.log, options);
      for (const message of messages) {
        // The window of the connection holds a page of large events only in part.
        if (!call.write(message)) await Promise.race([once(call, 'drain'), once(call, 'close')]);
      }
      call.end();
      return;
    }
    const subscription = subscribe(this.log, options, {
      send: async (message) => {
        await this.frozen?.thawed;
        if (this.stalled?.calls.has(call) === true) await this.stalled.over;
        if (this.faults.slowTailMs > 0) await delay(this.faults.slowTailMs);
        if (!call.writableEnded && !call.write(message)) {
          await Promise.race([once(call, 'drain'), once(call, 'close'), once(call, 'cancelled')]);
        }
      },
      beforeLive: () => {
        if (this.faults.cutBeforeLive === 0) return;
        this.faults.cutBeforeLive--;
        call.emit('error', problem(status.UNAVAILABLE));
      },
    });
    const entry = { call, subscription };
    this.subscriptions.add(entry);
    const end = () => {
      subscription.end();
      this.subscriptions.delete(entry);
    };
    call.on('cancelled', end);
    call.on('close', end);
  }
}

/** What the server counts against its limit: all that an append brings, the names of the types in UTF-16. */
function sizeOf(events: readonly NewEvent[]): number {
  return events.reduce(
    (sum, { type, data, metadata }) => sum + data.length + metadata.length + 2 * type.length,
    0,
  );
}

/** Another append may have cut the connection meanwhile. */
function answer(call: AppendCall, message: BatchAppendResp): void {
  if (!call.writableEnded) call.write(message);
}

function withResolvers() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

function problem(code: status, metadata = new Metadata()): Error {
  return Object.assign(new Error('to order'), { code, details: 'to order', metadata });
}

function notLeader(port: number): Error {
  const metadata = new Metadata();
  metadata.set('exception', 'not-leader');
  metadata.set('leader-endpoint-host', '127.0.0.1');
  metadata.set('leader-endpoint-port', String(port));
  return problem(status.NOT_FOUND, metadata);
}
