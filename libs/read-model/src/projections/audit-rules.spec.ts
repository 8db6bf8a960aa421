import { describe, expect, it } from '@jest/globals';
import {
  type MembershipStage,
  PROFILES,
  type RollbookEvent,
  type TeamCommand,
  teamDecider,
  type UserCommand,
  userDecider,
} from '#domain';
import { type Decider, fold, isRefusal } from '#kernel';
import { auditLineOf } from './audit-rules.js';

/** What the audit log says of what commands come to, one after the other. */
function changesOf<State, Command, Event extends RollbookEvent>(
  { decide, evolve, initial }: Decider<State, Command, Event>,
  ...commands: readonly Command[]
) {
  let state = initial;
  return commands.map((command) => {
    const decision = decide(command, state);
    if (isRefusal(decision)) throw new Error(decision.refused);
    state = fold(evolve, state, decision, '2026-03-02T09:00:00.000Z');
    return decision.flatMap((event) => auditLineOf(event)?.changes ?? []);
  });
}

const userId = 'u1';
const userName = 'jane@acme.example';
const approval = PROFILES.keeper;

describe('an account that is brought back', () => {
  const emails = [{ value: userName, type: 'work', primary: true }];
  const provision = (over: object, active = true): UserCommand => ({
    type: 'ProvisionUser',
    userId,
    policy: approval,
    target: { userName, active, attributes: { emails }, ...over },
  });
  const attributes = { emails, title: 'Chief', phoneNumbers: [{ value: '1' }] };
  const lock: UserCommand = {
    type: 'ChangeUser',
    policy: approval,
    target: { userName, externalId: 'x', active: false, attributes },
  };
  const remove: UserCommand = { type: 'DeleteUser', policy: approval };

  it('is told with everything that is another than before', () => {
    const [, , gone, back] = changesOf(
      userDecider,
      provision({ externalId: 'x', attributes }),
      lock,
      remove,
      provision({ userName: 'Jane@acme.example' }),
    );
    expect(gone).toEqual([
      { attribute: 'deprovisioned', from: false, to: true },
      { attribute: 'externalId', from: 'x' },
    ]);
    expect(back).toEqual([
      { attribute: 'deprovisioned', from: true, to: false },
      { attribute: 'userName', from: userName, to: 'Jane@acme.example' },
      { attribute: 'active', from: false, to: true },
      // In keeper the e-mail is the user name.
      { attribute: 'emails', from: emails, to: [{ ...emails[0], value: 'Jane@acme.example' }] },
      { attribute: 'title', from: 'Chief' },
      { attribute: 'phoneNumbers', from: [{ value: '1' }] },
    ]);
  });

  it('is told as no more than that where all is as it was', () => {
    const [, gone, back] = changesOf(userDecider, provision({}), remove, provision({}));
    expect(gone).toEqual([{ attribute: 'deprovisioned', from: false, to: true }]);
    expect(back).toEqual([{ attribute: 'deprovisioned', from: true, to: false }]);
  });
});

describe('a team', () => {
  const create: TeamCommand = {
    type: 'CreateTeam',
    teamId: 't1',
    policy: approval,
    displayName: 'Finance',
    externalId: 'g',
    members: [{ userId, userName }],
  };
  const other = { userId: 'u2', userName: 'john@acme.example' };
  const administrator = { kind: 'administrator' } as const;
  const answer = (type: 'ApproveMembership' | 'DeclineMembership'): TeamCommand => ({
    type,
    userId,
    by: administrator,
  });
  const activate: TeamCommand = { type: 'ActivateMembership', userId };
  const drop: TeamCommand = { type: 'DropMembership', userId };
  const member = (state: MembershipStage) => ({ value: userId, userName, state });

  it('is created with its external id', () => {
    const [created] = changesOf(teamDecider, { ...create, members: [] });
    expect(created).toEqual([
      { attribute: 'displayName', to: 'Finance' },
      { attribute: 'externalId', to: 'g' },
    ]);
  });

  it.each([
    ['pending', []],
    ['approved', [answer('ApproveMembership')]],
    ['active', [answer('ApproveMembership'), activate]],
  ] as const)('loses a membership that was %s', (state, before) => {
    const lines = changesOf(teamDecider, create, ...before, drop);
    expect(lines.at(-1)).toEqual([{ attribute: 'members', from: member(state) }]);
  });

  it('has an approved membership activated, or declined', () => {
    const approve = answer('ApproveMembership');
    const [, , activated] = changesOf(teamDecider, create, approve, activate);
    expect(activated).toEqual([
      { attribute: 'members', from: member('approved'), to: member('active') },
    ]);
    const [, , declined] = changesOf(teamDecider, create, approve, answer('DeclineMembership'));
    expect(declined).toEqual([
      { attribute: 'members', from: member('approved') },
      { attribute: 'declinedBy', to: administrator },
    ]);
  });

  it('tells which member has answered', () => {
    const by = { kind: 'member', userId: other.userId } as const;
    const policy = PROFILES.standard;
    const admit: TeamCommand = {
      type: 'ChangeTeam',
      policy,
      displayName: 'Finance',
      externalId: 'g',
      added: [other],
      removed: [],
    };
    const approve: TeamCommand = { type: 'ApproveMembership', userId, by };
    const [, , approved] = changesOf(teamDecider, create, admit, approve);
    expect(approved).toEqual([
      { attribute: 'members', from: member('pending'), to: member('approved') },
      { attribute: 'approvedBy', to: by },
    ]);
  });
});
