import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Directory,
  MembershipProcess,
  type ProcessCheckpoint,
  teams,
  users,
} from '#application';
import type { Profile } from '#domain';
import { type Position, START } from '#event-store';
import { systemIds } from '#platform';
import {
  approve,
  createTeam,
  createUser,
  deleteTeam,
  deleteUser,
  patchTeam,
  registerUser,
} from './people.js';
import { Application, callerOf, codec, directoryOf, typesOf, useLog } from './support.js';

const log = useLog();
const keeper = () => callerOf('keeper');
const standard = () => callerOf('standard');
let app: Application;
let running: MembershipProcess[] = [];
let stopped: unknown[] = [];

beforeEach(async () => {
  running = [];
  stopped = [];
  app = await Application.on(log());
});
afterEach(async () => {
  await Promise.all(running.map((process) => process.stop()));
  await app.close();
  expect(stopped).toEqual([]);
});

/** A checkpoint that survives its process. */
function checkpointAt(start: Position = START): ProcessCheckpoint & { position: Position } {
  return {
    position: start,
    load() {
      return Promise.resolve(this.position);
    },
    save(_, position) {
      this.position = position;
      return Promise.resolve();
    },
  };
}

interface ProcessOptions {
  readonly checkpoint?: ProcessCheckpoint;
  readonly directory?: Directory;
  readonly passed?: () => Promise<boolean>;
}

async function startProcess({
  checkpoint = checkpointAt(),
  directory = directoryOf(log()),
  passed = () => Promise.resolve(true),
}: ProcessOptions = {}): Promise<MembershipProcess> {
  const { executor } = app;
  const process = new MembershipProcess(
    log(),
    codec,
    executor,
    directory,
    passed,
    checkpoint,
    systemIds,
    (_, error) => stopped.push(error),
    () => undefined,
  );
  await process.start();
  running.push(process);
  return process;
}

/** Waits until the process has handled everything, its own facts included. */
async function settle(process: MembershipProcess): Promise<void> {
  for (let head = START; head !== (await log().head());) {
    head = await log().head();
    expect(await process.passed(head, 20_000)).toBe(true);
  }
}

async function person(profile: Profile = 'keeper', name = 'a@x.example'): Promise<string> {
  const { result } = await app.run(createUser(callerOf(profile), name));
  return result.state.status === 'absent' ? '' : result.state.id;
}

async function teamOf(profile: Profile, ...members: readonly string[]): Promise<string> {
  const more = { members: members.map((value) => ({ value })) };
  const { result } = await app.run(createTeam(callerOf(profile), 'Finance', more));
  return result.state.status === 'absent' ? '' : result.state.id;
}

async function membership(teamId: string, userId: string) {
  const { state } = await app.executor.load(teams, teamId);
  const member = state.status === 'absent' ? undefined : state.members.get(userId);
  return member === undefined ? 'none' : member.active ? 'active' : 'pending';
}

describe('a membership becomes active', () => {
  it('when it is approved and then the user registers', async () => {
    const [userId, process] = [await person(), await startProcess()];
    const teamId = await teamOf('keeper', userId);
    await app.run(approve(keeper(), teamId, userId));
    await settle(process);
    expect(await membership(teamId, userId)).toBe('pending');
    await app.run(registerUser(keeper(), userId));
    await settle(process);
    expect(await membership(teamId, userId)).toBe('active');
  });

  it('when the user has registered and then it is approved', async () => {
    const [userId, process] = [await person(), await startProcess()];
    const teamId = await teamOf('keeper', userId);
    await app.run(registerUser(keeper(), userId));
    await settle(process);
    expect(await membership(teamId, userId)).toBe('pending');
    await app.run(approve(keeper(), teamId, userId));
    await settle(process);
    expect(await membership(teamId, userId)).toBe('active');
  });

  it('when both happen at once, and once only', async () => {
    const [userId, process] = [await person(), await startProcess()];
    const teamId = await teamOf('keeper', userId);
    await Promise.all([
      app.run(registerUser(keeper(), userId)),
      app.run(approve(keeper(), teamId, userId)),
    ]);
    await settle(process);
    expect(await membership(teamId, userId)).toBe('active');
    const activations = (await typesOf(log())).filter((type) => type === 'TeamMembershipActivated');
    expect(activations).toHaveLength(1);
  });

  it('when both happened while nobody looked', async () => {
    const userId = await person();
    const teamId = await teamOf('keeper', userId);
    await app.run(approve(keeper(), teamId, userId));
    await app.run(registerUser(keeper(), userId));
    await settle(await startProcess());
    expect(await membership(teamId, userId)).toBe('active');
  });

  it('in every team that has approved it, and in no other', async () => {
    const userId = await person();
    const teamId = await teamOf('keeper', userId);
    const more = { members: [{ value: userId }] };
    const { result } = await app.run(createTeam(keeper(), 'Audit', more));
    const other = result.state.status === 'absent' ? '' : result.state.id;
    await app.run(approve(keeper(), teamId, userId));
    await app.run(registerUser(keeper(), userId));
    await settle(await startProcess());
    expect(await membership(teamId, userId)).toBe('active');
    expect(await membership(other, userId)).toBe('pending');
  });
});

