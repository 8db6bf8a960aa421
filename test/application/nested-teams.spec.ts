import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MembershipProcess, ReplaceTeam, teams } from '#application';
import { START } from '#event-store';
import { systemIds } from '#platform';
import { readGroup, toleranceLog } from '#scim';
import { createTeam, createUser, deleteTeam, patchTeam } from './people.js';
import { Application, callerOf, codec, directoryOf, logOf, typesOf, useLog } from './support.js';

const log = useLog();
const standard = (nodeId?: string) => callerOf('standard', nodeId);
let app: Application;
let running: MembershipProcess | undefined;
let stopped: unknown[] = [];

beforeEach(async () => {
  stopped = [];
  app = await Application.on(log());
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await app.close();
  expect(stopped).toEqual([]);
});

const valuesOf = (ids: readonly string[]) => ids.map((value) => ({ value }));
const add = (...ids: readonly string[]) => ({ op: 'add', path: 'members', value: valuesOf(ids) });

async function team(name: string, ...members: readonly string[]): Promise<string> {
  const command = createTeam(standard(), name, { members: valuesOf(members) });
  const { result } = await app.run(command);
  return result.state.status === 'absent' ? '' : result.state.id;
}

async function person(): Promise<string> {
  const { result } = await app.run(createUser(standard(), 'jane@x.example'));
  return result.state.status === 'absent' ? '' : result.state.id;
}

/** Everybody in a team, those who are users first. */
async function inside(teamId: string): Promise<readonly string[]> {
  const { state } = await app.executor.load(teams, teamId);
  return state.status === 'absent' ? [] : [...state.members.keys(), ...state.nested.keys()];
}

async function startProcess(): Promise<MembershipProcess> {
  const process = new MembershipProcess(
    log(),
    codec,
    app.executor,
    directoryOf(log()),
    () => Promise.resolve(true),
    { load: () => Promise.resolve(START), save: () => Promise.resolve() },
    systemIds,
    (_, error) => stopped.push(error),
    () => undefined,
  );
  await process.start();
  return process;
}

/** Has the membership process handle everything, its own facts included. */
async function settle(): Promise<void> {
  running ??= await startProcess();
  for (let head = START; head !== (await log().head());) {
    head = await log().head();
    expect(await running.passed(head, 20_000)).toBe(true);
  }
}

describe('a team within a team', () => {
  it('is told from a user by its id alone', async () => {
    const [treasury, jane] = [await team('Treasury'), await person()];
    const finance = await team('Finance', treasury, jane);
    expect(await inside(finance)).toEqual([jane, treasury]);
    const { data } = (await logOf(log())).find(({ type }) => type === 'NestedTeamAdded')!;
    expect(data).toMatchObject({
      teamId: finance,
      nestedTeamId: treasury,
      nestedTeamName: 'Treasury',
    });
  });

  it('is added and removed as users are', async () => {
    const [treasury, audit, jane] = [await team('Treasury'), await team('Audit'), await person()];
    const finance = await team('Finance');
    await app.run(patchTeam(standard(), finance, add(treasury, jane)));
    expect(await inside(finance)).toEqual([jane, treasury]);
    const path = `members[value eq "${treasury}"]`;
    await app.run(patchTeam(standard(), finance, { op: 'remove', path }, add(audit)));
    expect(await inside(finance)).toEqual([jane, audit]);
  });

  it('is taken out by its type, also when the same PATCH brings it in', async () => {
    const [treasury, audit, jane] = [await team('Treasury'), await team('Audit'), await person()];
    const finance = await team('Finance', treasury, jane);
    const groups = { op: 'remove', path: 'members[type eq "Group"]' };
    await app.run(patchTeam(standard(), finance, add(audit), groups));
    // The directory of these tests shows nobody: what the same PATCH brings in is told apart all the same.
    expect(await inside(finance)).toEqual([jane, treasury]);
    const late = await Application.on(log(), undefined, {
      ...directoryOf(log()),
      teamNames: (_, ids) => Promise.resolve(new Map([...ids].map((id) => [id, 'Treasury']))),
    });
    await late.run(patchTeam(standard(), finance, groups));
    await late.close();
    expect(await inside(finance)).toEqual([jane]);
  });

  it('may lead back to where it is', async () => {
    const treasury = await team('Treasury');
    const finance = await team('Finance', treasury);
    await app.run(patchTeam(standard(), treasury, add(finance, treasury)));
    expect((await inside(treasury)).toSorted()).toEqual([finance, treasury].toSorted());
    await app.run(
      patchTeam(standard(), treasury, { op: 'remove', path: `members[value eq "${treasury}"]` }),
    );
    expect(await inside(treasury)).toEqual([finance]);
  });

  it('must be one of the node, and must be there', async () => {
    const { result } = await app.run(createTeam(standard('n2'), 'Elsewhere'));
    const elsewhere = result.state.status === 'absent' ? '' : result.state.id;
    const gone = await team('Gone');
    await app.run(deleteTeam(standard(), gone));
    const finance = await team('Finance');
    for (const id of [elsewhere, gone, 'nothing']) {
      const refused = { status: 400, scimType: 'invalidValue' };
      await expect(app.run(patchTeam(standard(), finance, add(id)))).rejects.toMatchObject(refused);
      await expect(team('Other', id)).rejects.toMatchObject(refused);
      const input = readGroup({ displayName: 'Finance', members: valuesOf([id]) }, toleranceLog());
      await expect(app.run(new ReplaceTeam(standard(), finance, input))).rejects.toMatchObject(
        refused,
      );
    }
    expect(await inside(finance)).toEqual([]);
  });

  it('is refused in profiles whose teams are flat', async () => {
    const treasury = await team('Treasury');
    const { result } = await app.run(createTeam(callerOf('keeper'), 'Finance'));
    const finance = result.state.status === 'absent' ? '' : result.state.id;
    await expect(
      app.run(patchTeam(callerOf('keeper'), finance, add(treasury))),
    ).rejects.toMatchObject({ refusal: { refused: 'nested-teams-not-supported' } });
  });
});

