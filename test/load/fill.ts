import { ApplicationModule, CreateUser, type ScimCaller } from '#application';
import { eventDefinitions } from '#domain';
import { CommandExecutor, createCodec } from '#event-store';
import { openSqliteEventStore } from '#event-store/sqlite';
import { createLogger, systemClock, systemIds } from '#platform';
import { readUser, UNCOUNTED } from '#scim';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { join } from 'node:path';
import { person } from './people.js';

/** Whose users they are. */
export type Owner = Omit<ScimCaller, 'context'>;

/** How many creates are under way at once: they share flushes of the disk. */
const AT_ONCE = 256;

/**
 * Creates people through the command handlers, into the log of a server that is not running: the events, and their
 * order, are those of so many requests.
 *
 * @returns the ids of the users, by the index of the person
 */
export async function fill(
  dataFolder: string,
  owner: Owner,
  from: number,
  to: number,
): Promise<string[]> {
  const logger = createLogger('warn');
  const store = await openSqliteEventStore({ file: join(dataFolder, 'events.sqlite'), logger });
  const executor = new CommandExecutor(
    store,
    createCodec(eventDefinitions),
    systemClock,
    systemIds,
  );
  // Nobody is put into teams here, so nobody asks who is in them.
  const directory = {
    teamsOf: () => Promise.resolve([]),
    teamsAround: () => Promise.resolve([]),
    userNames: () => Promise.resolve(new Map<string, string>()),
    teamNames: () => Promise.resolve(new Map<string, string>()),
  };
  const module = ApplicationModule.with({ executor, directory, ids: systemIds });
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  await app.init();
  const bus = app.get(CommandBus);
  const ids: string[] = [];
  let next = from;
  const create = async () => {
    for (let index = next++; index < to; index = next++) {
      const input = readUser(person(index), UNCOUNTED);
      const { state } = (await bus.execute(new CreateUser(callerOf(owner), input))).result;
      if (state.status === 'absent') throw new Error(`person ${index} was not created`);
      ids[index] = state.id;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, create));
  await app.close();
  await store.close();
  return ids;
}

function callerOf(owner: Owner): ScimCaller {
  const requestId = systemIds.next();
  const { organisationId, nodeId } = owner;
  return {
    ...owner,
    context: {
      organisationId,
      nodeId,
      actor: { kind: 'system', id: 'load', label: 'Load generator' },
      requestId,
      commandId: requestId,
      correlationId: requestId,
      causationId: requestId,
    },
  };
}
