import { expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inTurns, mapInTurns, ownTurn, PORTION, turnLasted } from './turns.js';

/** Counts the turns of the event loop for as long as something goes on. */
async function turnsOf(body: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  const over = new AbortController();
  const counting = (async () => {
    for (; !over.signal.aborted; turns++) await nextTurn();
  })();
  await body();
  const counted = turns;
  over.abort();
  await counting;
  return counted;
}

async function portionsOf(items: readonly number[]): Promise<(readonly number[])[]> {
  const portions: (readonly number[])[] = [];
  for await (const portion of inTurns(items, 2)) portions.push(portion);
  return portions;
}

it('a list is given in portions, each but the first in a turn of its own', async () => {
  let portions: (readonly number[])[] = [];
  const turns = await turnsOf(async () => (portions = await portionsOf([1, 2, 3, 4, 5])));
  expect(portions).toEqual([[1, 2], [3, 4], [5]]);
  expect(turns).toBeGreaterThanOrEqual(2);
});

it.each([[[]], [[1]], [[1, 2]]])('%j is given at once', async (items) => {
  expect(await turnsOf(() => portionsOf(items))).toBe(0);
});

it.each([0, 1, PORTION, PORTION + 1, 3 * PORTION])(
  'a list of %i is made something of in turns, one for each portion but the first',
  async (count) => {
    const items = Array.from({ length: count }, (_, n) => n);
    let portions: (readonly number[])[] = [];
    const turns = await turnsOf(async () => (portions = await mapInTurns(items, (some) => some)));
    expect(portions.flat()).toEqual(items);
    expect(portions).toHaveLength(Math.ceil(count / PORTION));
    if (portions.length <= 1) expect(turns).toBe(0);
    else expect(turns).toBeGreaterThanOrEqual(portions.length - 1);
  },
);

it('nobody shares her turn', async () => {
  expect(
    await turnsOf(() => Promise.all([ownTurn(), ownTurn(), ownTurn()])),
  ).toBeGreaterThanOrEqual(3);
});

it('everybody is told how long the turn has lasted, and each turn begins anew', async () => {
  await nextTurn();
  expect(turnLasted()).toBe(0);
  const until = performance.now() + 20;
  while (performance.now() < until);
  expect(turnLasted()).toBeGreaterThanOrEqual(20);
  await ownTurn();
  expect(turnLasted()).toBeLessThan(20);
});
