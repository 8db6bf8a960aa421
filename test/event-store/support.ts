import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from '@jest/globals';
import { type EventStore, START, type StoredEvent } from '#event-store';

/** A new folder for each test of the file, thrown away after it; gives the path of something in it. */
export function useTemporaryFolder(): (name: string) => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollbook-log-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  return (name) => join(folder, name);
}

/** The whole log. */
export async function readLog(store: EventStore): Promise<StoredEvent[]> {
  const log: StoredEvent[] = [];
  for await (const { events, live } of store.tail(START)) {
    log.push(...events);
    if (live) break;
  }
  return log;
}

/** A process that has the log open. */
export interface LogProcess {
  readonly pid: number | undefined;
  readonly lines: AsyncIterator<string>;
  kill(): Promise<void>;
}

/** Starts `log-process.child`; see there what it does and prints. */
export function startLogProcess(file: string, mode: 'hold' | 'append' | 'lose-writer'): LogProcess {
  const script = fileURLToPath(new URL('./log-process.child.js', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [script, file, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  if (child.stdout === null) throw new Error('the child has no output');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid,
    lines,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
