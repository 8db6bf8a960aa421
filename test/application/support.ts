import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { type Command, CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { ApplicationModule, type Directory, type ScimCaller } from '#application';
import { eventDefinitions, type Profile, type RollbookEvent } from '#domain';
import {
  type CommandContext,
  CommandExecutor,
  createCodec,
  type EventStore,
  EventStoreUnavailableError,
  type Position,
  type RecordedEvent,
  START,
} from '#event-store';
import { openSqliteEventStore } from '#event-store/sqlite';
import type { Clock } from '#kernel';
import { systemIds } from '#platform';

export const codec = createCodec(eventDefinitions);

/** A log of its own for each test of the file, or with `beforeAll` and `afterAll` one for all of them. */
export function useLog(before = beforeEach, after = afterEach): () => EventStore {
  let folder = '';
  let store: EventStore | undefined;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollbook-application-'));
    store = await openSqliteEventStore({ file: join(folder, 'events.sqlite') });
  });
  after(async () => {
    await store?.close();
    await rm(folder, { recursive: true });
  });
  return () => {
    if (store === undefined) throw new Error('the log is not open');
    return store;
  };
}

/** The same log as an engine shows it that appends to one stream at a time and has other writers. */
export function oneByOne(
  store: EventStore,
  beforeAppend: (stream: string) => Promise<void> | void = () => undefined,
): EventStore {
  return {
    soleWriter: false,
    async append(stream, events, expected) {
      await beforeAppend(stream);
      return store.append(stream, events, expected);
    },
    read: (stream, from) => store.read(stream, from),
    tail: (after, options) => store.tail(after, options),
    head: () => store.head(),
    close: () => store.close(),
  };
}

/** Lets a number of appends through, and then none: the process was killed there. */
export function cutAfter(appends: number): () => void {
  let left = appends;
  return () => {
    if (left-- <= 0) throw new EventStoreUnavailableError('cut');
  };
}

/** Time that stands still until it is moved on. */
export class TestClock implements Clock {
  private time = Date.parse('2026-03-02T09:00:00.000Z');

  now(): Date {
    return new Date(this.time);
  }

  moveOn(milliseconds: number): void {
    this.time += milliseconds;
  }
}

/** Everything in the log behind a position. */
export async function logOf(
  store: EventStore,
  after: Position = START,
): Promise<(RecordedEvent & RollbookEvent)[]> {
  const events: (RecordedEvent & RollbookEvent)[] = [];
  for await (const batch of store.tail(after)) {
    for (const stored of batch.events) {
      events.push(codec.decode(stored) as RecordedEvent & RollbookEvent);
    }
    if (batch.live) break;
  }
  return events;
}

/** The types of everything in the log, in order. */
export async function typesOf(store: EventStore): Promise<string[]> {
  return (await logOf(store)).map(({ type }) => type);
}

/** A read model that is never behind: it reads the log. */
export function directoryOf(store: EventStore): Directory {
  return {
    // Whom the directory does not know, commands look up in the log.
    userNames: () => Promise.resolve(new Map()),
    teamNames: () => Promise.resolve(new Map()),
    async teamsOf(userId) {
      const inside = new Set<string>();
      for (const event of await logOf(store)) {
        if (event.type === 'TeamDeleted') inside.delete(event.data.teamId);
        if (!('userId' in event.data && 'teamId' in event.data)) continue;
        if (event.data.userId !== userId) continue;
        if (event.type === 'TeamMembershipRequested') inside.add(event.data.teamId);
        if (event.type === 'TeamMembershipRemoved') inside.delete(event.data.teamId);
        if (event.type === 'TeamMembershipDeclined') inside.delete(event.data.teamId);
      }
      return [...inside];
    },
    async teamsAround(teamId) {
      const around = new Set<string>();
      for (const event of await logOf(store)) {
        if (event.type === 'TeamDeleted') around.delete(event.data.teamId);
        if (!('nestedTeamId' in event.data) || event.data.nestedTeamId !== teamId) continue;
        if (event.type === 'NestedTeamAdded') around.add(event.data.teamId);
        else around.delete(event.data.teamId);
      }
      return [...around];
    },
  };
}

/** The command handlers on a log: one process of Rollbook, without its servers. */
export class Application {
  private constructor(
    readonly executor: CommandExecutor,
    private readonly bus: CommandBus,
    readonly close: () => Promise<void>,
  ) {}

  static async on(
    store: EventStore,
    clock: Clock = new TestClock(),
    directory = directoryOf(store),
  ): Promise<Application> {
    const executor = new CommandExecutor(store, codec, clock, systemIds);
    const module = ApplicationModule.with({ executor, directory, ids: systemIds });
    const app = await NestFactory.createApplicationContext(module, { logger: false });
    return new Application(executor, app.get(CommandBus), () => app.close());
  }

  run<Result>(command: Command<Result>): Promise<Result> {
    return this.bus.execute(command);
  }
}

/** A request of its own. */
export function contextOf(nodeId: string, organisationId = 'o1') {
  const requestId = systemIds.next();
  return {
    organisationId,
    nodeId,
    actor: { kind: 'token', id: 'k1', label: 'Okta token' },
    requestId,
    commandId: requestId,
    correlationId: requestId,
    causationId: requestId,
  } as const satisfies CommandContext;
}

/** An IdP that calls the node's method. */
export function callerOf(
  profile: Profile,
  nodeId = 'n1',
  organisationId = 'o1',
  methodId = `method-of-${nodeId}`,
): ScimCaller {
  const scim = {
    methodId,
    tokenId: 'k1',
    idp: 'okta',
    dialect: 'okta',
    clientAddress: '203.0.113.7',
    userAgent: 'Okta SCIM Client 1.0.0',
    operation: 'POST /Users',
  };
  const context = { ...contextOf(nodeId, organisationId), scim };
  return { organisationId, nodeId, methodId, profile, context };
}
