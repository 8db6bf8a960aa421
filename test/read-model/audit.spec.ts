import { beforeEach, describe, expect, it } from '@jest/globals';
import { users } from '#application';
import { eventDefinitions, PROFILES, provisioningRequestFailed } from '#domain';
import {
  AUDIT_CATEGORIES,
  AuditEntryRow,
  auditProjection,
  AuditQueries,
  type AuditQuery,
  AuditRetention,
  type ReadDatabase,
} from '#read-model';
import { exampleMetadata, examples } from '../fixtures/event-examples.js';
import { codec, History } from './histories.js';
import { ENGINES, logIn, project, useDatabases } from './support.js';

describe.each(ENGINES)('on %s', (engine) => {
  const open = useDatabases(engine);
  let database: ReadDatabase;
  let queries: AuditQueries;

  beforeEach(async () => {
    database = await open();
    // Portions so small that every question takes several.
    queries = new AuditQueries(database.dataSource, 3);
  });

  const entriesOf = async (asked: AuditQuery) => (await queries.entries(asked)).rows;

  /** The audit log of one example of every event, each of which has a position of its own. */
  async function auditExamples(): Promise<void> {
    const events = eventDefinitions.map(({ type, stream }, index) => ({
      ...codec.encode(
        `event-${type}`,
        { type, data: examples[type as keyof typeof examples] },
        exampleMetadata,
      ),
      stream: `${stream}-1`,
      revision: index,
      position: index + 1,
    }));
    expect(await project(database, logIn(events), [auditProjection])).toEqual(new Map());
  }

  /** Category and display name of the line of every event, null where there is none; as the design says it. */
  const LINES: Readonly<
    Record<keyof typeof examples, readonly [keyof typeof AUDIT_CATEGORIES, string] | null>
  > = {
    UserProvisioned: ['CREATE', 'Create User By Auto Provisioning'],
    UserReprovisioned: ['CREATE', 'Create User By Auto Provisioning'],
    UserProfileChanged: ['UPDATE', 'Update Auto Provisioned User'],
    UserNameChanged: ['UPDATE', 'Update Auto Provisioned User'],
    UserExternalIdLinked: ['UPDATE', 'Update Auto Provisioned User'],
    UserLocked: ['SUSPEND', 'Suspend Auto Provisioned User'],
    UserDeprovisioned: ['SUSPEND', 'Suspend Auto Provisioned User'],
    UserUnlocked: ['UNSUSPEND', 'Unsuspend Auto Provisioned User'],
    UserRemoved: ['REMOVE', 'Delete Auto Provisioned User'],
    UserRegistered: ['REGISTER', 'Register Invited User'],
    // The invitation is part of the creation.
    UserInvited: null,
    TeamCreated: ['TEAM', 'Create Team'],
    TeamRenamed: ['TEAM', 'Rename Team'],
    TeamExternalIdLinked: ['TEAM', 'Link Team'],
    TeamDeleted: ['TEAM', 'Delete Team'],
    TeamMembershipRequested: ['MEMBERSHIP', 'Request Team Membership'],
    TeamMembershipApproved: ['MEMBERSHIP', 'Approve Team Membership'],
    TeamMembershipDeclined: ['MEMBERSHIP', 'Decline Team Membership'],
    TeamMembershipActivated: ['MEMBERSHIP', 'Activate Team Membership'],
    TeamMembershipRemoved: ['MEMBERSHIP', 'Remove Team Membership'],
    NestedTeamAdded: ['MEMBERSHIP', 'Add Nested Team'],
    NestedTeamRemoved: ['MEMBERSHIP', 'Remove Nested Team'],
    OrganisationCreated: ['ADMIN', 'Create Organisation'],
    NodeCreated: ['ADMIN', 'Create Node'],
    ProvisioningMethodCreated: ['ADMIN', 'Create Provisioning Method'],
    ProvisioningTokenIssued: ['ADMIN', 'Create Provisioning Token'],
    ProvisioningMethodActivated: ['ADMIN', 'Activate Provisioning'],
    ProvisioningMethodChanged: ['ADMIN', 'Change Provisioning Method'],
    ProvisioningMethodPaused: ['ADMIN', 'Pause Provisioning'],
    ProvisioningMethodResumed: ['ADMIN', 'Resume Provisioning'],
    ProvisioningMethodDeleted: ['ADMIN', 'Delete Provisioning Method'],
    ProvisioningTokenRevoked: ['ADMIN', 'Revoke Provisioning Token'],
    OAuthClientRegistered: ['ADMIN', 'Register OAuth Client'],
    OAuthClientSecretRotated: ['ADMIN', 'Rotate OAuth Client Secret'],
    OAuthClientRevoked: ['ADMIN', 'Revoke OAuth Client'],
    ProvisioningRequestFailed: ['FAILURE', 'Failures'],
    // Bookkeeping of names, and the installation's own key.
    NameClaimed: null,
    NameConfirmed: null,
    NameReleased: null,
    ApiKeyIssued: null,
  };

  describe('the audit log', () => {
    it('has a line for every event, but for those that are named as having none', async () => {
      await auditExamples();
      const entries = await entriesOf({ limit: 100 });
      const lines = new Map(
        entries.map(({ eventType, category, displayName }) => [eventType, [category, displayName]]),
      );
      for (const { type } of eventDefinitions) {
        expect([type, lines.get(type) ?? null]).toEqual([
          type,
          LINES[type as keyof typeof examples],
        ]);
      }
    });

    it('tells who did what to whom, from where, and what came of it', async () => {
      await auditExamples();
      const [entry] = await entriesOf({ category: 'CREATE', limit: 1, before: 2 });
      const { changes, ...rest } = entry!;
      expect(rest).toEqual({
        position: 1,
        id: 'event-UserProvisioned',
        occurredAt: exampleMetadata.occurredAt,
        category: 'CREATE',
        displayName: 'Create User By Auto Provisioning',
        eventType: 'UserProvisioned',
        outcome: 'success',
        organisationId: exampleMetadata.organisationId,
        nodeId: exampleMetadata.nodeId,
        methodId: exampleMetadata.scim.methodId,
        idp: 'okta',
        actorKind: 'token',
        actorId: exampleMetadata.actor.id,
        actorLabel: 'Okta production token',
        clientAddress: '203.0.113.7',
        userAgent: 'Okta SCIM Client 1.0.0',
        dialect: 'okta',
        operation: 'POST /Users',
        tolerances: '[]',
        targetKind: 'user',
        targetId: examples.UserProvisioned.userId,
        targetName: 'jane.doe@acme.example',
        targetExternalId: '00u-jane-doe-4711',
        status: 201,
        scimType: null,
        reason: null,
        requestId: exampleMetadata.requestId,
        count: 1,
      });
      expect(JSON.parse(changes)).toContainEqual({ attribute: 'displayName', to: 'Jane Doe' });
    });

    it('tells of a refused request why it was refused, and of how many it speaks', async () => {
      await auditExamples();
      const [entry] = await entriesOf({ outcome: 'failure', limit: 10 });
      expect(entry).toMatchObject({
        category: 'FAILURE',
        status: 409,
        scimType: 'uniqueness',
        reason: 'userName is taken',
        targetName: 'jane.doe@acme.example',
        count: 1,
      });
    });

    it('never holds the hash of a token or key', async () => {
      await auditExamples();
      const rows = JSON.stringify(await database.all('SELECT * FROM audit_entries'));
      expect(rows).not.toContain(examples.ProvisioningTokenIssued.tokenHash);
      expect(rows).not.toContain(examples.ApiKeyIssued.keyHash);
    });

    it.each([
      ['category', { category: 'ADMIN' }, (row: AuditEntryRow) => row.category === 'ADMIN'],
      [
        'target by id',
        { target: examples.TeamCreated.teamId },
        (row: AuditEntryRow) => row.targetKind === 'team',
      ],
      [
        'target by name',
        { target: 'Finance EMEA' },
        (row: AuditEntryRow) => row.targetName === 'Finance EMEA',
      ],
      [
        'target by external id',
        { target: '00u-jane-doe-4712' },
        (row: AuditEntryRow) => row.targetExternalId === '00u-jane-doe-4712',
      ],
      ['actor by label', { actor: 'Okta production token' }, () => true],
      ['actor that did nothing', { actor: 'nobody' }, () => false],
      ['organisation', { organisationId: 'another' }, () => false],
      ['node', { nodeId: exampleMetadata.nodeId }, () => true],
      ['time, its start included', { from: exampleMetadata.occurredAt }, () => true],
      ['time, its end excluded', { to: exampleMetadata.occurredAt }, () => false],
    ])('is asked by %s', async (_, asked, holds) => {
      await auditExamples();
      const all = await entriesOf({ limit: 1_000 });
      const found = await entriesOf({ ...asked, limit: 1_000 });
      expect(found).toEqual(all.filter(holds));
    });

    it('comes in pages, the newest first', async () => {
      await auditExamples();
      const all = await entriesOf({ limit: 1_000 });
      expect(all.map(({ position }) => position)).toEqual(
        all.map(({ position }) => position).sort((a, b) => b - a),
      );
      const [first, second] = [await entriesOf({ limit: 5 }), all.slice(5, 10)];
      expect(first).toEqual(all.slice(0, 5));
      expect(await entriesOf({ limit: 5, before: first.at(-1)!.position })).toEqual(second);
    });
  });

  describe('the usage', () => {
    it('counts each category by day, refused requests as many as they stand for', async () => {
      const history = new History();
      const at = { nodeId: 'n1' };
      const target = { userName: 'a@x.example', active: true, attributes: {} };
      const policy = PROFILES.standard;
      for (const userId of ['u1', 'u2']) {
        history.decide(users, userId, { type: 'ProvisionUser', userId, policy, target }, at);
      }
      history.decide(users, 'u1', { type: 'DeleteUser', policy }, at);
      const failure = { methodId: 'm1', operation: 'POST /Users', status: 401, dialect: 'okta' };
      for (const [count, nodeId] of [
        [1, 'n1'],
        [41, 'n1'],
        [7, 'n2'],
      ] as const) {
        history.append(
          'failure-m1',
          provisioningRequestFailed({ ...failure, detail: 'x', count }),
          {
            nodeId,
          },
        );
      }
      await project(database, logIn(history.events, 2), [auditProjection]);
      const usage = await queries.usage('n1', '2026-03-02');
      expect(usage.map(({ category }) => category)).toEqual(Object.keys(AUDIT_CATEGORIES));
      const counts = usage
        .filter(({ total }) => total > 0)
        .map(({ category, total, byDay }) => [category, total, byDay]);
      const day = '2026-03-02';
      expect(counts).toEqual([
        ['CREATE', 2, [{ day, count: 2 }]],
        ['REMOVE', 1, [{ day, count: 1 }]],
        ['FAILURE', 42, [{ day, count: 42 }]],
      ]);
      expect((await queries.usage('n1', '2026-03-03')).every(({ total }) => total === 0)).toBe(
        true,
      );
    });
  });

  describe('the retention', () => {
    const now = new Date('2026-04-01T00:00:00.000Z');
    const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();

    async function keepDays(days: number, ages: readonly number[]): Promise<number> {
      await auditExamples();
      const [like] = await entriesOf({ limit: 1 });
      const rows = ages.map((age, index) => {
        const position = index + 1;
        const entry = { position, id: `e${index}`, occurredAt: daysAgo(age) };
        const after = Object.assign(new AuditEntryRow(), like, entry);
        return { key: [position], before: undefined, after };
      });
      await database.write([{ table: AuditEntryRow, removals: 'all', rows }]);
      return new AuditRetention(database, { now: () => now }, days).run();
    }

    it('removes what is older, and nothing else', async () => {
      expect(await keepDays(30, [0, 29.999, 30, 30.001, 400])).toBe(2);
      expect((await entriesOf({ limit: 10 })).map(({ position }) => position)).toEqual([3, 2, 1]);
    });

    it('removes more than one portion', async () => {
      expect(
        await keepDays(
          1,
          Array.from({ length: 4_001 }, () => 2),
        ),
      ).toBe(4_001);
    });

    it('has nothing to do on an empty log', async () => {
      expect(await keepDays(1, [])).toBe(0);
    });
  });
});
