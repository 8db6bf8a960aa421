import fc from 'fast-check';
import { type Aggregate, type CommandContext, createCodec, type StoredEvent } from '#event-store';
import { methods, nodes, organisations, teams, users } from '#application';
import {
  apiKeyIssued,
  eventDefinitions,
  type Profile,
  PROFILES,
  type ProvisioningMethodCommand,
  provisioningRequestFailed,
  type UserTarget,
} from '#domain';
import { type DomainEvent, fold, isRefusal } from '#kernel';

export const codec = createCodec(eventDefinitions);
const START_OF_TIME = Date.parse('2026-03-02T09:00:00.000Z');

/** A log that is written by deciders alone: nothing in it that Rollbook would not write. */
export class History {
  readonly events: StoredEvent[] = [];
  private readonly states = new Map<
    string,
    { readonly state: unknown; readonly revision: number }
  >();

  /** Decides a command; a refused one leaves nothing. */
  decide<State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
    command: Command,
    over: Partial<CommandContext> = {},
  ): void {
    const stream = `${aggregate.category}-${id}`;
    const known = this.states.get(stream);
    const state = known === undefined ? aggregate.initial : (known.state as State);
    const decision = aggregate.decide(command, state);
    if (isRefusal(decision)) return;
    const revision = (known?.revision ?? -1) + decision.length;
    const after = fold(aggregate.evolve, state, decision, new Date(START_OF_TIME).toISOString());
    this.states.set(stream, { state: after, revision });
    for (const event of decision) this.append(stream, event, over);
  }

  append(stream: string, event: DomainEvent, over: Partial<CommandContext> = {}): void {
    const position = this.events.length + 1;
    const requestId = `request-${position}`;
    const metadata = {
      organisationId: 'o1',
      nodeId: 'n1',
      actor: { kind: 'token', id: 'k1', label: 'Okta token' },
      requestId,
      commandId: requestId,
      correlationId: requestId,
      causationId: requestId,
      occurredAt: new Date(START_OF_TIME + position * 1_000).toISOString(),
      ...over,
    } as const;
    const revision = this.events.filter((other) => other.stream === stream).length;
    const id = `event-${position}`;
    this.events.push({ ...codec.encode(id, event, metadata), stream, revision, position });
  }
}

/** A second token and two OAuth clients, of which one goes; other settings. */
function administer(history: History, methodId: string, at: Partial<CommandContext>): void {
  const decide = (command: ProvisioningMethodCommand) => {
    history.decide(methods, methodId, command, at);
  };
  for (const id of ['first', 'second']) {
    const secretHash = `hash of ${id}`;
    decide({ type: 'RegisterClient', clientId: `${id} of ${methodId}`, secretHash });
  }
  const clientId = `first of ${methodId}`;
  decide({ type: 'RotateClientSecret', clientId, secretHash: 'another hash' });
  decide({ type: 'RevokeClient', clientId: `second of ${methodId}` });
  const tokenId = `second of ${methodId}`;
  const expiresAt = '2026-04-01T00:00:00.000Z';
  decide({ type: 'IssueToken', token: { tokenId, tokenHash: `hash of ${tokenId}`, expiresAt } });
  decide({ type: 'IssueToken', token: { tokenId: 'x', tokenHash: `hash of x ${methodId}` } });
  decide({ type: 'RevokeToken', tokenId: 'x' });
  decide({ type: 'ChangeSettings', settings: { strict: true, rateLimit: 25, label: 'Changed' } });
}

/** An organisation with a node for each profile, its method and token; the administrator's key; a refused request. */
export function setUp(history: History): void {
  const over = { actor: { kind: 'api-key', id: 'owner', label: 'Owner' } } as const;
  history.append(
    'api-key-owner',
    apiKeyIssued({ keyId: 'owner', role: 'owner', keyHash: 'hash of owner', label: 'Owner' }),
    over,
  );
  const organisation = { organisationId: 'o1', name: 'Acme' };
  history.decide(organisations, 'o1', { type: 'CreateOrganisation', ...organisation }, over);
  for (const profile of Object.keys(PROFILES) as Profile[]) {
    const nodeId = `n-${profile}`;
    const methodId = `m-${profile}`;
    const at = { ...over, nodeId };
    history.decide(
      nodes,
      nodeId,
      { type: 'CreateNode', nodeId, organisationId: 'o1', name: profile },
      at,
    );
    const token = { tokenId: `k-${profile}`, tokenHash: `hash of ${profile}`, label: 'Okta token' };
    const create = { methodId, nodeId, profile, idp: 'okta', token } as const;
    history.decide(methods, methodId, { type: 'CreateProvisioningMethod', ...create }, at);
    history.decide(methods, methodId, { type: 'ActivateMethod' }, at);
    administer(history, methodId, at);
  }
  const failure = { methodId: 'm-keeper', operation: 'POST /Users', status: 409, dialect: 'okta' };
  history.append(
    'failure-m-keeper',
    provisioningRequestFailed({ ...failure, detail: 'userName is taken', count: 3 }),
    { nodeId: 'n-keeper' },
  );
}

