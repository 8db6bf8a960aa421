import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Lane } from './lane.js';

/** What a client's write queue holds is rejected outside of any promise when the connection is lost. */
describe('a lane, lest the client queue an append', () => {
  const enterMany = (lane: Lane, count: number, bytes: number) => {
    const outcomes: boolean[] = [];
    for (let n = 0; n < count; n++) void lane.enter(bytes).then((open) => outcomes.push(open));
    return outcomes;
  };

  it('lets in no more of one turn than the stream takes unsent, and the others in later turns', async () => {
    const lane = new Lane();
    const entered = enterMany(lane, 100, 100);
    await Promise.resolve();
    expect(entered).toHaveLength(15);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(entered).toHaveLength(64);
    lane.leave(100);
    await setImmediate();
    expect(entered).toHaveLength(65);
  });

  it('lets in large ones only as far as the server takes them without having read', async () => {
    const lane = new Lane();
    const entered = enterMany(lane, 100, 20_000);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(entered).toHaveLength(15);
  });

  it('turns away who waits when its connection is given up, and who comes after', async () => {
    const lane = new Lane();
    const entered = enterMany(lane, 20, 20_000);
    await setImmediate();
    lane.close();
    await setImmediate();
    expect(entered.filter((open) => !open)).toHaveLength(5);
    expect(await lane.enter(1)).toBe(false);
  });
});
