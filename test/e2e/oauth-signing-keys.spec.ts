import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AdminClient, OAuthTokenClient, ScimClient } from '#testing';
import { decodeProtectedHeader } from 'jose';
import { createTenant, useFolder } from '../support/rollbook.js';
import { useServers } from '../support/servers.js';

describe('signing keys', () => {
  const start = useServers();
  const folder = useFolder();

  it('are made at the first start for their owner alone, and replaced without a gap', async () => {
    const file = join(folder.path, 'oauth-signing-keys');
    const first = await start({ dataFolder: folder.path });
    const env = { ROLLBOOK_PUBLIC_URL: first.url };
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const key = readFileSync(file, 'utf8').trim();
    expect(key).toMatch(/^[\w-]{43}$/);
    const admin = new AdminClient(first.url, first.ownerKey);
    const { nodeId } = await createTenant(admin);
    const { clientId, clientSecret } = await admin.registerOAuthClient(nodeId);
    const ask = async (url: string) => {
      const answer = await new OAuthTokenClient(
        `${url}/oauth/token`,
        clientId,
        clientSecret,
      ).post();
      return answer.body.access_token!;
    };
    const call = async (url: string, token: string) =>
      (await new ScimClient(`${url}/scim/v2/${nodeId}`, token).get('/Users')).status;
    const old = await ask(first.url);
    expect(await call(first.url, old)).toBe(200);
    expect(first.output()).not.toContain(key);
    await first.stop();

    writeFileSync(file, `${'n'.repeat(43)}\n${key}\n`);
    const second = await start({ dataFolder: folder.path, env });
    const young = await ask(second.url);
    expect(decodeProtectedHeader(young).kid).not.toBe(decodeProtectedHeader(old).kid);
    expect([await call(second.url, old), await call(second.url, young)]).toEqual([200, 200]);
    await second.stop();

    const keys = { ROLLBOOK_OAUTH_SIGNING_KEYS: `${'m'.repeat(32)},${'n'.repeat(43)}` };
    const third = await start({ dataFolder: folder.path, env: { ...env, ...keys } });
    expect([await call(third.url, old), await call(third.url, young)]).toEqual([401, 200]);
    await third.stop();
  });

  it('that are none keep the server from starting, and are not shown', async () => {
    writeFileSync(join(folder.path, 'oauth-signing-keys'), 'too-short\n');
    const failed = await start({ dataFolder: folder.path }).catch((error: unknown) => error);
    expect(String(failed)).toMatch(/oauth-signing-keys/);
    expect(String(failed)).not.toContain('too-short');
  });
});
