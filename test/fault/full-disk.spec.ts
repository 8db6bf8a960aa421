import { spawnSync } from 'node:child_process';
import { mkdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AdminClient, type ScimAnswer } from '#testing';
import { expectError, expectList } from '../support/expectations.js';
import { runBulk, post, statuses } from '../support/bulk.js';
import { userBody } from '../support/resources.js';
import { createTenant, useFolder } from '../support/rollbook.js';
import { useServers } from '../support/servers.js';

const MIB = 2 ** 20;
/** The read models commit well within it, in milliseconds. */
const COMMIT_WITHIN_MS = 1_000;

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
        await writeFile(ballast, Buffer.alloc(32 * MIB)).catch(() => undefined);
        // Room for some: the last of them are not yet committed to the read models when it is used up.
        await truncate(ballast, (await stat(ballast)).size - MIB);

        const acknowledged = new Set<string | undefined>();
        let ready: Response;
        let answer: ScimAnswer;
        let n = 0;
        // A smaller append, of the refusal for the audit log, may still find room after one that was refused.
        do {
          answer = await scim.post('/Users', userBody(n++));
          if (answer.status === 201) acknowledged.add(answer.body.userName);
          else expectError(answer, 503);
          ready = await fetch(`${server.url}/health/ready`);
        } while (ready.ok && n < 500);
        expectError(answer, 503);
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        expect([ready.status, await ready.json()]).toMatchObject([503, { stopped: ['event-log'] }]);
        expect(statuses(await runBulk(scim, [post('/Users', 'b', userBody(600))]))).toEqual([
          '503',
        ]);

        const listed = async () =>
          new Set(
            expectList(await scim.get('/Users'), acknowledged.size).map(({ userName }) => userName),
          );
        const until = performance.now() + 2 * COMMIT_WITHIN_MS;
        while (
          performance.now() < until &&
          !server.output().includes('read-models-not-committed')
        ) {
          expect(await listed()).toEqual(acknowledged);
        }
        expect(await listed()).toEqual(acknowledged);

        await rm(ballast);
        acknowledged.add((await scim.post('/Users', userBody(700))).body.userName);
        expect(await listed()).toEqual(acknowledged);
        expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
        await server.stop();
      } finally {
        spawnSync('umount', ['-l', disk]);
      }
    },
  );
});
