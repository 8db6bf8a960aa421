import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RollbookOptions {
  readonly dataFolder: string;
  /** The API when absent. */
  readonly app?: 'api' | 'projector';
  /** The owner's API key; one of its own for each start when absent; false leaves it to the server. */
  readonly ownerKey?: string | false;
  /** More of the environment. The parent's own is not handed down: a test must not depend on it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Hears of each line of its standard output, also of those ahead of its being ready, and which process wrote it. */
  readonly onLine?: (line: string, pid: number) => void;
}

/** A running server, seen from outside. */
export interface RollbookProcess {
  readonly url: string;
  /** Empty when it was left to the server. */
  readonly ownerKey: string;
  readonly pid: number;
  /** What it has written so far, to both of its streams. */
  output(): string;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<Exit>;
  /** Asks it to end (SIGTERM) and waits until it has. */
  stop(): Promise<Exit>;
  /** Ends it at once (SIGKILL), as a crash does. */
  kill(): Promise<Exit>;
}

/** The server ended, or fell silent, before it was ready. */
export class RollbookNotReadyError extends Error {
  override readonly name = 'RollbookNotReadyError';
  constructor(
    readonly exit: Exit,
    readonly output: string,
  ) {
    super(`Rollbook was not ready: code ${exit.code}, signal ${exit.signal}\n${output}`);
  }
}

const mainOf = (app: 'api' | 'projector') =>
  fileURLToPath(new URL(`../../../apps/${app}/src/main.js`, import.meta.url));
const READY_WITHIN_MS = 20_000;

/**
 * Starts the compiled server on a free port and waits until it says that it is ready.
 *
 * @throws {RollbookNotReadyError} when it ends before that, or takes too long; it is not running then.
 */
export async function startRollbook(options: RollbookOptions): Promise<RollbookProcess> {
  const ownerKey = options.ownerKey ?? randomBytes(32).toString('base64url');
  const child = spawn(process.execPath, [mainOf(options.app ?? 'api')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A Ctrl-C goes to the whole group; whoever started the server decides when it ends.
    detached: true,
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      ROLLBOOK_DATA: options.dataFolder,
      ...(ownerKey === false ? {} : { ROLLBOOK_OWNER_KEY: ownerKey }),
      LOG_LEVEL: 'info',
      ...options.env,
    },
  });
  // A server must not outlive whoever started it.
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);

  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      process.off('exit', killChild);
      resolve({ code, signal });
    });
  });
  const ready = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      output += `${line}\n`;
      options.onLine?.(line, child.pid ?? 0);
      const url = urlOfReadyLine(line);
      if (url !== undefined) resolve(url);
    });
  });

  const patience = setTimeout(killChild, READY_WITHIN_MS);
  const first = await Promise.race([ready, ended]);
  clearTimeout(patience);
  if (typeof first !== 'string') throw new RollbookNotReadyError(first, output);

  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return {
    url: first,
    ownerKey: ownerKey === false ? '' : ownerKey,
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

function urlOfReadyLine(line: string): string | undefined {
  if (!line.includes('"event":"ready"')) return undefined;
  const { url } = JSON.parse(line) as { url?: unknown };
  return typeof url === 'string' ? url : undefined;
}
