import { describe, expect, it } from '@jest/globals';
import { MethodActivity, openSqliteReadDatabase } from '#read-model';
import { useTemporaryFolder } from '../event-store/support.js';

const path = useTemporaryFolder();

describe('the note of an IdP’s last call', () => {
  it('refuses nobody when the disk is full', async () => {
    const database = await openSqliteReadDatabase(path('read-models.sqlite'));
    await database.get('PRAGMA max_page_count = 1');
    const activity = new MethodActivity(database, { now: () => new Date(0) });
    const rows = async () =>
      (await database.get<{ n: number }>('SELECT count(*) AS n FROM method_activity'))?.n;
    for (let n = 0; n < 20; n++) await activity.note(`${n}`.padEnd(2_000, 'x'));
    expect(await rows()).toBeLessThan(20);
    await database.close();
  });
});
