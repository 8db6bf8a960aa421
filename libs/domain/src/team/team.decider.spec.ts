import { describe, it } from '@jest/globals';
import { specify } from '#testing';
import { PROFILES } from '../profile/profile.js';
import { type TeamCommand, teamDecider } from './team.decider.js';
import {
  teamCreated,
  teamDeleted,
  teamExternalIdLinked,
  teamMembershipActivated,
  teamMembershipRemoved,
  teamMembershipRequested,
  teamRenamed,
} from './team.events.js';

const { given } = specify(teamDecider);
const { keeper, keepabl, standard } = PROFILES;

const finance = { teamId: 't1', displayName: 'Finance', externalId: 'g-1' };
const jane = { userId: 'u1', userName: 'jane@acme.example' };
const john = { userId: 'u2', userName: 'john@acme.example' };
const created = () => teamCreated(finance);
const requested = (who = jane) => teamMembershipRequested({ ...finance, ...who });
const activated = (who = jane) => teamMembershipActivated({ ...finance, ...who, from: 'pending' });

const create = (policy = keeper, members = [jane]): TeamCommand => ({
  ...finance,
  type: 'CreateTeam',
  policy,
  members,
});
const change = (over: Partial<TeamCommand & { type: 'ChangeTeam' }> = {}): TeamCommand => ({
  type: 'ChangeTeam',
  policy: keeper,
  displayName: finance.displayName,
  externalId: finance.externalId,
  added: [],
  removed: [],
  ...over,
});

describe('a new team', () => {
  it('has pending members where memberships wait for approval', () => {
    given()
      .when(create(keeper, [jane, john]))
      .then(created(), requested(jane), requested(john));
  });

  it('has active members elsewhere', () => {
    given().when(create(standard)).then(created(), requested(), activated());
  });

  it('is refused where there are no groups', () => {
    given().when(create(keepabl)).thenRefused('teams-not-supported');
  });

  it('is not created twice under one id', () => {
    given(created()).when(create()).thenRefused('team-name-taken');
    given(created(), teamDeleted(finance)).when(create()).thenRefused('team-name-taken');
  });
});

describe('a change of a team', () => {
  it('that is so already gives no event', () => {
    given(created(), requested())
      .when(change({ added: [jane], removed: ['u2'] }))
      .thenNothing();
  });

  it('renames it, and every fact that follows bears the new name', () => {
    const audit = { ...finance, displayName: 'Audit' };
    given(created(), requested())
      .when(change({ displayName: 'Audit', added: [john], removed: ['u1'] }))
      .then(
        teamRenamed({ ...audit, from: 'Finance', to: 'Audit' }),
        teamMembershipRemoved({ ...audit, ...jane, reason: 'requested', from: 'pending' }),
        teamMembershipRequested({ ...audit, ...john }),
      );
  });

  it('renames it in letter case alone', () => {
    const upper = { ...finance, displayName: 'FINANCE' };
    given(created())
      .when(change({ displayName: 'FINANCE' }))
      .then(teamRenamed({ ...upper, from: 'Finance', to: 'FINANCE' }));
  });

  it('sets, changes and takes away the external id', () => {
    const { externalId: _, ...unlinked } = finance;
    given(teamCreated(unlinked))
      .when(change())
      .then(teamExternalIdLinked({ ...finance, to: 'g-1' }));
    given(created())
      .when(change({ externalId: 'G-1' }))
      .then(teamExternalIdLinked({ ...finance, externalId: 'G-1', from: 'g-1', to: 'G-1' }));
    given(created())
      .when({ type: 'ChangeTeam', policy: keeper, displayName: 'Finance', added: [], removed: [] })
      .then(teamExternalIdLinked({ ...unlinked, from: 'g-1' }));
  });

  it('says one fact for each member who comes or goes, and none of the others', () => {
    given(created(), requested(jane))
      .when(change({ added: [john] }))
      .then(requested(john));
    given(created(), requested(jane), requested(john))
      .when(change({ removed: ['u1'] }))
      .then(teamMembershipRemoved({ ...finance, ...jane, reason: 'requested', from: 'pending' }));
  });

  it('lets a member in at once where no approval is needed', () => {
    given(created())
      .when(change({ policy: standard, added: [jane] }))
      .then(requested(), activated());
  });

  it('lets in who waited for approval when she is added again where none is needed', () => {
    const again = change({ policy: standard, added: [jane] });
    given(created(), requested()).when(again).then(activated());
    given(created(), requested(), activated()).when(again).thenNothing();
  });

  it('puts who comes back into the queue again', () => {
    given(
      created(),
      requested(),
      teamMembershipRemoved({ ...finance, ...jane, reason: 'requested', from: 'pending' }),
    )
      .when(change({ added: [jane] }))
      .then(requested());
  });
});

describe('a user who is gone', () => {
  it('is taken out', () => {
    given(created(), requested())
      .when({ type: 'DropMembership', userId: 'u1' })
      .then(
        teamMembershipRemoved({ ...finance, ...jane, reason: 'user-removed', from: 'pending' }),
      );
  });

  it('is no event where she is not a member', () => {
    given(created()).when({ type: 'DropMembership', userId: 'u1' }).thenNothing();
  });
});

describe('a deleted team', () => {
  it('is deleted once, with its memberships', () => {
    given(created(), requested()).when({ type: 'DeleteTeam' }).then(teamDeleted(finance));
  });

  it.each<[string, TeamCommand]>([
    ['a change', change()],
    ['an approval', { type: 'ApproveMembership', userId: 'u1', by: { kind: 'administrator' } }],
    ['a decline', { type: 'DeclineMembership', userId: 'u1', by: { kind: 'administrator' } }],
    ['an activation', { type: 'ActivateMembership', userId: 'u1' }],
    ['a drop', { type: 'DropMembership', userId: 'u1' }],
    ['a delete', { type: 'DeleteTeam' }],
  ])('is not found by %s', (_, command) => {
    given().when(command).thenRefused('team-not-found');
    given(created(), requested(), teamDeleted(finance)).when(command).thenRefused('team-not-found');
  });
});
