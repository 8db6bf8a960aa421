import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inPortions, type Page, pageOf } from './portions.js';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const readFrom =
  (rows: readonly number[], first = 0) =>
  (count: number, last: number | undefined) => {
    const from = last === undefined ? first : last + 1;
    return Promise.resolve(rows.slice(from, from + count));
  };

describe('rows read in portions', () => {
  it('are all of them, or as many as asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(400), fc.nat(400), async (count, limit) => {
        const rows = numbers(count);
        expect(await inPortions(limit, readFrom(rows))).toEqual(rows.slice(0, limit));
      }),
    );
  });

  it('let others be served where they take long', async () => {
    let turns = 0;
    const slowly = async (count: number, last = -1) => {
      const end = performance.now() + count;
      while (performance.now() < end);
      return numbers(count).map((n) => last + 1 + n);
    };
    const others = setInterval(() => (turns += 1), 0);
    expect(await inPortions(60, slowly)).toEqual(numbers(60));
    clearInterval(others);
    expect(turns).toBeGreaterThan(2);
  });
});

describe('pages for administrators', () => {
  it('are shorter where their rows hold much, and pass over none', async () => {
    const rows = numbers(200);
    const pages: Page<number>[] = [];
    for (let from = 0; pages.at(-1)?.isLast !== true; from = (pages.at(-1)!.rows.at(-1) ?? 0) + 1) {
      pages.push(await pageOf(1_000, readFrom(rows, from), () => 50_000));
    }
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flatMap((page) => page.rows)).toEqual(rows);
  });

  it('are the last ones where nothing comes behind', async () => {
    const page = (count: number, limit: number) => pageOf(limit, readFrom(numbers(count)), () => 1);
    expect(await page(3, 5)).toEqual({ rows: [0, 1, 2], isLast: true });
    expect(await page(7, 5)).toEqual({ rows: [0, 1, 2, 3, 4], isLast: false });
  });
});
