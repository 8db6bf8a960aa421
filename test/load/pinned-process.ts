import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** The load generator has one core for itself, the servers share the other: only one is measured at a time. */
const generatorCore = '0';
const serverCore = '1';

/** Read models of a million users are made anew in some minutes. */
const startsWithinMs = 1_200_000;
const stopsWithinMs = 20_000;
/** What is set for Rollbook where the load is started from must not change what is measured. */
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('ROLLBOOK_')),
);
const canPin = spawnSync('taskset', ['-c', serverCore, 'true']).status === 0;

/** Pins this process, and tells whether that (and so the pinning of the servers) was possible. */
export function pinGenerator(): boolean {
  if (!canPin) return false;
  return spawnSync('taskset', ['-a', '-c', '-p', generatorCore, `${process.pid}`]).status === 0;
}

/** A server in a process of its own, on the servers' core. */
export class PinnedProcess {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  /**
   * Starts a compiled module (a path relative to this folder) on a free port, and waits until it says it is ready.
   *
   * @throws when it ends, or is not ready within a minute
   */
  static async start(module: string, environment: Record<string, string>): Promise<PinnedProcess> {
    const port = await freePort();
    const file = fileURLToPath(new URL(module, import.meta.url));
    const command = [...(canPin ? ['taskset', '-c', serverCore] : []), process.execPath, file];
    const child = spawn(command[0] ?? process.execPath, command.slice(1), {
      env: { ...inherited, ...environment, PORT: `${port}`, HOST: '127.0.0.1' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    process.once('exit', () => child.kill('SIGKILL'));
    const started = new PinnedProcess(port, child);
    await started.ready(file);
    return started;
  }

  /** Processor time used so far, all threads, in seconds. */
  processorSeconds(): number {
    // The name of the program, in brackets, may hold blanks; utime and stime are fields 14 and 15 of proc_pid_stat(5).
    const fields = this.proc('stat').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Resident memory now, and at its highest, in MiB. */
  memory(): { now: number; peak: number } {
    const status = this.proc('status');
    const mebibytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
    return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') };
  }

  /** Stops it in its tracks, and lets it go on: while something else is measured it must not work. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** Ends it and waits for the end. @throws when it does not end */
  async stop(): Promise<void> {
    if (this.ended()) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit', { signal: AbortSignal.timeout(stopsWithinMs) });
  }

  private ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async ready(file: string): Promise<void> {
    const deadline = performance.now() + startsWithinMs;
    while (performance.now() < deadline) {
      if (this.ended()) throw new Error(`${file} ended before it was ready`);
      const answer = await fetch(`http://127.0.0.1:${this.port}/health/ready`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.stop();
    throw new Error(`${file} is not ready`);
  }

  private proc(name: string): string {
    return readFileSync(`/proc/${this.child.pid}/${name}`, 'utf8');
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