describe('many members at once', () => {
  const many = Array.from({ length: 2_500 }, (_unused, n) => `t${n}`);

  /** A process whose directory knows those whom the test names, and keeps what it was asked. */
  async function knowing(known: (id: string) => boolean) {
    const asked: string[] = [];
    const names = (ids: readonly string[]) => {
      asked.push(...ids);
      return Promise.resolve(new Map(ids.filter(known).map((id) => [id, 'Known'])));
    };
    const directory = {
      ...directoryOf(log()),
      teamNames: (_: string, ids: readonly string[]) => names(ids),
    };
    return { asked, other: await Application.on(log(), undefined, directory) };
  }

  it('are all found', async () => {
    const finance = await team('Finance');
    const { other } = await knowing(() => true);
    await other.run(patchTeam(standard(), finance, add(...many)));
    await other.close();
    expect((await inside(finance)).toSorted()).toEqual(many.toSorted());
  });

  it('are sought no further than the first who is not there', async () => {
    const finance = await team('Finance');
    const { asked, other } = await knowing((id) => id !== 't7');
    await expect(other.run(patchTeam(standard(), finance, add(...many)))).rejects.toMatchObject({
      detail: 'members: there is no user or group t7',
    });
    await other.close();
    expect(asked).toEqual(many.slice(0, 1_000));
    expect(await inside(finance)).toEqual([]);
  });

  it('may be put into each other at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, (_unused, n) => team(`Team ${n}`)));
    await Promise.all(
      ids.flatMap((outer) => ids.map((inner) => app.run(patchTeam(standard(), outer, add(inner))))),
    );
    for (const id of ids) expect((await inside(id)).toSorted()).toEqual(ids.toSorted());
  });
});

describe('a deleted team', () => {
  it('is in no team any more', async () => {
    const treasury = await team('Treasury');
    const [finance, audit] = [await team('Finance', treasury), await team('Audit', treasury)];
    await app.run(deleteTeam(standard(), treasury));
    await settle();
    expect([await inside(finance), await inside(audit)]).toEqual([[], []]);
    const removed = (await logOf(log())).filter(({ type }) => type === 'NestedTeamRemoved');
    expect(removed.map(({ data }) => data)).toMatchObject([
      { teamId: finance, reason: 'team-deleted' },
      { teamId: audit, reason: 'team-deleted' },
    ]);
  });

  it('leaves a team that it was put into meanwhile', async () => {
    const [treasury, finance] = [await team('Treasury'), await team('Finance')];
    await app.run(deleteTeam(standard(), treasury));
    await settle();
    // The read model that answered for it did not know yet that it was gone.
    const late = await Application.on(log(), undefined, {
      ...directoryOf(log()),
      teamNames: () => Promise.resolve(new Map([[treasury, 'Treasury']])),
    });
    await late.run(patchTeam(standard(), finance, add(treasury)));
    await late.close();
    await settle();
    expect((await typesOf(log())).slice(-2)).toEqual(['NestedTeamAdded', 'NestedTeamRemoved']);
  });

  it('may have been in itself, or in a circle', async () => {
    const treasury = await team('Treasury');
    const finance = await team('Finance', treasury);
    await app.run(patchTeam(standard(), treasury, add(finance, treasury)));
    await app.run(deleteTeam(standard(), treasury));
    await settle();
    expect(await inside(finance)).toEqual([]);
    const types = await typesOf(log());
    expect(types.filter((type) => type === 'NestedTeamRemoved')).toHaveLength(1);
  });
});
