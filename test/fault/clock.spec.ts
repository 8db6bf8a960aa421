import { describe, expect, it } from '@jest/globals';
import { createUser, renameUser } from '../application/people.js';
import {
  Application,
  callerOf,
  cutAfter,
  logOf,
  oneByOne,
  TestClock,
  useLog,
} from '../application/support.js';

const log = useLog();
const HOUR_MS = 3_600_000;

describe('a clock that is set back an hour', () => {
  it('loses no write, gives no name twice, and blocks none for longer than a minute', async () => {
    const clock = new TestClock();
    const app = await Application.on(oneByOne(log()), clock);
    const create = (name: string) => app.run(createUser(callerOf('standard'), name));
    const first = await create('first@x.example');
    // A process is killed after it has claimed a name, and ahead of the user.
    const killed = await Application.on(oneByOne(log(), cutAfter(1)), clock);
    await expect(killed.run(createUser(callerOf('standard'), 'blocked@x.example'))).rejects.toThrow(
      'cut',
    );

    clock.moveOn(-HOUR_MS);
    const second = await create('second@x.example');
    await expect(create('first@x.example')).rejects.toThrow();
    await create('blocked@x.example');
    const { state } = first.result;
    const id = state.status === 'absent' ? '' : state.id;
    const renamed = await app.run(renameUser(callerOf('standard'), id, 'renamed@x.example'));
    expect(renamed.result.revision).toBe(Number(first.result.revision) + 1);
    expect(second.position).toBeGreaterThan(first.position);
    const positions = (await logOf(log())).map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    for (const one of [app, killed]) await one.close();
  });
});