describe('a removed user', () => {
  it('is taken out of her teams', async () => {
    const [userId, process] = [await person('standard'), await startProcess()];
    const teamId = await teamOf('standard', userId);
    await app.run(deleteUser(standard(), userId));
    await settle(process);
    expect(await membership(teamId, userId)).toBe('none');
  });

  it('is taken out of a team that she was put into meanwhile', async () => {
    const [userId, process] = [await person('standard'), await startProcess()];
    const teamId = await teamOf('standard');
    await app.run(deleteUser(standard(), userId));
    await settle(process);
    // The read model that answered for her did not know yet that she was gone.
    const late = await Application.on(log(), undefined, {
      ...directoryOf(log()),
      userNames: () => Promise.resolve(new Map([[userId, 'a@x.example']])),
    });
    const add = { op: 'add', path: 'members', value: [{ value: userId }] };
    await late.run(patchTeam(standard(), teamId, add));
    await late.close();
    await settle(process);
    expect((await typesOf(log())).slice(-3)).toEqual([
      'TeamMembershipRequested',
      'TeamMembershipActivated',
      'TeamMembershipRemoved',
    ]);
  });

  it('keeps her memberships where she is only deprovisioned', async () => {
    const [userId, process] = [await person(), await startProcess()];
    const teamId = await teamOf('keeper', userId);
    await app.run(deleteUser(keeper(), userId));
    await settle(process);
    expect(await membership(teamId, userId)).toBe('pending');
  });

  it('does no harm when her team is gone as well', async () => {
    const userId = await person('standard');
    const teamId = await teamOf('standard', userId);
    const before = { ...directoryOf(log()), teamsOf: () => Promise.resolve([teamId]) };
    await app.run(deleteTeam(standard(), teamId));
    await app.run(deleteUser(standard(), userId));
    await settle(await startProcess({ directory: before }));
    expect((await typesOf(log())).at(-1)).toBe('NameReleased');
  });
});

describe('the process', () => {
  it('handles everything again after a crash, and nothing happens twice', async () => {
    const userId = await person();
    const teamId = await teamOf('keeper', userId);
    await app.run(approve(keeper(), teamId, userId));
    await app.run(registerUser(keeper(), userId));
    const first = await startProcess();
    await settle(first);
    await first.stop();
    const before = await typesOf(log());
    await settle(await startProcess());
    expect(await typesOf(log())).toEqual(before);
  });

  it('handles again what it did for a membership that has come anew since', async () => {
    const userId = await person();
    const teamId = await teamOf('keeper', userId);
    await app.run(approve(keeper(), teamId, userId));
    await app.run(registerUser(keeper(), userId));
    const first = await startProcess();
    await settle(first);
    await first.stop();
    const remove = { op: 'remove', path: `members[value eq "${userId}"]` };
    const add = { op: 'add', path: 'members', value: [{ value: userId }] };
    await app.run(patchTeam(keeper(), teamId, remove));
    await app.run(patchTeam(keeper(), teamId, add));
    await app.run(approve(keeper(), teamId, userId));
    await settle(await startProcess());
    expect(await membership(teamId, userId)).toBe('active');
  });

  it('goes on where it was', async () => {
    const checkpoint = checkpointAt();
    const userId = await person();
    const teamId = await teamOf('keeper', userId);
    const first = await startProcess({ checkpoint });
    await app.run(approve(keeper(), teamId, userId));
    await settle(first);
    await first.stop();
    expect(checkpoint.position).toBeGreaterThan(START);
    const handled: string[] = [];
    const directory: Directory = {
      ...directoryOf(log()),
      teamsOf(id) {
        handled.push(id);
        return directoryOf(log()).teamsOf(id);
      },
    };
    const second = await startProcess({ checkpoint, directory });
    await app.run(registerUser(keeper(), userId));
    await settle(second);
    expect(handled).toEqual([userId]);
    expect(await membership(teamId, userId)).toBe('active');
  });

  it('asks again when the read model is behind, and stands still for nobody', async () => {
    const userId = await person();
    const teamId = await teamOf('keeper', userId);
    let asked = 0;
    const process = await startProcess({ passed: () => Promise.resolve(++asked > 2) });
    await app.run(approve(keeper(), teamId, userId));
    await app.run(registerUser(keeper(), userId));
    await settle(process);
    expect(asked).toBe(3);
    expect((await app.executor.load(users, userId)).state.status).toBe('active');
    expect(await membership(teamId, userId)).toBe('active');
  });
});
