import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  AccessQueries,
  AuditRetention,
  DirectoryQueries,
  type ReadDatabase,
  ResourceLists,
  type ResourceRows,
  TeamQueries,
  UserQueries,
} from '#read-model';
import { GROUP, parseFilter, USER } from '#scim';
import { histories } from './histories.js';
import { logIn, project, useDatabases } from './support.js';

const open = useDatabases();
let database: ReadDatabase;

beforeEach(async () => {
  database = await open();
  const [history] = fc.sample(histories, { seed: 3, numRuns: 1 });
  await project(database, logIn(history?.events ?? []));
});

type Asked = [sql: string, ...values: (string | number | null)[]];

/** How SQLite would go about every statement that the body runs, a line for each table it looks into. */
async function plansOf(body: () => unknown): Promise<string[]> {
  const statements: Asked[] = [];
  const spies = (['get', 'all', 'search', 'run'] as const).map((method) => {
    const original = database[method].bind(database) as (...asked: Asked) => never;
    return jest.spyOn(database, method).mockImplementation((...asked: Asked) => {
      statements.push(asked);
      return original(...asked);
    });
  });
  await body();
  for (const spy of spies) spy.mockRestore();
  expect(statements).not.toEqual([]);
  const plans = statements.map(([sql, ...values]) =>
    database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values),
  );
  return (await Promise.all(plans)).flatMap((plan) =>
    plan
      .map(({ detail }) => detail)
      .filter((detail) => /^(SEARCH|SCAN|USE TEMP)/.test(detail))
      // Whether the index alone tells what is wanted is no matter.
      .map((detail) => detail.replace('COVERING ', '')),
  );
}

type Source = () => { readonly rows: ResourceRows };

const matching = (source: Source, type: typeof USER, filter: string) => () =>
  new ResourceLists().page(
    {
      nodeId: 'n-keeper',
      baseUrl: '',
      parts: [{ rows: source().rows, filter: parseFilter(filter, type) }],
    },
    { kind: 'index', offset: 0, limit: 100 },
  );

const directory = () => new DirectoryQueries(database);
const users = () => new UserQueries(database);
const teams = () => new TeamQueries(database, false);
const withMembers = () => new TeamQueries(database, true);
const access = () => new AccessQueries(database);

const given = 'SCAN json_each VIRTUAL TABLE INDEX 1:';
const userById = 'SEARCH u USING INDEX sqlite_autoindex_users_1 (id=?)';
const userBehind = 'SEARCH u USING INDEX users_in_order (node_id=? AND listed=? AND ordinal>?)';
const teamById = 'SEARCH t USING INDEX sqlite_autoindex_teams_1 (id=?)';
/** Each step goes over the few that the one before has found. */
const groupsOfUser = ['SEARCH m USING INDEX memberships_by_user (user_id=?)', teamById, 'SCAN g'];
const teamBehind = 'SEARCH t USING INDEX teams_in_order (node_id=? AND ordinal>?)';
const userAmong = 'SEARCH u USING INDEX users_in_order (node_id=? AND listed=? AND ordinal=?)';
const counts = 'sqlite_autoindex_listed_counts_1';
const membersOfTeam = [
  'SEARCH m USING INDEX memberships_in_order (team_id=?)',
  'SEARCH u USING INDEX sqlite_autoindex_users_1 (id=?)',
  'SEARCH n USING INDEX nested_teams_in_order (team_id=?)',
  'SEARCH g USING INDEX sqlite_autoindex_teams_1 (id=?)',
];

