import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Command } from '@nestjs/cqrs';
import {
  type EventStore,
  EventStoreUnavailableError,
  type Loaded,
  type Position,
  type Receipt,
} from '#event-store';
import type { Profile, TeamState, UserState } from '#domain';
import { RefusedError } from '#kernel';
import {
  createTeam,
  createUser,
  deleteTeam,
  deleteUser,
  patchTeam,
  renameUser,
  replaceUser,
} from './people.js';
import {
  Application,
  callerOf as caller,
  cutAfter,
  logOf,
  oneByOne,
  TestClock,
  useLog,
} from './support.js';

const log = useLog(beforeAll, afterAll);
/** Each test has its own organisation, so that the names of the others do not matter. */
let organisations = 0;
let start: Position = 0;
const a = 'a@x.example';
const b = 'b@x.example';
/** More than any command appends. */
const CUTS = [0, 1, 2, 3, 4, 5, 6];

interface Scenario {
  readonly profile: Profile;
  /** What there is before; gives the id that the command is about. */
  before?(app: Application): Promise<string>;
  command(id: string): Command<Receipt<unknown>>;
}

const callerOf = (profile: Profile, nodeId = 'n1') =>
  caller(profile, `${nodeId}-${organisations}`, `o${organisations}`);

const idOf = ({ result: { state } }: Receipt<Loaded<UserState | TeamState>>) =>
  state.status === 'absent' ? '' : state.id;

const named = (profile: Profile) => async (app: Application) =>
  idOf(await app.run(createUser(callerOf(profile), a, { externalId: 'X' })));

async function deprovisioned(app: Application): Promise<string> {
  const id = await named('keeper')(app);
  await app.run(deleteUser(callerOf('keeper'), id));
  return id;
}

const team = async (app: Application) =>
  idOf(await app.run(createTeam(callerOf('keeper'), 'Finance', { externalId: 'X' })));

const scenarios: Readonly<Record<string, Scenario>> = {
  'a create': {
    profile: 'keeper',
    command: () => createUser(callerOf('keeper'), a, { externalId: 'X' }),
  },
  'a rename': {
    profile: 'keeper',
    before: named('keeper'),
    command: (id) => renameUser(callerOf('keeper'), id, b),
  },
  'another external id': {
    profile: 'standard',
    before: named('standard'),
    command: (id) => replaceUser(callerOf('standard'), id, a, { externalId: 'Y' }),
  },
  'a removal': {
    profile: 'standard',
    before: named('standard'),
    command: (id) => deleteUser(callerOf('standard'), id),
  },
  'a deprovisioning': {
    profile: 'keeper',
    before: named('keeper'),
    command: (id) => deleteUser(callerOf('keeper'), id),
  },
  'bringing back': {
    profile: 'keeper',
    before: deprovisioned,
    command: () => createUser(callerOf('keeper'), a, { externalId: 'X' }),
  },
  'a new team': {
    profile: 'keeper',
    command: () => createTeam(callerOf('keeper'), 'Finance', { externalId: 'X' }),
  },
  'a renamed team': {
    profile: 'keeper',
    before: team,
    command: (id) =>
      patchTeam(callerOf('keeper'), id, { op: 'replace', path: 'displayName', value: 'Audit' }),
  },
  'a deleted team': {
    profile: 'keeper',
    before: team,
    command: (id) => deleteTeam(callerOf('keeper'), id),
  },
};

beforeEach(async () => {
  organisations++;
  start = await log().head();
});

describe.each(Object.entries(scenarios))('%s', (_, { profile, before, command }) => {
  it.each(CUTS)(
    'cut after %i appends leaves every name to somebody and none to two',
    async (cut) => {
      const clock = new TestClock();
      const id = await during(log(), clock, async (app) => (await before?.(app)) ?? '');
      const broken = oneByOne(log(), cutAfter(cut));
      const outcome = await during(broken, clock, (app) => app.run(command(id)).catch(reasonOf));
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(EventStoreUnavailableError);
      await expectNoNameTwice();

      clock.moveOn(60_000);
      await during(log(), clock, async (app) => {
        // Whoever wants one of the names gets it, unless somebody bears it.
        for (const name of [a, b]) {
          const taken = (await namesOf(log(), 'user')).includes(name);
          expect(await wanted(app, createUser(callerOf(profile), name))).toBe(!taken);
        }
        for (const [externalId, userName] of [
          ['X', 'c@x.example'],
          ['Y', 'd@x.example'],
        ] as const) {
          const taken = (await namesOf(log(), 'user key')).includes(externalId);
          const create = createUser(callerOf(profile), userName, { externalId });
          expect(await wanted(app, create)).toBe(!taken);
        }
        for (const name of ['Finance', 'Audit']) {
          const taken = (await namesOf(log(), 'team')).includes(name);
          expect(await wanted(app, createTeam(callerOf('keeper'), name))).toBe(!taken);
        }
        await expectNoNameTwice();
      });
    },
  );
});