const PROFILE_NAMES = ['keeper', 'standard'] as const;
const address = fc.constantFrom(
  'a@x.example',
  'A@X.example',
  'b@x.example',
  'ü@x.example',
  'c@x.example',
);
const email = fc.record(
  { value: address, type: fc.constantFrom('work', 'home') },
  { requiredKeys: ['value'] },
);

/** What an IdP can say about a user; few values, so that they meet. */
export const target: fc.Arbitrary<UserTarget> = fc.record(
  {
    userName: address,
    externalId: fc.constantFrom('x', 'X', 'y'),
    active: fc.boolean(),
    attributes: fc.record(
      {
        displayName: fc.constantFrom('Ada', 'ada', 'Bo'),
        title: fc.constantFrom('CFO', 'CTO'),
        emails: fc.array(email, { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['userName', 'active', 'attributes'] },
);

type Step = (history: History) => void;
const profile = fc.constantFrom(...PROFILE_NAMES);
const number = fc.nat({ max: 2 });
const members = fc.uniqueArray(number, { maxLength: 3 });

const userStep = fc
  .tuple(
    profile,
    number,
    target,
    fc.constantFrom('ProvisionUser', 'ChangeUser', 'DeleteUser', 'RegisterUser'),
  )
  .map(([name, n, wanted, type]): Step => (history) => {
    const userId = `u-${name}-${n}`;
    const policy = PROFILES[name];
    const at = { nodeId: `n-${name}` };
    if (type === 'ProvisionUser') {
      history.decide(users, userId, { type, userId, policy, target: wanted }, at);
    } else if (type === 'ChangeUser') {
      history.decide(users, userId, { type, policy, target: wanted }, at);
    } else {
      history.decide(users, userId, type === 'DeleteUser' ? { type, policy } : { type }, at);
    }
  });

const teamStep = fc
  .tuple(
    profile,
    number,
    fc.constantFrom('Finance', 'finance', 'Audit'),
    members,
    members,
    members,
    fc.constantFrom('CreateTeam', 'ChangeTeam', 'ChangeTeam', 'ChangeTeam', 'DeleteTeam'),
  )
  .map(([name, n, displayName, coming, going, nested, type]): Step => (history) => {
    const teamId = `t-${name}-${n}`;
    const policy = PROFILES[name];
    const at = { nodeId: `n-${name}` };
    const member = (index: number) => ({ userId: `u-${name}-${index}`, userName: `${index}` });
    const team = (index: number) => `t-${name}-${index}`;
    const inside = nested.map((index) => ({
      nestedTeamId: team(index),
      nestedTeamName: `${index}`,
    }));
    // A circle may be among them, and a team within itself; where teams cannot be nested, that is refused.
    const added = [...coming.map(member), ...(name === 'standard' ? inside : [])];
    if (type === 'CreateTeam') {
      history.decide(teams, teamId, { type, teamId, policy, displayName, members: added }, at);
    } else if (type === 'ChangeTeam') {
      const removed = going.flatMap((index) => [
        ...(coming.includes(index) ? [] : [member(index).userId]),
        ...(nested.includes(index) ? [] : [team(index)]),
      ]);
      history.decide(teams, teamId, { type, policy, displayName, added, removed }, at);
    } else {
      history.decide(teams, teamId, { type }, at);
    }
  });

const membershipStep = fc
  .tuple(
    number,
    number,
    fc.constantFrom(
      'ApproveMembership',
      'DeclineMembership',
      'ActivateMembership',
      'DropMembership',
    ),
  )
  .map(([n, m, type]): Step => (history) => {
    const [teamId, userId] = [`t-keeper-${n}`, `u-keeper-${m}`];
    const at = { nodeId: 'n-keeper' };
    const by = { kind: 'administrator' } as const;
    if (type === 'ApproveMembership' || type === 'DeclineMembership') {
      history.decide(teams, teamId, { type, userId, by }, at);
    } else {
      history.decide(teams, teamId, { type, userId }, at);
    }
  });

const nestingStep = fc.tuple(number, number).map(([n, m]): Step => (history) => {
  const command = { type: 'DropNestedTeam', nestedTeamId: `t-standard-${m}` } as const;
  history.decide(teams, `t-standard-${n}`, command, { nodeId: 'n-standard' });
});

/** Any history of a few users and teams of two nodes. */
export const histories: fc.Arbitrary<History> = fc
  .array(fc.oneof(userStep, teamStep, membershipStep, nestingStep), {
    minLength: 20,
    maxLength: 80,
  })
  .map((steps) => {
    const history = new History();
    setUp(history);
    for (const step of steps) step(history);
    return history;
  });