describe('the engine looks up by the index that was made for it', () => {
  it.each<[string, () => unknown, readonly string[]]>([
    ['a user by id', () => users().find('n-keeper', 'u-keeper-0'), [userById, ...groupsOfUser]],
    [
      'a user by name',
      matching(users, USER, 'userName eq "a"'),
      [
        'SEARCH u USING INDEX users_by_name (node_id=? AND user_name_key=? AND listed=?)',
        ...groupsOfUser,
      ],
    ],
    [
      'a user by external id',
      matching(users, USER, 'externalId eq "x"'),
      [
        'SEARCH u USING INDEX users_by_external_id (node_id=? AND external_id=? AND listed=?)',
        ...groupsOfUser,
      ],
    ],
    [
      'a user by e-mail',
      matching(users, USER, 'emails[type eq "work"].value eq "a"'),
      ['SEARCH e USING INDEX user_emails_by_address (node_id=? AND email_key=?)', userById],
    ],
    ['users behind one', () => users().rows.from('n-keeper', 9, 10), [userBehind, ...groupsOfUser]],
    [
      'users before one',
      () => users().rows.before('n-keeper', 9, 10),
      [userBehind.replace('>', '<'), ...groupsOfUser],
    ],
    [
      'users by display name',
      matching(users, USER, 'displayName eq "a"'),
      [
        'SEARCH u USING INDEX users_by_display_name (node_id=? AND display_name_key=? AND listed=?)',
        ...groupsOfUser,
      ],
    ],
    [
      'users by one of several names',
      matching(users, USER, 'userName eq "a@x.example" or displayName eq "a"'),
      [
        'SEARCH u USING INDEX users_by_name (node_id=? AND user_name_key=? AND listed=?)',
        'SEARCH u USING INDEX users_by_display_name (node_id=? AND display_name_key=? AND listed=?)',
      ],
    ],
    [
      'users found by an index, looked at again',
      () => users().rows.search('n-keeper', { ordinals: [1, 2] }, undefined, undefined, true),
      [given, userAmong],
    ],
    ['users by place', () => users().rows.at('n-keeper', [1]), [given, userAmong, ...groupsOfUser]],
    [
      'a portion of users',
      () => users().rows.search('n-keeper', { after: 0, upTo: 9 }, undefined, undefined, true),
      ['SEARCH u USING INDEX users_in_order (node_id=? AND listed=? AND ordinal>? AND ordinal<?)'],
    ],
    [
      'the end of a portion of users',
      () => users().rows.walk('n-keeper', 0, false)(100),
      [userBehind],
    ],
    [
      'the number of users',
      () => users().rows.total('n-keeper'),
      [`SEARCH listed_counts USING INDEX ${counts} (node_id=? AND resource_type=? AND level=?)`],
    ],
    [
      'the groups of a user',
      () => users().groupsOf('u-keeper-0'),
      ['SEARCH m USING INDEX memberships_by_user (user_id=? AND ordinal>?)', teamById],
    ],
    [
      'the ids of the groups of a user',
      () => directory().teamsOf('u-keeper-0'),
      ['SEARCH memberships USING INDEX memberships_by_user (user_id=? AND ordinal>?)'],
    ],
    [
      'the groups that a group is in',
      () => directory().teamsAround('t-keeper-0'),
      ['SEARCH nested_teams USING INDEX nested_teams_by_nested (nested_team_id=? AND ordinal>?)'],
    ],
    [
      'names of users',
      () => directory().userNames('n-keeper', ['u-keeper-0', 'u-keeper-1']),
      ['SEARCH users USING INDEX sqlite_autoindex_users_1 (id=?)', given],
    ],
    [
      'names of groups',
      () => directory().teamNames('n-keeper', ['t-keeper-0', 't-keeper-1']),
      ['SEARCH teams USING INDEX sqlite_autoindex_teams_1 (id=?)', given],
    ],
    ['a group by id', () => teams().find('n-keeper', 't-keeper-0'), [teamById]],
    [
      'a group by name',
      matching(teams, GROUP, 'displayName eq "a"'),
      ['SEARCH t USING INDEX teams_by_name (node_id=? AND display_name_key=?)'],
    ],
    [
      'a group by external id',
      matching(teams, GROUP, 'externalId eq "x"'),
      ['SEARCH t USING INDEX teams_by_external_id (node_id=? AND external_id=?)'],
    ],
    [
      'groups by member',
      matching(teams, GROUP, 'members eq "u-keeper-0"'),
      [
        'SEARCH u USING INDEX sqlite_autoindex_users_1 (id=?)',
        'SEARCH m USING INDEX memberships_by_user (user_id=?)',
        'SEARCH g USING INDEX sqlite_autoindex_teams_1 (id=?)',
        'SEARCH n USING INDEX nested_teams_by_nested (nested_team_id=?)',
        teamById,
      ],
    ],
    ['groups behind one', () => teams().rows.from('n-keeper', 0, 10), [teamBehind]],
    [
      'the members of a group',
      () => withMembers().rows.from('n-keeper', 0, 10),
      [teamBehind, given, ...membersOfTeam],
    ],
    [
      'a token',
      () => access().token('hash'),
      [
        'SEARCH t USING INDEX tokens_by_hash (hash=?)',
        'SEARCH m USING INDEX sqlite_autoindex_methods_1 (id=?)',
      ],
    ],
    ['a method', () => access().method('n'), ['SEARCH m USING INDEX methods_by_node (node_id=?)']],
    [
      'a key',
      () => access().apiKey('hash'),
      ['SEARCH api_keys USING INDEX api_keys_by_hash (hash=?)'],
    ],
    [
      'old audit entries',
      () => new AuditRetention(database, { now: () => new Date(0) }, 30).run(),
      [
        'SEARCH audit_entries USING INDEX sqlite_autoindex_audit_entries_1 (position=?)',
        'SEARCH audit_entries USING INDEX audit_entries_by_time (occurred_at<?)',
      ],
    ],
  ])('%s', async (_, body, expected) => {
    expect(new Set(await plansOf(body))).toEqual(new Set(expected));
  });
});
