import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CheckpointMovedError,
  isEngineError,
  openSqliteReadDatabase,
  OrganisationRow,
  type ReadDatabase,
} from '#read-model';
import SqliteDatabase from 'better-sqlite3';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollbook-commits-'));
  file = join(folder, 'read-models.sqlite');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const organisation = (id: string, name = 'Acme') => ({
  table: OrganisationRow,
  removals: [],
  rows: [{ key: [id], before: undefined, after: { id, name, createdAt: '2026-03-02' } }],
});

const namesIn = async (database: ReadDatabase): Promise<string[]> =>
  (await database.all<{ id: string }>('SELECT id FROM organisations ORDER BY id')).map(
    ({ id }) => id,
  );

/** What somebody finds who opens the file now, as after a crash. */
function committed(): unknown[] {
  const other = new SqliteDatabase(file, { readonly: true });
  const ids = other.prepare('SELECT id FROM organisations ORDER BY id').pluck().all();
  other.close();
  return ids;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

describe('writes to the embedded read database', () => {
  it('are seen at once, and committed soon by themselves', async () => {
    const database = await openSqliteReadDatabase(file);
    await database.write([organisation('a')]);
    await database.write([organisation('b')]);
    expect(await namesIn(database)).toEqual(['a', 'b']);
    expect(committed()).toEqual([]);
    await until(() => committed().length === 2);
    await database.close();
  });

  it('are committed when it is closed', async () => {
    const database = await openSqliteReadDatabase(file);
    await database.write([organisation('a')]);
    await database.close();
    expect(committed()).toEqual(['a']);
  });

  it('leave the others of their group alone when they are refused', async () => {
    const database = await openSqliteReadDatabase(file);
    const move = { name: 'p', version: 1, from: undefined, to: 1, kinds: [] };
    await database.write([organisation('a')], move);
    await expect(database.write([organisation('b')], move)).rejects.toThrow(CheckpointMovedError);
    await database.write([organisation('c')]);
    expect(await namesIn(database)).toEqual(['a', 'c']);
    await database.close();
    expect(committed()).toEqual(['a', 'c']);
  });

  it('that a full disk takes back are there again when there is room', async () => {
    const failures: unknown[] = [];
    const database = await openSqliteReadDatabase(file, (error) => failures.push(error));
    await database.write([organisation('a')]);
    const [{ page_count: pages }] =
      await database.dataSource.query<[{ page_count: number }]>('PRAGMA page_count');
    await database.dataSource.query(`PRAGMA max_page_count = ${pages}`);
    const refusal = await database.write([organisation('b', 'x'.repeat(100_000))]).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(isEngineError(refusal)).toBe(true);

    await database.dataSource.query('PRAGMA max_page_count = 1000000');
    await database.write([organisation('c')]);
    expect(await namesIn(database)).toEqual(['a', 'c']);
    await database.close();
    expect(committed()).toEqual(['a', 'c']);
    expect(failures).toEqual([]);
  });
});

const MIB = 2 ** 20;

describe('the write-ahead log of the embedded read database', () => {
  it('begins anew while it is being written to, and somebody reads', async () => {
    const database = await openSqliteReadDatabase(file);
    let [round, size, ungrown] = [0, 0, 0];
    // How soon depends on the disk. As long as it does not begin anew, each round makes it larger.
    const end = performance.now() + 60_000;
    for (; ungrown < 4 && performance.now() < end; round += 1) {
      const rows = Array.from({ length: 4 }, (_, index) =>
        organisation(`${round}-${index}`, 'x'.repeat(MIB)),
      );
      await Promise.all([
        ...rows.map((row) => database.write([row])),
        database.search('SELECT length(name) FROM organisations'),
      ]);
      const before = size;
      ({ size } = statSync(`${file}-wal`));
      ungrown = size > before ? 0 : ungrown + 1;
    }
    expect(ungrown).toBe(4);
    expect(await namesIn(database)).toHaveLength(round * 4);
    await database.close();
    expect(committed()).toHaveLength(round * 4);
  }, 120_000);
});

const SEARCH = 'SELECT id FROM organisations ORDER BY id';

describe('a search in the embedded read database', () => {
  it('sees what has been written before it, and commits it', async () => {
    const database = await openSqliteReadDatabase(file);
    await database.write([organisation('a')]);
    expect(await database.search(SEARCH)).toEqual([{ id: 'a' }]);
    expect(committed()).toEqual(['a']);
    await database.write([organisation('b')]);
    expect(await database.search(`${SEARCH} DESC LIMIT ?`, 1)).toEqual([{ id: 'b' }]);
    await database.close();
  });

  it('sees it also while it cannot be committed', async () => {
    const failures: unknown[] = [];
    const database = await openSqliteReadDatabase(file, (error) => failures.push(error));
    await database.run('CREATE TEMP TABLE parent (id TEXT PRIMARY KEY)');
    await database.run(
      'CREATE TEMP TABLE child (id TEXT REFERENCES parent DEFERRABLE INITIALLY DEFERRED)',
    );
    await database.write([organisation('a')]);
    await database.run(`INSERT INTO child VALUES ('without a parent')`);
    expect(await database.search(SEARCH)).toEqual([{ id: 'a' }]);
    expect([failures.length, committed()]).toEqual([1, []]);
    await database.run('DELETE FROM child');
    await database.close();
    expect(committed()).toEqual(['a']);
  });

  it('tells what was wrong with it, and the next one is answered', async () => {
    const database = await openSqliteReadDatabase(file);
    const wrong = database.search('SELECT nothing FROM nowhere');
    const incomplete = database.search(`${SEARCH} LIMIT ?`);
    const right = database.search(SEARCH);
    await expect(wrong).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
    await expect(incomplete).rejects.toThrow('parameter');
    expect(await right).toEqual([]);
    await database.close();
  });
});
