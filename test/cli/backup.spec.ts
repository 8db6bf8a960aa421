import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { ScimClient } from '#testing';
import { openSqliteEventStore } from '#event-store/sqlite';
import { event } from '../event-store/events.js';
import { readLog, useTemporaryFolder } from '../event-store/support.js';
import { useRestartable } from '../fault/restartable.js';
import { expectStatus } from '../support/expectations.js';
import { userBody } from '../support/resources.js';
import { createTenant } from '../support/rollbook.js';
import { rollbook } from './rollbook.js';

const path = useTemporaryFolder();

describe('rollbook backup under load', () => {
  const CLIENTS = 8;
  const server = useRestartable();

  /** Creates users until the server is gone, and notes each that was acknowledged. */
  async function createUsers(scim: ScimClient, client: number, acknowledged: string[]) {
    for (let n = 0; ; n += 1) {
      const userName = `user-${client}-${n}`;
      const answer = await scim.post('/Users', userBody(0, { userName })).catch(() => undefined);
      if (answer === undefined) return;
      expectStatus(answer, 201);
      acknowledged.push(answer.body.id ?? '');
    }
  }

  it('holds all that was acknowledged before, and can be started from', async () => {
    const tenant = await createTenant(server.admin, { profile: 'standard' });
    const acknowledged: string[] = [];
    const load = Promise.all(
      Array.from({ length: CLIENTS }, (_, client) =>
        createUsers(server.scim(tenant), client, acknowledged),
      ),
    );
    const copies: { name: string; before: number }[] = [];
    for (const name of ['first', 'second', 'third']) {
      const before = acknowledged.length;
      const { code, stderr } = await rollbook(['backup', path(name)], {
        ROLLBOOK_DATA: server.dataFolder,
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      // The load went on: the copy was made in the middle of it.
      expect(acknowledged.length).toBeGreaterThan(before);
      copies.push({ name, before });
    }
    await server.server.kill();
    await load;
    const store = await openSqliteEventStore({ file: `${server.dataFolder}/events.sqlite` });
    const whole = await readLog(store);
    await store.close();

    for (const { name, before } of copies) {
      expect(await readdir(path(name))).toEqual(['events.sqlite']);
      await restore(path(name), path(`${name}-check`));
      const copy = await openSqliteEventStore({ file: path(`${name}-check/events.sqlite`) });
      const events = await readLog(copy);
      await copy.close();
      expect(events).toEqual(whole.slice(0, events.length));
      const users = new Set(events.map(({ stream }) => stream));
      const missing = acknowledged.slice(0, before).filter((id) => !users.has(`user-${id}`));
      expect(missing).toEqual([]);
    }

    // As docs/operations.md says it: an empty folder with the copy in it, and a start.
    await restore(path('third'), path('restored'));
    await server.start(path('restored'));
    const scim = server.scim(tenant);
    const { before } = copies.at(-1)!;
    for (const id of acknowledged.slice(0, before)) {
      expectStatus(await scim.get(`/Users/${id}`), 200);
    }
    expectStatus(await scim.post('/Users', userBody(0, { userName: 'after-the-restore' })), 201);
  });
});

async function restore(backup: string, folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  await copyFile(`${backup}/events.sqlite`, `${folder}/events.sqlite`);
}

describe('rollbook backup', () => {
  async function log(name: string, events: number): Promise<void> {
    await mkdir(path(name));
    const store = await openSqliteEventStore({ file: path(`${name}/events.sqlite`) });
    for (let n = 0; n < events; n += 1) await store.append('user-1', [event(`${n}`)], 'any');
    await store.close();
  }

  const backUp = () => rollbook(['backup', path('backup')], { ROLLBOOK_DATA: path('data') });

  it('says what it copied, for its owner alone, while no server runs', async () => {
    await log('data', 5);
    expect(await backUp()).toEqual({
      code: 0,
      stdout: `${path('backup/events.sqlite')}: every event up to position 5, checked\n`,
      stderr: '',
    });
    expect((await stat(path('backup/events.sqlite'))).mode & 0o777).toBe(0o600);
    expect((await stat(path('backup'))).mode & 0o777).toBe(0o700);
  });

  it('leaves an earlier backup as it is', async () => {
    await log('data', 5);
    await backUp();
    const { mtimeMs } = await stat(path('backup/events.sqlite'));
    const again = await backUp();
    expect(again.code).toBe(1);
    expect(again.stderr).toBe(`rollbook: ${path('backup/events.sqlite')} is there already\n`);
    expect((await stat(path('backup/events.sqlite'))).mtimeMs).toBe(mtimeMs);
  });

  it.each([
    ['no log', undefined],
    ['an empty file', ''],
    ['something else', 'not a database, though long enough to be taken for one'.repeat(20)],
  ])('refuses %s, and leaves nothing behind', async (_, content) => {
    await mkdir(path('data'));
    if (content !== undefined) await writeFile(path('data/events.sqlite'), content);
    const { code, stdout, stderr } = await backUp();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`rollbook: ${path('data/events.sqlite')} cannot be read as an event log\n`);
    expect(await readdir(path('backup'))).toEqual([]);
    expect(await readdir(path('data'))).toEqual(content === undefined ? [] : ['events.sqlite']);
  });
});
