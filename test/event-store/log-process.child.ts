/**
 * A process of its own that has the log open: `log-process.child.js <file> <mode>`.
 * It prints `open`, or `refused <error>: <message>`. Then it
 * - `hold`: keeps the log open
 * - `append`: appends to two streams at once from 16 callers without end, and prints `try <caller> <number>` before
 *   and `done <caller> <number>` after each
 * - `lose-writer`: ends the writer's thread under an append, and prints `<error>: <message>` for it and for a later one
 */
import { writeSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import type { EventStore } from '#event-store';
import { openSqliteEventStore } from '#event-store/sqlite';
import { pairOfAppends } from './events.js';

const [, , file = '', mode] = process.argv;
const writers: Worker[] = [];
process.on('worker', (worker) => writers.push(worker));

// Synchronous, so that a line that was printed is out when the process is killed.
const print = (line: string): number => writeSync(1, `${line}\n`);

async function appendForEver(store: EventStore, caller: number): Promise<void> {
  for (let number = 0; ; number++) {
    print(`try ${caller} ${number}`);
    await store.appendAll?.(pairOfAppends(process.pid, caller, number));
    print(`done ${caller} ${number}`);
  }
}

async function tryAppend(store: EventStore, number: number): Promise<string> {
  try {
    await store.appendAll?.(pairOfAppends(process.pid, 0, number));
    return 'written';
  } catch (error) {
    return String(error);
  }
}

try {
  const store = await openSqliteEventStore({ file });
  print('open');
  if (mode === 'hold') setInterval(() => undefined, 60_000);
  if (mode === 'append') {
    for (let caller = 0; caller < 16; caller++) void appendForEver(store, caller);
  }
  if (mode === 'lose-writer') {
    print(await tryAppend(store, 0));
    const underWay = tryAppend(store, 1);
    await writers[0]?.terminate();
    print(await underWay);
    print(await tryAppend(store, 2));
    await store.close();
    print('closed');
  }
} catch (error) {
  print(`refused ${String(error)}`);
}
