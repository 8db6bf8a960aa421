import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CreateUser, PatchUser } from '#application';
import type { Loaded, Receipt } from '#event-store';
import type { UserState } from '#domain';
import { RefusedError } from '#kernel';
import {
  createTeam,
  createUser,
  deleteUser,
  patchTeam,
  renameUser,
  replaceUser,
} from './people.js';
import { Application, callerOf, logOf, oneByOne, useLog } from './support.js';

const log = useLog();
const a = 'a@x.example';
const b = 'b@x.example';
let app: Application;

type UserCommand = CreateUser | PatchUser;

/** How a race ended: the receipts of those who won, the codes of those who were refused. */
async function race(...commands: readonly UserCommand[]) {
  const outcomes = await Promise.allSettled(commands.map((command) => app.run(command)));
  const won: Receipt<Loaded<UserState>>[] = [];
  const refused: string[] = [];
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') won.push(outcome.value);
    else if (outcome.reason instanceof RefusedError) refused.push(outcome.reason.refusal.refused);
    else throw outcome.reason;
  }
  return { won, refused };
}

async function create(
  name: string,
  more: object = {},
  caller = callerOf('keeper'),
): Promise<string> {
  const { result } = await app.run(createUser(caller, name, more));
  return result.state.status === 'absent' ? '' : result.state.id;
}

/** The ids of the listed users who bear each name, by their streams. */
async function bearers(): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string>();
  for (const event of await logOf(log())) {
    if (!event.stream.startsWith('user-') || !('userName' in event.data)) continue;
    const { userId, userName } = event.data;
    if (event.type === 'UserDeprovisioned' || event.type === 'UserRemoved') found.delete(userId);
    else found.set(userId, userName.toLowerCase());
  }
  const names = new Map<string, string[]>();
  for (const [id, name] of found) names.set(name, [...(names.get(name) ?? []), id]);
  return names;
}

