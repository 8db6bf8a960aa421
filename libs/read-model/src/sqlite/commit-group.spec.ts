import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { CommitGroup } from './commit-group.js';

let connection: Database;
let failures: unknown[];
let commits: number;
let onFailure: () => void;
let group: CommitGroup;

// A constraint that is looked at when the transaction ends makes a commit fail at will.
beforeEach(() => {
  connection = new SqliteDatabase(':memory:');
  connection.pragma('foreign_keys = ON');
  connection.exec(`CREATE TABLE parents (id TEXT PRIMARY KEY);
    CREATE TABLE children (id TEXT REFERENCES parents DEFERRABLE INITIALLY DEFERRED)`);
  failures = [];
  commits = 0;
  onFailure = () => undefined;
  group = new CommitGroup(
    connection,
    () => (commits += 1),
    (error) => {
      failures.push(error);
      onFailure();
    },
  );
});
afterEach(() => {
  connection.close();
});

const write = (sql: string) => {
  group.write(1, () => connection.exec(sql));
};
const children = () => connection.prepare('SELECT id FROM children').pluck().all();

describe('a group of writes', () => {
  it('stays when its commit fails, and is committed when the reason has gone', () => {
    write("INSERT INTO children VALUES ('a')");
    group.commit();
    expect([failures.length, commits]).toEqual([1, 0]);
    expect(children()).toEqual(['a']);

    write("INSERT INTO parents VALUES ('a')");
    group.commit();
    expect([failures.length, commits]).toEqual([1, 1]);
    expect(connection.inTransaction).toBe(false);
    expect(children()).toEqual(['a']);
  });

  it('is committed at once when it has become large', () => {
    group.write(999, () => connection.exec("INSERT INTO parents VALUES ('a')"));
    expect(connection.inTransaction).toBe(true);
    write("INSERT INTO parents VALUES ('b')");
    expect(connection.inTransaction).toBe(false);
  });

  it('is done again when the engine has taken back the whole transaction', () => {
    write("INSERT INTO children VALUES ('a')");
    connection.exec('ROLLBACK');
    write("INSERT INTO parents VALUES ('a')");
    expect(children()).toEqual(['a']);
    group.commit();
    expect(failures).toEqual([]);
    expect(children()).toEqual(['a']);
  });

  it('is there for readers when a commit that failed has taken it back', () => {
    onFailure = () => connection.exec('ROLLBACK');
    write("INSERT INTO children VALUES ('a')");
    group.commit();
    expect(children()).toEqual(['a']);
    expect(connection.inTransaction).toBe(true);
  });

  it('is refused to readers for as long as it cannot be done again', () => {
    const full = new Error('full');
    let isFull = false;
    group.write(1, () => {
      if (isFull) throw full;
      connection.exec("INSERT INTO parents VALUES ('a')");
    });
    isFull = true;
    connection.exec('ROLLBACK');
    const restore = () => {
      group.restore();
    };
    expect(restore).toThrow(full);
    expect(group.commit()).toBe(false);
    expect(failures).toEqual([full, full]);
    isFull = false;
    expect(restore).not.toThrow();
    expect(connection.prepare('SELECT id FROM parents').pluck().all()).toEqual(['a']);
  });

  it('loses nothing to a write that fails half way', () => {
    write("INSERT INTO parents VALUES ('a')");
    expect(() => {
      write("INSERT INTO children VALUES ('b'); INSERT INTO nowhere VALUES (1)");
    }).toThrow('no such table');
    group.commit();
    expect(children()).toEqual([]);
    expect(connection.prepare('SELECT count(*) FROM parents').pluck().get()).toBe(1);
  });
});