describe('a create cut after its claim', () => {
  it('keeps the name from others for a minute, and then leaves it to anybody', async () => {
    const clock = new TestClock();
    const broken = oneByOne(log(), cutAfter(1));
    await during(broken, clock, (app) =>
      app.run(createUser(callerOf('keeper'), a)).catch(reasonOf),
    );
    await during(log(), clock, async (app) => {
      clock.moveOn(59_999);
      expect(await wanted(app, createUser(callerOf('keeper', 'n2'), a))).toBe(false);
      clock.moveOn(1);
      expect(await wanted(app, createUser(callerOf('keeper', 'n2'), a))).toBe(true);
    });
  });
});

describe('a rename cut after its claim', () => {
  it('can be done by the same account at once', async () => {
    const clock = new TestClock();
    const id = await during(log(), clock, named('keeper'));
    const broken = oneByOne(log(), cutAfter(1));
    const rename = () => renameUser(callerOf('keeper'), id, b);
    await during(broken, clock, (app) => app.run(rename()).catch(reasonOf));
    await during(log(), clock, (app) => app.run(rename()));
    expect(await namesOf(log(), 'user')).toEqual([b]);
  });

  it('does not bring the account back under a name that it never bore', async () => {
    const clock = new TestClock();
    const id = await during(log(), clock, named('keeper'));
    const broken = oneByOne(log(), cutAfter(1));
    const rename = renameUser(callerOf('keeper'), id, b);
    await during(broken, clock, (app) => app.run(rename).catch(reasonOf));
    await during(log(), clock, async (app) => {
      await app.run(deleteUser(callerOf('keeper'), id));
      clock.moveOn(60_000);
      expect(idOf(await app.run(createUser(callerOf('keeper'), b)))).not.toBe(id);
      expect(idOf(await app.run(createUser(callerOf('keeper'), a)))).toBe(id);
    });
  });
});

describe('a deprovisioned user', () => {
  it('holds her name against other nodes, and comes back in her own with her id', async () => {
    await during(log(), new TestClock(), async (app) => {
      const id = await deprovisioned(app);
      expect(await wanted(app, createUser(callerOf('keeper', 'n2'), a))).toBe(false);
      expect(idOf(await app.run(createUser(callerOf('keeper'), a.toUpperCase())))).toBe(id);
    });
  });

  it('leaves her name to a rename in her own node, and is then not brought back by it', async () => {
    await during(log(), new TestClock(), async (app) => {
      await deprovisioned(app);
      const other = idOf(await app.run(createUser(callerOf('keeper'), b)));
      await app.run(renameUser(callerOf('keeper'), other, a));
      expect(await wanted(app, createUser(callerOf('keeper'), a))).toBe(false);
      expect(await namesOf(log(), 'user')).toEqual([a]);
    });
  });

  it('leaves her external id to others', async () => {
    await during(log(), new TestClock(), async (app) => {
      await deprovisioned(app);
      expect(await wanted(app, createUser(callerOf('keeper'), b, { externalId: 'X' }))).toBe(true);
      expect(await wanted(app, createUser(callerOf('keeper'), a, { externalId: 'X' }))).toBe(false);
    });
  });
});

/** Runs a process of Rollbook on the log, from its start to its end. */
async function during<Result>(
  store: EventStore,
  clock: TestClock,
  body: (app: Application) => Promise<Result>,
): Promise<Result> {
  const app = await Application.on(store, clock);
  try {
    return await body(app);
  } finally {
    await app.close();
  }
}

async function wanted(app: Application, command: Command<Receipt<unknown>>): Promise<boolean> {
  const outcome = await app.run(command).catch(reasonOf);
  if (outcome instanceof Error && !(outcome instanceof RefusedError)) throw outcome;
  return !(outcome instanceof Error);
}

function reasonOf(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

async function expectNoNameTwice(): Promise<void> {
  for (const kind of ['user', 'user key', 'team'] as const) {
    const names = await namesOf(log(), kind);
    expect(names).toEqual([...new Set(names)]);
  }
}

/** The names, or external ids, that listed users or teams bear, by their own streams. */
async function namesOf(store: EventStore, kind: 'user' | 'user key' | 'team'): Promise<string[]> {
  const names = new Map<string, string>();
  for (const { stream, type, data } of await logOf(store, start)) {
    const name = 'userName' in data ? data.userName : 'displayName' in data ? data.displayName : '';
    const key = 'externalId' in data ? data.externalId : undefined;
    if (!stream.startsWith(kind === 'team' ? 'team-' : 'user-')) continue;
    const borne = kind === 'user key' ? key : name.toLowerCase();
    const gone = ['UserDeprovisioned', 'UserRemoved', 'TeamDeleted'].includes(type);
    if (gone || borne === undefined) names.delete(stream);
    else names.set(stream, kind === 'team' ? name : borne);
  }
  return [...names.values()].sort();
}