describe.each([
  ['a store that appends to several streams at once', () => log()],
  ['a store that appends to one stream at a time', () => oneByOne(log())],
])('names on %s', (_, store) => {
  beforeEach(async () => {
    app = await Application.on(store());
  });
  afterEach(() => app.close());

  it('go to one of racing creates', async () => {
    const { won, refused } = await race(
      ...Array.from({ length: 8 }, (_unused, n) =>
        createUser(callerOf('keeper'), n % 2 === 0 ? a : a.toUpperCase()),
      ),
    );
    expect(won).toHaveLength(1);
    expect(refused).toEqual(Array(7).fill('user-name-taken'));
    expect((await bearers()).get(a)).toHaveLength(1);
  });

  it('go to one of racing creates of two nodes of an organisation, and to both of two organisations', async () => {
    const { won, refused } = await race(
      createUser(callerOf('keeper', 'n1'), a),
      createUser(callerOf('keeper', 'n2'), a),
      createUser(callerOf('keeper', 'n3', 'o2'), a),
    );
    expect(won).toHaveLength(2);
    expect(refused).toEqual(['user-name-taken']);
  });

  it('go to one of a create and a rename that race', async () => {
    const id = await create(b);
    const { won, refused } = await race(
      renameUser(callerOf('keeper'), id, a),
      createUser(callerOf('keeper'), a),
    );
    expect(won).toHaveLength(1);
    expect(refused).toEqual(['user-name-taken']);
    expect((await bearers()).get(a)).toHaveLength(1);
  });

  it('bring one account back when two creates race for a deprovisioned one', async () => {
    const id = await create(a);
    await app.run(deleteUser(callerOf('keeper'), id));
    const { won, refused } = await race(
      createUser(callerOf('keeper'), a),
      createUser(callerOf('keeper'), a),
    );
    expect((await bearers()).get(a)).toEqual([id]);
    // One stream at a time, who was faster can find her own account made when the slower one disturbs its claim.
    expect(refused.length).toBeLessThanOrEqual(store().appendAll === undefined ? 2 : 1);
    expect(won.length).toBe(2 - refused.length);
  });

  it('go to one when a create brings an account back while another is renamed to its name', async () => {
    const gone = await create(a);
    const other = await create(b);
    await app.run(deleteUser(callerOf('keeper'), gone));
    const { won, refused } = await race(
      createUser(callerOf('keeper'), a),
      renameUser(callerOf('keeper'), other, a),
    );
    expect((await bearers()).get(a)).toHaveLength(1);
    expect(won).toHaveLength(1);
    expect(refused).toEqual(['user-name-taken']);
  });

  it('are swapped by nobody: each rename waits for the other to go', async () => {
    const first = await create(a);
    const second = await create(b);
    const { won } = await race(
      renameUser(callerOf('keeper'), first, b),
      renameUser(callerOf('keeper'), second, a),
    );
    expect(won).toHaveLength(0);
  });

  it('are free again after a rename, in another letter case too', async () => {
    const id = await create(a);
    await app.run(renameUser(callerOf('keeper'), id, b));
    await create(a.toUpperCase());
    expect([...(await bearers()).keys()].sort()).toEqual([a, b]);
  });

  it('need no new claim for a change of letter case', async () => {
    const id = await create(a);
    const before = (await logOf(log())).length;
    await app.run(renameUser(callerOf('keeper'), id, a.toUpperCase()));
    const after = await logOf(log());
    expect(after.slice(before).filter(({ stream }) => stream.startsWith('claim-'))).toEqual([]);
  });

  it('make external ids unique in a method, case-exact, and free them', async () => {
    const id = await create(a, { externalId: 'X' }, callerOf('standard'));
    await expect(create(b, { externalId: 'X' }, callerOf('standard'))).rejects.toMatchObject({
      refusal: { refused: 'external-id-taken' },
    });
    await create(b, { externalId: 'x' }, callerOf('standard'));
    await create('c', { externalId: 'X' }, callerOf('standard', 'n2'));
    await app.run(replaceUser(callerOf('standard'), id, a));
    await create('d', { externalId: 'X' }, callerOf('standard'));
  });

  it('leave nothing behind when one of two names is taken', async () => {
    await create(a, { externalId: 'X' }, callerOf('standard'));
    const before = await log().head();
    await expect(create(b, { externalId: 'X' }, callerOf('standard'))).rejects.toThrow(
      'externalId',
    );
    expect(await log().head()).toBe(before);
  });

  it('are free at once when another name of the same create is taken, though this process had not heard of it', async () => {
    await create(a, { externalId: 'X' }, callerOf('standard'));
    await app.close();
    app = await Application.on(store());
    const refused = () => create(b, { externalId: 'X' }, callerOf('standard'));
    await expect(refused()).rejects.toMatchObject({ refusal: { refused: 'external-id-taken' } });
    const { length } = await logOf(log());
    await expect(refused()).rejects.toMatchObject({ refusal: { refused: 'external-id-taken' } });
    expect(await logOf(log())).toHaveLength(length);
    await create(b, {}, callerOf('standard', 'n2'));
  });

  it('of somebody deprovisioned just after her create are for others of her node at once', async () => {
    const gone = await create(a, { externalId: 'X' });
    const other = await create(b);
    await app.run(deleteUser(callerOf('keeper'), gone));
    await create('c@x.example', { externalId: 'X' });
    await app.run(renameUser(callerOf('keeper'), other, a));
    expect((await bearers()).get(a)).toEqual([other]);
  });

  it('of teams are unique in a node, and free after a rename', async () => {
    const { result } = await app.run(createTeam(callerOf('keeper'), 'Finance'));
    const teamId = result.state.status === 'absent' ? '' : result.state.id;
    await expect(app.run(createTeam(callerOf('keeper'), 'FINANCE'))).rejects.toMatchObject({
      refusal: { refused: 'team-name-taken' },
    });
    await app.run(createTeam(callerOf('keeper', 'n2'), 'Finance'));
    const rename = { op: 'replace', path: 'displayName', value: 'Audit' };
    await app.run(patchTeam(callerOf('keeper'), teamId, rename));
    await app.run(createTeam(callerOf('keeper'), 'Finance'));
  });
});
