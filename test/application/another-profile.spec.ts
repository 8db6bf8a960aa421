import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { teams } from '#application';
import { createTeam, createUser, patchTeam, replaceTeam } from './people.js';
import { Application, callerOf, logOf, useLog } from './support.js';

const log = useLog();
const keeper = () => callerOf('keeper', 'n1', 'o1', 'm1');
const standard = () => callerOf('standard', 'n1', 'o1', 'm2');
let app: Application;
let user = '';
let team = '';

beforeEach(async () => {
  app = await Application.on(log());
  const { state } = (await app.run(createUser(keeper(), 'jane@x.example'))).result;
  user = state.status === 'absent' ? '' : state.id;
  const members = [{ value: user }];
  const created = (await app.run(createTeam(keeper(), 'Finance', { members }))).result.state;
  team = created.status === 'absent' ? '' : created.id;
});
afterEach(() => app.close());

async function isActive(): Promise<boolean | undefined> {
  const { state } = await app.executor.load(teams, team);
  return state.status === 'absent' ? undefined : state.members.get(user)?.active;
}

describe('a membership that waits when its node comes to have a profile without approval', () => {
  it.each([
    ['PATCH', (op: string) => ({ op, path: 'members', value: [{ value: user }] })],
    ['PATCH without a path', (op: string) => ({ op, value: { members: [{ value: user }] } })],
  ])('is active when a %s adds it again, and then no more happens', async (_, operation) => {
    for (const op of ['add', 'replace']) await app.run(patchTeam(standard(), team, operation(op)));
    expect(await isActive()).toBe(true);
    const events = (await logOf(log())).filter(({ type }) => type === 'TeamMembershipActivated');
    expect(events).toHaveLength(1);
  });

  it('is active when a PUT names it', async () => {
    await app.run(replaceTeam(standard(), team, 'Finance', { members: [{ value: user }] }));
    expect(await isActive()).toBe(true);
  });

  it('is gone when a PATCH adds and then removes it', async () => {
    const value = [{ value: user }];
    const add = { op: 'add', path: 'members', value };
    const remove = { op: 'remove', path: `members[value eq "${user}"]` };
    await app.run(patchTeam(standard(), team, add, remove));
    expect(await isActive()).toBeUndefined();
    const last = (await logOf(log())).at(-1);
    expect(last).toMatchObject({ type: 'TeamMembershipRemoved', data: { from: 'pending' } });
  });

  it('waits on where the profile has approval, however often it is added', async () => {
    const add = { op: 'add', path: 'members', value: [{ value: user }] };
    await app.run(patchTeam(keeper(), team, add));
    expect(await isActive()).toBe(false);
  });
});
