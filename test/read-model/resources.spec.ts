import { beforeEach, describe, expect, it } from '@jest/globals';
import { teams, users } from '#application';
import { PROFILES } from '#domain';
import {
  AccessQueries,
  DirectoryQueries,
  MethodActivity,
  type ReadDatabase,
  ResourceLists,
  TeamQueries,
  UserQueries,
} from '#read-model';
import { parseFilter, USER } from '#scim';
import { History, setUp } from './histories.js';
import { ENGINES, logIn, project, useDatabases, wholeText } from './support.js';

interface ShownUser extends Record<string, unknown> {
  readonly meta: { readonly version: string };
}

describe.each(ENGINES)('on %s', (engine) => {
  const open = useDatabases(engine);
  const BASE = 'https://rollbook.example/scim/v2/n1';
  const policy = PROFILES.keeper;
  const at = { nodeId: 'n1' };
  const ada = { userId: 'u1', userName: 'ada@x.example' };
  const target = { userName: ada.userName, active: true, attributes: { title: 'CFO' } };

  let history: History;
  let database: ReadDatabase;

  const change = (teamId: string, displayName: string, coming: boolean) => {
    const [added, removed] = coming ? [[ada], []] : [[], ['u1']];
    history.decide(teams, teamId, { type: 'ChangeTeam', policy, displayName, added, removed }, at);
  };
  const approve = (teamId: string) => {
    const by = { kind: 'administrator' } as const;
    history.decide(teams, teamId, { type: 'ApproveMembership', userId: 'u1', by }, at);
    history.decide(teams, teamId, { type: 'ActivateMembership', userId: 'u1' }, at);
  };

  /** The user as she is shown once everything so far has been projected. */
  async function shown(): Promise<{ version: string; user: Record<string, unknown> }> {
    expect(await project(database, logIn(history.events))).toEqual(new Map());
    const resource = await new UserQueries(database).find('n1', 'u1');
    if (resource === undefined) throw new Error('there is no user');
    const user = JSON.parse(await wholeText(resource, BASE)) as ShownUser;
    return { version: user.meta.version, user };
  }

  async function team(id: string): Promise<Record<string, unknown>> {
    await project(database, logIn(history.events));
    const resource = await new TeamQueries(database, true).find('n1', id);
    if (resource === undefined) throw new Error('there is no team');
    return JSON.parse(await wholeText(resource, BASE)) as Record<string, unknown>;
  }

  beforeEach(async () => {
    database = await open();
    history = new History();
    history.decide(users, 'u1', { type: 'ProvisionUser', userId: 'u1', policy, target }, at);
    const create = {
      type: 'CreateTeam',
      teamId: 't1',
      policy,
      displayName: 'Finance',
      members: [],
    } as const;
    history.decide(teams, 't1', create, at);
  });

  describe('a user', () => {
    it('is shown with links, and with the version that meta and header share', async () => {
      const { version, user } = await shown();
      expect(user).toMatchObject({
        id: 'u1',
        userName: 'ada@x.example',
        active: true,
        meta: { resourceType: 'User', location: `${BASE}/Users/u1`, version },
      });
      expect(version).toBe('W/"1"');
      expect(user).not.toHaveProperty('groups');
    });

    it('has another version for every other list of groups, and the same for the same', async () => {
      const versions = [(await shown()).version];
      const steps = [
        () => change('t1', 'Finance', true),
        () => approve('t1'),
        () => change('t1', 'Audit', true),
      ];
      for (const step of steps) {
        step();
        const { version, user } = await shown();
        expect(user['meta']).toMatchObject({ version });
        versions.push(version);
      }
      expect(new Set(versions).size).toBe(versions.length);
      change('t1', 'Audit', false);
      expect((await shown()).version).toBe(versions[0]);
    });

    it('is shown in her groups, pending or active, and our extension tells them apart', async () => {
      change('t1', 'Finance', true);
      const groups = [
        { value: 't1', $ref: `${BASE}/Groups/t1`, display: 'Finance', type: 'direct' },
      ];
      expect((await shown()).user).toMatchObject({ groups });
      expect(JSON.stringify((await shown()).user)).toContain('{"value":"t1","status":"pending"}');
      approve('t1');
      expect((await shown()).user).toMatchObject({ groups });
      expect(JSON.stringify((await shown()).user)).toContain('{"value":"t1","status":"active"}');
    });

    it.each([99, 100, 101, 1_001])(
      'is found by her version in %i groups, in order',
      async (count) => {
        const teamIds = Array.from({ length: count }, (_, n) => `t${count - n}`);
        for (const teamId of teamIds) {
          const create = {
            type: 'CreateTeam',
            teamId,
            policy,
            displayName: `<${teamId}>`,
          } as const;
          if (teamId !== 't1') history.decide(teams, teamId, { ...create, members: [ada] }, at);
          else change(teamId, 'Finance', true);
        }
        const { version, user } = await shown();
        const groups = user['groups'] as { readonly value: string }[];
        expect(groups.map(({ value }) => value)).toEqual(teamIds);
        const filter = parseFilter(`meta.version eq ${JSON.stringify(version)}`, USER);
        const { rows } = new UserQueries(database);
        const found = await new ResourceLists().page(
          { nodeId: 'n1', baseUrl: BASE, parts: [{ rows, filter }] },
          { kind: 'index', offset: 0, limit: 2 },
        );
        expect(found.resources.map(({ id }) => id)).toEqual(['u1']);
      },
    );

    it('can hold nothing that is taken for a gap', async () => {
      const odd = { ...target, attributes: { title: '\u0001\u0002\u0003"}' } };
      history.decide(users, 'u1', { type: 'ChangeUser', policy, target: odd }, at);
      const { user } = await shown();
      expect(user).toMatchObject({
        title: '\u0001\u0002\u0003"}',
        meta: { location: `${BASE}/Users/u1` },
      });
    });

    it('is found by nobody in another node, nor once deprovisioned', async () => {
      await shown();
      const queries = new UserQueries(database);
      expect(await queries.find('n2', 'u1')).toBeUndefined();
      expect(
        await queries.rows.byKey('n2', { index: 'userName', key: 'ada@x.example' }, 9),
      ).toEqual([]);
      expect(await queries.rows.byKey('n2', { index: 'email', key: 'ada@x.example' }, 9)).toEqual(
        [],
      );
      const directory = new DirectoryQueries(database);
      expect([...(await directory.userNames('n2', ['u1'])).keys()]).toEqual([]);
      expect([...(await directory.userNames('n1', ['u1', 'u9']))]).toEqual([
        ['u1', 'ada@x.example'],
      ]);
      history.decide(users, 'u1', { type: 'DeleteUser', policy }, at);
      await project(database, logIn(history.events));
      expect(await queries.find('n1', 'u1')).toBeUndefined();
      expect(await queries.rows.total('n1')).toBe(0);
      expect([...(await directory.userNames('n1', ['u1'])).keys()]).toEqual([]);
    });
  });

  describe('a team', () => {
    it('shows its members, who of them is pending, and nobody who is deprovisioned', async () => {
      change('t1', 'Finance', true);
      const members = [
        { value: 'u1', $ref: `${BASE}/Users/u1`, display: 'ada@x.example', type: 'User' },
      ];
      expect(await team('t1')).toMatchObject({ members });
      expect(JSON.stringify(await team('t1'))).toContain('"pendingMembers":[{"value":"u1"}]');
      approve('t1');
      expect(JSON.stringify(await team('t1'))).not.toContain('pendingMembers');
      history.decide(users, 'u1', { type: 'DeleteUser', policy }, at);
      expect(await team('t1')).not.toHaveProperty('members');
      history.decide(users, 'u1', { type: 'ProvisionUser', userId: 'u1', policy, target }, at);
      expect(await team('t1')).toMatchObject({ members });
    });

    it('shows the teams within it, also itself, by the names they have, while they are there', async () => {
      const standard = { policy: PROFILES.standard, displayName: 'Finance', removed: [] } as const;
      const treasury = { type: 'CreateTeam', teamId: 't2', ...standard, members: [] } as const;
      history.decide(teams, 't2', { ...treasury, displayName: 'Treasury' }, at);
      const elsewhere = { ...treasury, teamId: 't3' };
      history.decide(teams, 't3', elsewhere, { nodeId: 'n2' });
      const nested = (id: string) => ({ nestedTeamId: id, nestedTeamName: 'as it was' });
      const added = [nested('t1'), nested('t2'), ada];
      history.decide(teams, 't1', { type: 'ChangeTeam', ...standard, added }, at);
      const group = (id: string, display: string) => ({
        value: id,
        $ref: `${BASE}/Groups/${id}`,
        display,
        type: 'Group',
      });
      const member = { value: 'u1', $ref: `${BASE}/Users/u1`, display: ada.userName, type: 'User' };
      const finance = group('t1', 'Finance');
      expect((await team('t1'))['members']).toEqual([finance, group('t2', 'Treasury'), member]);
      const directory = new DirectoryQueries(database);
      expect(await directory.teamsAround('t1')).toEqual(['t1']);
      expect([...(await directory.teamNames('n1', ['t1', 't2', 't3', 't9'])).keys()]).toEqual([
        't1',
        't2',
      ]);
      history.decide(teams, 't2', { type: 'DeleteTeam' }, at);
      expect((await team('t1'))['members']).toEqual([finance, member]);
      history.decide(teams, 't1', { type: 'DeleteTeam' }, at);
      await project(database, logIn(history.events));
      expect(await database.all('SELECT * FROM nested_teams')).toEqual([]);
    });

    it('is shown without reading its members where nobody asks for them', async () => {
      change('t1', 'Finance', true);
      await team('t1');
      const resource = await new TeamQueries(database, false).find('n1', 't1');
      expect(await wholeText(resource!, BASE)).not.toContain('u1');
    });

    it('that is deleted is in nobody’s groups', async () => {
      change('t1', 'Finance', true);
      history.decide(teams, 't1', { type: 'DeleteTeam' }, at);
      expect((await shown()).user).not.toHaveProperty('groups');
      expect(await new DirectoryQueries(database).teamsOf('u1')).toEqual([]);
    });
  });

  describe('access', () => {
    it('is given by the hash of a token or key, and the state of the method is told', async () => {
      setUp(history);
      await project(database, logIn(history.events));
      const access = new AccessQueries(database);
      expect(await access.token('hash of keeper')).toEqual({
        methodId: 'm-keeper',
        nodeId: 'n-keeper',
        organisationId: 'o1',
        profile: 'keeper',
        idp: 'okta',
        state: 'active',
        strict: true,
        rateLimit: 25,
        tokenId: 'k-keeper',
        tokenLabel: 'Okta token',
        tokenHash: 'hash of keeper',
        expiresAt: null,
      });
      expect(await access.token('keeper')).toBeUndefined();
      expect(await access.token('hash of second of m-keeper')).toMatchObject({
        tokenLabel: 'okta token',
        expiresAt: '2026-04-01T00:00:00.000Z',
      });
      expect(await access.token('hash of x m-keeper')).toBeUndefined();
      expect(await access.client('first of m-keeper')).toMatchObject({
        methodId: 'm-keeper',
        clientLabel: 'okta client',
        secretHash: 'another hash',
      });
      expect(await access.client('second of m-keeper')).toBeUndefined();
      expect(await access.method('n-keeper')).toMatchObject({
        methodId: 'm-keeper',
        state: 'active',
      });
      expect(await access.method('n9')).toBeUndefined();
      expect(await access.apiKey('hash of owner')).toMatchObject({ id: 'owner', role: 'owner' });
      expect(await access.apiKey('owner')).toBeUndefined();
      expect(await access.hasApiKeys()).toBe(true);
    });

    it('is noted, though not for each call', async () => {
      let now = Date.parse('2026-03-02T09:00:00.000Z');
      const activity = new MethodActivity(database, { now: () => new Date(now) });
      const noted = async () => {
        const sql = 'SELECT last_request_at AS at FROM method_activity';
        return (await database.all<{ at: string }>(sql)).map(({ at: time }) => time);
      };
      await activity.note('m1');
      now += 999;
      await activity.note('m1');
      expect(await noted()).toEqual(['2026-03-02T09:00:00.000Z']);
      now += 1;
      await activity.note('m1');
      expect(await noted()).toEqual(['2026-03-02T09:00:01.000Z']);
    });
  });
});
