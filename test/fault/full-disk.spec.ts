import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AdminClient, type ScimAnswer } from '#testing';
import { expectError, expectList } from '../support/expectations.js';
import { runBulk, post, statuses } from '../support/bulk.js';
import { userBody } from '../support/resources.js';
import { createTenant, useFolder } from '../support/rollbook.js';
import { useServers } from '../support/servers.js';

const folder = useFolder();
const start = useServers();

describe('a full disk', () => {
  // Only who may mount can have a disk that is really full.
  const mayMount = spawnSync('unshare', ['--mount', 'true']).status === 0;
  (mayMount ? it : it.skip)(
    'is told to clients and to readiness, and is over with it',
    async () => {
      const disk = join(folder.path, 'small');
      const ballast = join(disk, 'ballast');
      await mkdir(disk);
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]);
      try {
        const server = await start({ dataFolder: disk });
        const { scim } = await createTenant(new AdminClient(server.url, server.ownerKey));
        await writeFile(ballast, Buffer.alloc(32 * 1024 * 1024)).catch(() => undefined);

        const acknowledged = new Set<string | undefined>();
        let answer: ScimAnswer;
        let n = 0;
        do {
          answer = await scim.post('/Users', userBody(n++));
          if (answer.status === 201) acknowledged.add(answer.body.userName);
        } while (answer.status === 201 && n < 500);
        expectError(answer, 503);
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        const ready = await fetch(`${server.url}/health/ready`);
        expect([ready.status, await ready.json()]).toMatchObject([503, { stopped: ['event-log'] }]);
        expect(statuses(await runBulk(scim, [post('/Users', 'b', userBody(600))]))).toEqual([
          '503',
        ]);

        await rm(ballast);
        acknowledged.add((await scim.post('/Users', userBody(700))).body.userName);
        const users = expectList(await scim.get('/Users'), acknowledged.size);
        expect(new Set(users.map(({ userName }) => userName))).toEqual(acknowledged);
        expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
        await server.stop();
      } finally {
        spawnSync('umount', ['-l', disk]);
      }
    },
  );
});
