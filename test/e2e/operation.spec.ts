import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { AdminClient, RollbookNotReadyError, type RollbookOptions } from '#testing';
import { createUser } from '../support/resources.js';
import { createTenant, useFolder, useRollbook } from '../support/rollbook.js';
import { useServers } from '../support/servers.js';

const rollbook = useRollbook();
const folder = useFolder();
const start = useServers();

/** The key on a line of its own, as it is shown for copying. */
const OWNER_KEY = /^ *([A-Za-z0-9_-]{32,})$/m;

/** Starts a server that must not start, and gives what it said. */
async function refusal(options: Partial<RollbookOptions>): Promise<RollbookNotReadyError> {
  try {
    await start({ dataFolder: folder.path, ...options });
  } catch (error) {
    if (error instanceof RollbookNotReadyError) return error;
    throw error;
  }
  throw new Error('it started');
}

describe('health and metrics', () => {
  it.each(['/health/live', '/health/ready'])('%s answers 200 to anybody', async (path) => {
    expect((await fetch(rollbook.server.url + path)).status).toBe(200);
  });

  it('metrics are for Prometheus, and count requests', async () => {
    const { scim } = await rollbook.tenant();
    await createUser(scim, 1);
    const answer = await fetch(`${rollbook.server.url}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await answer.text();
    expect(text).toMatch(/^# TYPE process_cpu_user_seconds_total counter$/m);
    expect(text).toMatch(/^rollbook_\w+.* [1-9]/m);
    expect(text).not.toContain('@example.com');
  });
});

describe('the configuration', () => {
  it.each([
    ['an unknown name', { ROLLBOOK_DATTA: 'secret-value-1' }, 'ROLLBOOK_DATTA'],
    ['a port that is none', { PORT: 'secret-value-1' }, 'PORT'],
    ['a port out of range', { PORT: '70000' }, 'PORT'],
    ['a level that is none', { LOG_LEVEL: 'secret-value-1' }, 'LOG_LEVEL'],
    ['a URL that is none', { ROLLBOOK_PUBLIC_URL: 'secret-value-1' }, 'ROLLBOOK_PUBLIC_URL'],
  ])('with %s is refused by name, without the value', async (_, env, name) => {
    const { exit, output } = await refusal({ env });
    expect(exit.signal).toBeNull();
    expect(exit.code).not.toBe(0);
    expect(output).toContain(name);
    expect(output).not.toContain('secret-value-1');
    expect(output).not.toContain('70000');
  });

  it.each([
    ['an address of another machine', { HOST: '192.0.2.1' }, 'HOST'],
    ['a folder that is a file', { ROLLBOOK_DATA: '/etc/passwd' }, 'ROLLBOOK_DATA'],
    [
      'a database that does not answer',
      { ROLLBOOK_READ_DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/database' },
      'ROLLBOOK_READ_DATABASE_URL',
    ],
  ])('that cannot be used (%s) is named', async (_, env, name) => {
    const { exit, output } = await refusal({ env });
    expect(exit).toEqual({ code: 1, signal: null });
    expect(output).toMatch(new RegExp(`^rollbook: ${name}.* cannot be used: E[A-Z]+$`, 'm'));
    expect(output).not.toContain('secret');
  });

  it('with an owner key that is too short is refused, without showing it', async () => {
    const { exit, output } = await refusal({ ownerKey: 'short-key' });
    expect(exit.code).not.toBe(0);
    expect(output).toContain('ROLLBOOK_OWNER_KEY');
    expect(output).not.toContain('short-key');
  });

  it('refuses a data folder that another process has', async () => {
    await start({ dataFolder: folder.path });
    const { exit, output } = await refusal({});
    expect(exit.code).not.toBe(0);
    expect(output).toMatch(/in use/i);
  });

  it('puts the public URL into what it hands out', async () => {
    const env = { ROLLBOOK_PUBLIC_URL: 'https://scim.example.com/base' };
    const { url, ownerKey } = await start({ dataFolder: folder.path, env });
    const { nodeId, tenantUrl } = await createTenant(new AdminClient(url, ownerKey));
    expect(tenantUrl).toBe(`https://scim.example.com/base/scim/v2/${nodeId}`);
    const metadata = `${url}/.well-known/oauth-authorization-server`;
    for (const found of [metadata, `${metadata}/base`]) {
      expect(await (await fetch(found)).json()).toMatchObject({ issuer: env.ROLLBOOK_PUBLIC_URL });
    }
    expect((await fetch(`${metadata}/other`)).status).toBe(404);
  });
});

describe('the end', () => {
  it('is clean, however soon after the start it is asked for', async () => {
    const server = await start({ dataFolder: folder.path });
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(server.output()).toContain('"event":"stopped"');
  });
});

describe('the owner key', () => {
  it('is not lost with a first start that fails', async () => {
    const dataFolder = join(folder.path, 'port-taken');
    const env = { PORT: new URL(rollbook.server.url).port };
    const { output } = await refusal({ dataFolder, env, ownerKey: false });
    const server = await start({ dataFolder, ownerKey: false });
    await server.stop();
    expect(output + server.output()).toMatch(OWNER_KEY);
  });

  it('is made, shown once and kept as a hash by the first start', async () => {
    const dataFolder = join(folder.path, 'keys');
    const first = await start({ dataFolder, ownerKey: false });
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    const [, key = ''] = OWNER_KEY.exec(first.output()) ?? [];
    expect(first.output().split(key)).toHaveLength(2);

    const second = await start({ dataFolder, ownerKey: false });
    const owner = new AdminClient(second.url, key);
    expect((await owner.send('GET', '/organisations')).status).toBe(200);
    await second.stop();
    expect(second.output()).not.toContain(key);
  });
});
