import { beforeEach, describe, expect, it } from '@jest/globals';
import { organisations, users } from '#application';
import { PROFILES } from '#domain';
import {
  CommandExecutor,
  type EventStore,
  EventStoreUnavailableError,
  type ExecutorOptions,
  START,
  WrongExpectedRevisionError,
} from '#event-store';
import { RefusedError } from '#kernel';
import { systemIds } from '#platform';
import { codec, contextOf, logOf, oneByOne, TestClock, typesOf, useLog } from './support.js';

const log = useLog();
const policy = PROFILES.keeper;
const provision = {
  type: 'ProvisionUser',
  userId: 'u1',
  policy,
  target: { userName: 'a@x.example', active: true, attributes: {} },
} as const;
const change = (title: string) =>
  ({ type: 'ChangeUser', policy, target: { ...provision.target, attributes: { title } } }) as const;
const executorOn = (store: EventStore, options?: ExecutorOptions) =>
  new CommandExecutor(store, codec, new TestClock(), systemIds, options);

describe.each([
  ['a store that appends to several streams at once', () => log()],
  ['a store that appends to one stream at a time', () => oneByOne(log())],
])('the executor on %s', (_, store) => {
  let executor: CommandExecutor;
  beforeEach(() => {
    executor = executorOn(store());
  });

  it('answers from the fold, and tells where the last fact stands', async () => {
    const context = contextOf('n1');
    const { result, position } = await executor.execute(context, users, 'u1', provision);
    expect(result).toMatchObject({
      state: { status: 'invited', userName: 'a@x.example' },
      revision: 1,
      organisationId: 'o1',
      nodeId: 'n1',
      createdAt: '2026-03-02T09:00:00.000Z',
      changedAt: '2026-03-02T09:00:00.000Z',
    });
    expect(position).toBe(await log().head());
    expect(await executorOn(log()).load(users, 'u1')).toEqual(result);
  });

  it('decides the parts of a command one on top of the other, and appends all of them or none', async () => {
    const context = contextOf('n1');
    const propose = (...titles: readonly string[]) =>
      executor.run(context, async (work) => {
        const commands = titles.map((title) => change(title));
        return work.record(users, 'u1', await work.propose(users, 'u1', provision, ...commands));
      });
    await propose('Guide', 'Guide', 'Chief');
    expect(await typesOf(log())).toEqual([
      'UserProvisioned',
      'UserInvited',
      'UserProfileChanged',
      'UserProfileChanged',
    ]);
    await expect(propose('Cook')).rejects.toThrow(RefusedError);
    expect(await log().head()).toBe(4);
  });

  it('writes who, where and when beside every fact', async () => {
    const context = contextOf('n1');
    await executor.execute(context, users, 'u1', provision);
    for (const { metadata } of await logOf(log())) {
      expect(metadata).toEqual({
        ...context,
        schemaVersion: 1,
        occurredAt: '2026-03-02T09:00:00.000Z',
      });
    }
  });

  it('appends nothing when nothing is decided', async () => {
    await executor.execute(contextOf('n1'), users, 'u1', provision);
    await executor.execute(contextOf('n1'), users, 'u1', change('CFO'));
    const before = await log().head();
    const { position } = await executor.execute(contextOf('n1'), users, 'u1', change('CFO'));
    expect(position).toBe(START);
    expect(await log().head()).toBe(before);
  });

  it('writes the same command once, one after the other and at the same time', async () => {
    await executor.execute(contextOf('n1'), users, 'u1', provision);
    const context = contextOf('n1');
    const twin = executorOn(store());
    await Promise.all(
      [executor, twin, executor].map((one) => one.execute(context, users, 'u1', change('CFO'))),
    );
    expect((await typesOf(log())).filter((type) => type === 'UserProfileChanged')).toHaveLength(1);
  });

  it('remembers a fleeting aggregate as it was read, and never longer than that is true', async () => {
    const fleeting = { ...users, fleeting: true };
    await executor.execute(contextOf('n1'), fleeting, 'u1', provision);
    await executor.load(fleeting, 'u1');
    for (const title of ['CFO', 'CEO']) {
      await executor.execute(contextOf('n1'), fleeting, 'u1', change(title));
      const { result } = await executor.run(contextOf('n1'), (unit) => unit.load(fleeting, 'u1'));
      expect(result.state).toMatchObject({ attributes: { title } });
    }
  });

  it('leaves nothing behind of a unit of work that is refused at its end', async () => {
    const work = executor.run(contextOf('n1'), async (unit) => {
      await unit.decide(organisations, 'o1', {
        type: 'CreateOrganisation',
        organisationId: 'o1',
        name: 'Acme',
      });
      await unit.decide(users, 'u1', change('CFO'));
    });
    await expect(work).rejects.toThrow(RefusedError);
    expect(await typesOf(log())).toEqual([]);
    expect((await executor.load(organisations, 'o1')).state.status).toBe('absent');
  });

  it('shows a unit of work its own facts, and appends a stream that occurs again', async () => {
    const { result } = await executor.run(contextOf('n1'), async (unit) => {
      await unit.decide(users, 'u1', provision);
      await unit.decide(users, 'u2', { ...provision, userId: 'u2' });
      await unit.decide(users, 'u1', change('CFO'));
      return unit.load(users, 'u1');
    });
    expect(result.revision).toBe(2);
    expect(await typesOf(log())).toEqual([
      ...['UserProvisioned', 'UserInvited', 'UserProvisioned', 'UserInvited'],
      'UserProfileChanged',
    ]);
  });

  it('decides again when somebody else was faster', async () => {
    await executor.execute(contextOf('n1'), users, 'u1', provision);
    let tries = 0;
    const { result } = await executor.run(contextOf('n1'), async (unit) => {
      const before = await unit.load(users, 'u1');
      if (++tries === 1)
        await other().execute(contextOf('n1'), users, 'u1', { type: 'RegisterUser' });
      await unit.decide(users, 'u1', change('CFO'));
      return before;
    });
    expect(tries).toBe(2);
    expect(result.state.status).toBe('active');
    expect((await executor.load(users, 'u1')).revision).toBe(3);
  });

  it('gives up when others are faster every time, and nothing is written', async () => {
    await executor.execute(contextOf('n1'), users, 'u1', provision);
    let tries = 0;
    const limited = executorOn(store(), { attempts: 3 });
    const work = limited.run(contextOf('n1'), async (unit) => {
      await unit.load(users, 'u1');
      await other().execute(contextOf('n1'), users, 'u1', change(`theirs ${++tries}`));
      await unit.decide(users, 'u1', change('mine'));
    });
    await expect(work).rejects.toThrow(WrongExpectedRevisionError);
    expect(tries).toBe(3);
    expect(await typesOf(log())).toHaveLength(2 + tries);
  });

  it('lets a crowd into one stream, though each lost it many times', async () => {
    await executor.execute(contextOf('n1'), users, 'u1', provision);
    const titles = Array.from({ length: 50 }, (_unused, n) => `title ${n}`);
    await Promise.all(
      titles.map((title) =>
        executor.run(contextOf('n1'), (unit) => unit.decide(users, 'u1', change(title))),
      ),
    );
    expect((await executor.load(users, 'u1')).revision).toBe(1 + titles.length);
  });

  it('lets one command of a stream after the other, so that they need not conflict', async () => {
    await executor.execute(contextOf('n1'), users, 'u1', provision);
    const strict = executorOn(store(), { attempts: 1 });
    await strict.load(users, 'u1');
    const titles = Array.from({ length: 20 }, (_unused, n) => `title ${n}`);
    await Promise.all(
      titles.map((title) => strict.execute(contextOf('n1'), users, 'u1', change(title))),
    );
    expect((await strict.load(users, 'u1')).revision).toBe(1 + titles.length);
  });

  it('asks the log about what it presumed to be new once the append has told that it is not', async () => {
    const decide = (at: CommandExecutor, commandId: string) => {
      const seen: string[] = [];
      const done = at.run({ ...contextOf('n1'), commandId }, async (work) => {
        seen.push((await work.load(users, 'u1', 'presumed-new')).state.status);
        await work.decide(users, 'u1', provision);
      });
      return { seen, done };
    };
    const first = decide(executor, systemIds.next());
    await first.done;
    const second = decide(executorOn(store()), systemIds.next());
    await expect(second.done).rejects.toThrow(RefusedError);
    expect(first.seen).toEqual(['absent']);
    expect(second.seen.at(-1)).toBe('invited');
    expect(await logOf(log())).toHaveLength(2);
  });

  it('cannot decide on what it cannot read', async () => {
    const broken = {
      ...codec.encode('e1', { type: 'UserRegistered', data: {} }, meta()),
      type: 'Odd',
    };
    await log().append('user-u1', [broken], 'none');
    await expect(executor.execute(contextOf('n1'), users, 'u1', provision)).rejects.toThrow('Odd');
  });
});

