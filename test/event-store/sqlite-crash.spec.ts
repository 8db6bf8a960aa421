import { copyFile, open, stat, truncate } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '#event-store';
import { openSqliteEventStore } from '#event-store/sqlite';
import { event, pairOfAppends } from './events.js';
import { readLog, startLogProcess, useTemporaryFolder } from './support.js';

const path = useTemporaryFolder();

describe('a process killed in the middle of appends', () => {
  it('loses nothing that was acknowledged, and what was not can be sent again', async () => {
    const file = path('events.db');
    const tried = new Set<string>();
    const done = new Set<string>();

    for (const killAfter of [1, 40, 400, 7, 150]) {
      const child = startLogProcess(file, 'append');
      const first = (await child.lines.next()).value as unknown;
      expect(first).toBe('open');
      let killed: Promise<void> | undefined;
      let dones = 0;
      for (
        let line = await child.lines.next();
        line.done !== true;
        line = await child.lines.next()
      ) {
        const [word, caller, number] = line.value.split(' ');
        const append = `${child.pid} ${caller} ${number}`;
        if (word === 'try') tried.add(append);
        if (word === 'done') done.add(append);
        if (word === 'done' && ++dones === killAfter) killed = child.kill();
      }
      await killed;
    }

    const store = await openSqliteEventStore({ file });
    expectWhole(await readLog(store), done);
    for (const append of tried) await store.appendAll?.(pairOf(append));
    expectWhole(await readLog(store), tried);
    expect(await readLog(store)).toHaveLength(tried.size * 4);
    await store.close();
  });
});

describe('a write-ahead log with a torn end', () => {
  it.each([1, 24, 2_000, 4_096, 4_120, 30_000])(
    'cut by %i bytes loses only its end',
    async (cut) => {
      const { copy, ids } = await copyOfOpenLog();
      const { size } = await stat(`${copy}-wal`);
      await truncate(`${copy}-wal`, size - cut);
      await expectPrefix(copy, ids);
    },
  );

  it.each([10, 3_000, 20_000])(
    'damaged %i bytes before its end loses only what follows',
    async (before) => {
      const { copy, ids } = await copyOfOpenLog();
      const { size } = await stat(`${copy}-wal`);
      const wal = await open(`${copy}-wal`, 'r+');
      await wal.write(Buffer.alloc(8, 0xa5), 0, 8, size - before);
      await wal.close();
      await expectPrefix(copy, ids);
    },
  );

  /** A log as a crash of the machine would leave it: 30 appends in the write-ahead log, none moved on. */
  async function copyOfOpenLog(): Promise<{ copy: string; ids: string[] }> {
    const [file, copy] = [path('events.db'), path('copy.db')];
    const store = await openSqliteEventStore({ file });
    for (let number = 0; number < 30; number++) {
      await store.append('user-1', [event(`id-${number}`, 'x'.repeat(500))], 'any');
    }
    const ids = (await readLog(store)).map(({ id }) => id);
    await copyFile(file, copy);
    await copyFile(`${file}-wal`, `${copy}-wal`);
    await store.close();
    return { copy, ids };
  }

  async function expectPrefix(copy: string, ids: readonly string[]): Promise<void> {
    const store = await openSqliteEventStore({ file: copy });
    const log = await readLog(store);
    expect(log.length).toBeGreaterThan(0);
    expect(log.length).toBeLessThan(ids.length);
    expect(log.map(({ id }) => id)).toEqual(ids.slice(0, log.length));
    for (const [number, id] of ids.entries()) {
      const { revision } = await store.append('user-1', [event(id)], 'any');
      expect(revision).toBe(number);
    }
    await store.close();
  }
});

function pairOf(append: string): ReturnType<typeof pairOfAppends> {
  const [run = 0, caller = 0, number = 0] = append.split(' ').map(Number);
  return pairOfAppends(run, caller, number);
}

/** Each of the appends is in the log once and whole, and no stream has a gap. */
function expectWhole(log: readonly StoredEvent[], appends: ReadonlySet<string>): void {
  const ids = new Set(log.map(({ id }) => id));
  expect(ids.size).toBe(log.length);
  const missing = [...appends]
    .flatMap(pairOf)
    .flatMap(({ events }) => events.filter(({ id }) => !ids.has(id)));
  expect(missing).toEqual([]);

  const lengths = new Map<string, number>();
  for (const { stream, revision } of log) {
    expect(revision).toBe(lengths.get(stream) ?? 0);
    lengths.set(stream, revision + 1);
  }
  for (const [stream, length] of lengths) {
    expect(lengths.get(stream.replace('left-', 'right-'))).toBe(length);
  }
  expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
}
