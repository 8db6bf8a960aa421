import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { teams, users } from '#application';
import { createTeam, createUser, deleteTeam, patchTeam, patchUser } from './people.js';
import { Application, callerOf, logOf, oneByOne, TestClock, typesOf, useLog } from './support.js';

const log = useLog();
const AT_ONCE = 64;
let app: Application;
let teamId = '';

async function people(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const { result } = await app.run(createUser(callerOf('keeper'), `p${n}@x.example`));
    ids.push(result.state.status === 'absent' ? '' : result.state.id);
  }
  return ids;
}

async function members(): Promise<string[]> {
  const { state } = await app.executor.load(teams, teamId);
  return state.status === 'present' ? [...state.members.keys()].sort() : [];
}

const add = (id: string) => ({ op: 'add', path: 'members', value: [{ value: id }] });
const remove = (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` });
const addGroup = () => ({ op: 'add', path: 'groups', value: [{ value: teamId }] });

describe.each([
  ['a store that appends to several streams at once', () => log()],
  ['a store that appends to one stream at a time', () => oneByOne(log())],
])('a team on %s', (_, store) => {
  beforeEach(async () => {
    app = await Application.on(store());
    const { result } = await app.run(createTeam(callerOf('keeper'), 'Finance'));
    teamId = result.state.status === 'absent' ? '' : result.state.id;
  });
  afterEach(() => app.close());

  it('loses nobody of many who are added at once', async () => {
    const ids = await people(AT_ONCE);
    await Promise.all(ids.map((id) => app.run(patchTeam(callerOf('keeper'), teamId, add(id)))));
    expect(await members()).toEqual([...ids].sort());
  });

  it('loses nobody of many who come through their own users at once', async () => {
    const ids = await people(AT_ONCE);
    await Promise.all(ids.map((id) => app.run(patchUser(callerOf('keeper'), id, addGroup()))));
    expect(await members()).toEqual([...ids].sort());
  });
});

describe('a team', () => {
  beforeEach(async () => {
    app = await Application.on(log());
    const { result } = await app.run(createTeam(callerOf('keeper'), 'Finance'));
    teamId = result.state.status === 'absent' ? '' : result.state.id;
  });
  afterEach(() => app.close());

  it('loses nobody of those who are created in it at once', async () => {
    const created = await Promise.all(
      Array.from({ length: 16 }, (_unused, n) =>
        app.run(createUser(callerOf('keeper'), `q${n}@x.example`, { groups: [{ value: teamId }] })),
      ),
    );
    expect(await members()).toHaveLength(created.length);
  });

  it('takes adds and removes at once as if one came after the other', async () => {
    const ids = await people(20);
    const [leaving, coming] = [ids.slice(0, 10), ids.slice(10)];
    await app.run(patchTeam(callerOf('keeper'), teamId, ...leaving.map(add)));
    await Promise.all([
      ...leaving.map((id) => app.run(patchTeam(callerOf('keeper'), teamId, remove(id)))),
      ...coming.map((id) => app.run(patchTeam(callerOf('keeper'), teamId, add(id)))),
    ]);
    expect(await members()).toEqual([...coming].sort());
  });

  it('says nothing about a member who is added again, or added and removed within one PATCH', async () => {
    const [jane = '', john = ''] = await people(2);
    await app.run(patchTeam(callerOf('keeper'), teamId, add(jane)));
    const before = await typesOf(log());
    await app.run(patchTeam(callerOf('keeper'), teamId, add(jane)));
    await app.run(patchTeam(callerOf('keeper'), teamId, add(john), remove(john)));
    expect(await typesOf(log())).toEqual(before);
  });

  it('takes no member whom the node does not show, and then nobody else either', async () => {
    const [jane = ''] = await people(1);
    const { result } = await app.run(createUser(callerOf('keeper', 'n2'), 'other@x.example'));
    const stranger = result.state.status === 'absent' ? '' : result.state.id;
    const patch = patchTeam(callerOf('keeper'), teamId, add(jane), add(stranger));
    await expect(app.run(patch)).rejects.toMatchObject({ scimType: 'invalidValue' });
    expect(await members()).toEqual([]);
  });

  it('is another node’s business: neither changed nor deleted nor joined from there', async () => {
    const { result } = await app.run(createUser(callerOf('keeper', 'n2'), 'other@x.example'));
    const stranger = result.state.status === 'absent' ? '' : result.state.id;
    const elsewhere = callerOf('keeper', 'n2');
    const refused = { refusal: { refused: 'team-not-found' } };
    await expect(app.run(patchTeam(elsewhere, teamId, add(stranger)))).rejects.toMatchObject(
      refused,
    );
    await expect(app.run(deleteTeam(elsewhere, teamId))).rejects.toMatchObject(refused);
    await expect(app.run(patchUser(elsewhere, stranger, addGroup()))).rejects.toMatchObject({
      scimType: 'invalidValue',
    });
  });
});

describe('a create that asks for a team and loses a race for it, one stream at a time', () => {
  const userName = 'late@x.example';
  /** The create, with something done to the log ahead of its append to the team, the first time. */
  async function createLate(meanwhile: (inside: Application) => Promise<unknown>) {
    const inside = await Application.on(log());
    teamId = await newTeam(inside);
    const early = await inside.run(createUser(callerOf('keeper'), 'e@x.example'));
    const earlyId = early.result.state.status === 'absent' ? '' : early.result.state.id;
    let races = 0;
    const clock = new TestClock();
    app = await Application.on(
      oneByOne(log(), async (stream) => {
        clock.moveOn(1_000);
        if (!stream.startsWith('team-') || races++ > 0) return;
        await inside.run(patchTeam(callerOf('keeper'), teamId, add(earlyId)));
        await meanwhile(inside);
      }),
      clock,
    );
    try {
      const groups = [{ value: teamId }];
      return await app.run(createUser(callerOf('keeper'), userName, { groups }));
    } finally {
      await app.close();
      await inside.close();
    }
  }

  async function newTeam(inside: Application): Promise<string> {
    const { result } = await inside.run(createTeam(callerOf('keeper'), 'Finance'));
    return result.state.status === 'absent' ? '' : result.state.id;
  }

  it('keeps what it has written, and answers what the log says', async () => {
    const before = await log().head();
    const { result } = await createLate(() => Promise.resolve());
    const id = result.state.status === 'absent' ? '' : result.state.id;
    const written = (await logOf(log(), before)).filter(
      ({ stream, data }) => stream === `user-${id}` || JSON.stringify(data).includes(id),
    );
    expect(written.map(({ type }) => type)).toEqual([
      'NameClaimed',
      ...['UserProvisioned', 'UserInvited'],
      'TeamMembershipRequested',
    ]);
    const found = await Application.on(log());
    expect(await found.executor.load(users, id)).toEqual(result);
    await found.close();
  });

  it('keeps the name of the user that it has written, though it is refused in the end', async () => {
    await expect(
      createLate(async (inside) => {
        const found = (await logOf(log())).find(({ type }) => type === 'TeamCreated');
        const teamId = found?.stream.slice('team-'.length) ?? '';
        await inside.run(deleteTeam(callerOf('keeper'), teamId));
      }),
    ).rejects.toMatchObject({ scimType: 'invalidValue' });
    const types = await typesOf(log());
    expect(types.filter((type) => type === 'UserProvisioned')).toHaveLength(2);
    const found = await Application.on(log());
    const again = createUser(callerOf('keeper', 'n2'), userName);
    await expect(found.run(again)).rejects.toThrow('userName is taken');
    await found.close();
  });

  it('takes its own facts as they are when somebody has added to them', async () => {
    const { result } = await createLate(async (inside) => {
      const found = (await logOf(log())).find(
        ({ type, data }) => type === 'UserProvisioned' && JSON.stringify(data).includes(userName),
      );
      const id = found?.stream.slice('user-'.length) ?? '';
      await inside.run(patchUser(callerOf('keeper'), id, { op: 'add', path: 'title', value: 'T' }));
    });
    expect(result.state.status).toBe('invited');
    const types = await typesOf(log());
    expect(types.filter((type) => type === 'UserProvisioned')).toHaveLength(2);
    expect(types.filter((type) => type === 'TeamMembershipRequested')).toHaveLength(2);
  });
});