describe('the executor', () => {
  it('sees what another executor has written when its store has other writers', async () => {
    const [mine, theirs] = [executorOn(oneByOne(log())), executorOn(oneByOne(log()))];
    await mine.execute(contextOf('n1'), users, 'u1', provision);
    await theirs.execute(contextOf('n1'), users, 'u1', { type: 'RegisterUser' });
    expect((await found(mine)).state.status).toBe('active');
    const again = mine.execute(contextOf('n1'), users, 'u1', { type: 'RegisterUser' });
    await expect(again).rejects.toMatchObject({ refusal: { refused: 'user-not-invited' } });
  });

  it('forgets its fold when it does not know what was written, and reads what was', async () => {
    const inner = log();
    let answers = true;
    const lossy: EventStore = {
      ...oneByOne(inner),
      soleWriter: true,
      async append(stream, events, expected) {
        const result = await inner.append(stream, events, expected);
        if (!answers) throw new EventStoreUnavailableError('the answer was lost');
        return result;
      },
    };
    const executor = executorOn(lossy);
    await executor.execute(contextOf('n1'), users, 'u1', provision);
    answers = false;
    const register = { type: 'RegisterUser' } as const;
    const lost = executor.execute(contextOf('n1'), users, 'u1', register);
    await expect(lost).rejects.toThrow(EventStoreUnavailableError);
    expect((await found(executor)).state.status).toBe('active');
  });

  it('keeps no more folds than it may, and reads the others again', async () => {
    const executor = executorOn(log(), { cachedFolds: 1 });
    for (const userId of ['u1', 'u2', 'u3']) {
      await executor.execute(contextOf('n1'), users, userId, { ...provision, userId });
    }
    for (const userId of ['u1', 'u2', 'u3']) {
      expect((await executor.load(users, userId)).state).toMatchObject({ id: userId });
    }
  });
});

/** The user as a unit of work finds her. */
async function found(executor: CommandExecutor) {
  return (await executor.run(contextOf('n1'), (unit) => unit.load(users, 'u1'))).result;
}

/** Somebody else who writes to the same log. */
function other(): CommandExecutor {
  return executorOn(oneByOne(log()));
}

function meta() {
  return { ...contextOf('n1'), occurredAt: new TestClock().now().toISOString() };
}
