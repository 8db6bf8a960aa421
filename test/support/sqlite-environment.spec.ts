import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from '@jest/globals';
import Database from 'better-sqlite3';

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  gc();
}

/** In a function of its own, so that no register holds on to a statement. */
function letGo(db: Database.Database): WeakRef<object>[] {
  const rows = db.prepare('SELECT 1').iterate();
  rows.return?.();
  return [new WeakRef(db.prepare('SELECT 2')), new WeakRef(rows)];
}

it('keeps the objects of the driver from the garbage collector, which aborts on them in Node 24.19', async () => {
  const db = new Database(':memory:');
  const references = letGo(db);

  // A WeakRef holds what it points at until the end of the turn that made it.
  await new Promise(setImmediate);
  collectGarbage();

  expect(references.map((reference) => reference.deref())).not.toContain(undefined);
  db.close();
});
