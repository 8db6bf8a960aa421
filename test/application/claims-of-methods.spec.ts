import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Command } from '@nestjs/cqrs';
import type { TeamState, UserState } from '#domain';
import { EventStoreUnavailableError, type Loaded, type Receipt } from '#event-store';
import { RefusedError } from '#kernel';
import {
  createTeam,
  createUser,
  deleteUser,
  patchTeam,
  patchUser,
  replaceTeam,
  replaceUser,
} from './people.js';
import { Application, callerOf, cutAfter, logOf, oneByOne, TestClock, useLog } from './support.js';

const log = useLog();
const a = 'a@x.example';
const b = 'b@x.example';
let app: Application;

/** The IdP by the method that the node had at first, and by the one that has replaced it. */
const before = () => callerOf('standard', 'n1', 'o1', 'm1');
const now = () => callerOf('standard', 'n1', 'o1', 'm2');

type Written = Receipt<Loaded<UserState | TeamState>>;

const idOf = ({ result: { state } }: Written) => (state.status === 'absent' ? '' : state.id);

/** The code that a command is refused with, or undefined. */
async function refusalOf(command: Command<Written>): Promise<string | undefined> {
  try {
    await app.run(command);
    return undefined;
  } catch (error) {
    if (error instanceof RefusedError) return error.refusal.refused;
    throw error;
  }
}

/** How often anything was recorded in streams of this kind. */
const recorded = async (category: 'user-' | 'team-' | 'claim-') =>
  (await logOf(log())).filter(({ stream }) => stream.startsWith(category)).length;

const linkUser = (id: string, externalId: string) =>
  patchUser(now(), id, { op: 'replace', path: 'externalId', value: externalId });
const linkTeam = (id: string, externalId: string) =>
  patchTeam(now(), id, { op: 'replace', path: 'externalId', value: externalId });

describe.each([
  ['a store that appends to several streams at once', () => log()],
  ['a store that appends to one stream at a time', () => oneByOne(log())],
])('the external id from a former method on %s', (_, store) => {
  let user: string;
  let team: string;
  beforeEach(async () => {
    app = await Application.on(store());
    user = idOf(await app.run(createUser(before(), a, { externalId: 'X' })));
    team = idOf(await app.run(createTeam(before(), 'Finance', { externalId: 'GX' })));
  });
  afterEach(() => app.close());

  it.each([
    ['PUT', () => replaceUser(now(), user, a, { externalId: 'X' })],
    ['PATCH', () => linkUser(user, 'X')],
    [
      'PATCH without a path',
      () => patchUser(now(), user, { op: 'add', value: { externalId: 'X' } }),
    ],
  ])("is the user's alone once a %s has stated it", async (_unused, state) => {
    const facts = await recorded('user-');
    await app.run(state());
    expect(await recorded('user-')).toBe(facts);
    expect(await refusalOf(createUser(now(), b, { externalId: 'X' }))).toBe('external-id-taken');
  });

  it.each([
    ['PUT', () => replaceTeam(now(), team, 'Finance', { externalId: 'GX' })],
    ['PATCH', () => linkTeam(team, 'GX')],
  ])("is the group's alone once a %s has stated it", async (_unused, state) => {
    const facts = await recorded('team-');
    await app.run(state());
    expect(await recorded('team-')).toBe(facts);
    expect(await refusalOf(createTeam(now(), 'Audit', { externalId: 'GX' }))).toBe(
      'external-id-taken',
    );
  });

  it('is claimed once, however often it is stated', async () => {
    await app.run(linkUser(user, 'X'));
    await app.run(linkTeam(team, 'GX'));
    const claims = await recorded('claim-');
    for (let repeat = 0; repeat < 2; repeat++) {
      await app.run(replaceUser(now(), user, a, { externalId: 'X' }));
      await app.run(linkUser(user, 'X'));
      await app.run(linkTeam(team, 'GX'));
    }
    expect(await recorded('claim-')).toBe(claims);
  });

  it('is not asked for where another change is made, and does not stand in its way', async () => {
    await app.run(createUser(now(), b, { externalId: 'X' }));
    await app.run(createTeam(now(), 'Audit', { externalId: 'GX' }));
    await app.run(patchUser(now(), user, { op: 'replace', path: 'active', value: false }));
    await app.run(patchTeam(now(), team, { op: 'add', path: 'members', value: [{ value: user }] }));
    expect(await refusalOf(linkUser(user, 'X'))).toBe('external-id-taken');
    expect(await refusalOf(linkTeam(team, 'GX'))).toBe('external-id-taken');
  });

  it('goes to one of a create and a statement that race', async () => {
    const outcomes = await Promise.all([
      refusalOf(createUser(now(), b, { externalId: 'X' })),
      refusalOf(linkUser(user, 'X')),
    ]);
    expect(outcomes.filter((code) => code === undefined)).toHaveLength(1);
    expect(outcomes).toContain('external-id-taken');
  });

  it('is free again when its bearer takes another one, or is gone', async () => {
    await app.run(linkUser(user, 'X'));
    await app.run(linkUser(user, 'Y'));
    const other = idOf(await app.run(createUser(now(), b, { externalId: 'X' })));
    await app.run(deleteUser(now(), user));
    await app.run(linkUser(other, 'Y'));
  });
});

describe('an account of the present method', () => {
  it('states what it has without a look at any claim', async () => {
    const looks: string[] = [];
    const watched = Object.assign(oneByOne(log()), {
      read: (stream: string, from: number) => {
        looks.push(stream);
        return log().read(stream, from);
      },
    });
    app = await Application.on(watched);
    const user = idOf(await app.run(createUser(now(), a, { externalId: 'X' })));
    const team = idOf(await app.run(createTeam(now(), 'Finance', { externalId: 'GX' })));
    await app.run(replaceUser(now(), user, a, { externalId: 'X', title: 'Chief' }));
    await app.run(linkUser(user, 'X'));
    await app.run(linkTeam(team, 'GX'));
    await app.close();
    expect(looks.filter((stream) => stream.startsWith('claim-'))).toEqual([]);
  });
});

describe('a statement that is cut short after its claim', () => {
  it('holds: the owner bears the external id already', async () => {
    const clock = new TestClock();
    app = await Application.on(log(), clock);
    const user = idOf(await app.run(createUser(before(), a, { externalId: 'X' })));
    await app.close();

    const statement = replaceUser(now(), user, a, { externalId: 'X', title: 'Chief' });
    app = await Application.on(oneByOne(log(), cutAfter(1)), clock);
    await expect(app.run(statement)).rejects.toThrow(EventStoreUnavailableError);
    await app.close();

    app = await Application.on(oneByOne(log()), clock);
    clock.moveOn(60_000);
    expect(await refusalOf(createUser(now(), b, { externalId: 'X' }))).toBe('external-id-taken');
    await app.close();
  });
});
