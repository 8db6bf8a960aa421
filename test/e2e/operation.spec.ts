import { describe, expect, it } from '@jest/globals';
import { RollbookNotReadyError, startRollbook } from '#testing';
import { createUser } from '../support/resources.js';
import { useFolder, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
const folder = useFolder();

/** Starts a server that must not start, and gives what it said. */
async function refusal(env: Readonly<Record<string, string>>, ownerKey?: string) {
  try {
    const server = await startRollbook({
      dataFolder: folder.path,
      env,
      ...(ownerKey === undefined ? {} : { ownerKey }),
    });
    await server.kill();
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
    const { exit, output } = await refusal(env);
    expect(exit.signal).toBeNull();
    expect(exit.code).not.toBe(0);
    expect(output).toContain(name);
    expect(output).not.toContain('secret-value-1');
    expect(output).not.toContain('70000');
  });

  it('with an owner key that is too short is refused, without showing it', async () => {
    const { exit, output } = await refusal({}, 'short-key');
    expect(exit.code).not.toBe(0);
    expect(output).toContain('ROLLBOOK_OWNER_KEY');
    expect(output).not.toContain('short-key');
  });

  it('refuses a data folder that another process has', async () => {
    const first = await startRollbook({ dataFolder: folder.path });
    try {
      const { exit, output } = await refusal({});
      expect(exit.code).not.toBe(0);
      expect(output).toMatch(/in use/i);
    } finally {
      await first.stop();
    }
  });

  it('puts the public URL into what it hands out', async () => {
    const env = { ROLLBOOK_PUBLIC_URL: 'https://scim.example.com/base' };
    const server = await startRollbook({ dataFolder: folder.path, env });
    try {
      const headers = {
        authorization: `Bearer ${server.ownerKey}`,
        'content-type': 'application/json',
      };
      const post = async (path: string, body: object) => {
        const url = `${server.url}/admin/v1${path}`;
        const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
        return (await answer.json()) as { id: string; tenantUrl: string };
      };
      const organisation = await post('/organisations', { name: 'Public' });
      const node = await post(`/organisations/${organisation.id}/nodes`, { name: 'Public' });
      const method = { profile: 'keeper', idp: 'okta' };
      const { tenantUrl } = await post(`/nodes/${node.id}/provisioning-method`, method);
      expect(tenantUrl).toBe(`https://scim.example.com/base/scim/v2/${node.id}`);
    } finally {
      await server.stop();
    }
  });
});

describe('the owner key', () => {
  it('is made, shown once and kept as a hash by the first start', async () => {
    const env = { ROLLBOOK_DATA: `${folder.path}/keys` };
    const first = await startRollbook({ dataFolder: folder.path, ownerKey: false, env });
    const key = /[A-Za-z0-9_-]{40,}/.exec(ownerKeyLine(first.output()))?.[0] ?? '';
    const list = (url: string) =>
      fetch(`${url}/admin/v1/organisations`, { headers: { authorization: `Bearer ${key}` } });
    expect((await list(first.url)).status).toBe(200);
    expect(first.output().split(key)).toHaveLength(2);
    await first.stop();

    const second = await startRollbook({ dataFolder: folder.path, ownerKey: false, env });
    expect((await list(second.url)).status).toBe(200);
    expect(second.output()).not.toContain(key);
    await second.stop();
  });

  function ownerKeyLine(output: string): string {
    return output.split('\n').find((line) => /owner.?key/i.test(line)) ?? '';
  }
});
