import { describe, it } from '@jest/globals';
import { specify } from '#testing';
import { PROFILES } from '../profile/profile.js';
import { type TeamCommand, teamDecider } from './team.decider.js';
import {
  nestedTeamAdded,
  nestedTeamRemoved,
  teamCreated,
  teamDeleted,
  teamMembershipActivated,
  teamMembershipRemoved,
  teamMembershipRequested,
  teamRenamed,
} from './team.events.js';

const { given } = specify(teamDecider);
const { keeper, standard } = PROFILES;

const finance = { teamId: 't1', displayName: 'Finance' };
const jane = { userId: 'u1', userName: 'jane@acme.example' };
const treasury = { nestedTeamId: 't2', nestedTeamName: 'Treasury' };
const itself = { nestedTeamId: 't1', nestedTeamName: 'Finance' };
const created = () => teamCreated(finance);
const added = (team = treasury) => nestedTeamAdded({ ...finance, ...team });
const removed = (reason: 'requested' | 'team-deleted' = 'requested') =>
  nestedTeamRemoved({ ...finance, ...treasury, reason });

const change = (over: Partial<TeamCommand & { type: 'ChangeTeam' }> = {}): TeamCommand => ({
  type: 'ChangeTeam',
  policy: standard,
  displayName: finance.displayName,
  added: [],
  removed: [],
  ...over,
});
const create = (policy = standard): TeamCommand => ({
  ...finance,
  type: 'CreateTeam',
  policy,
  members: [treasury, jane],
});
const drop: TeamCommand = { type: 'DropNestedTeam', nestedTeamId: 't2' };

describe('a team within a team', () => {
  it('comes with a new team, beside users', () => {
    given()
      .when(create())
      .then(
        created(),
        added(),
        teamMembershipRequested({ ...finance, ...jane }),
        teamMembershipActivated({ ...finance, ...jane, from: 'pending' }),
      );
  });

  it('is added once, and removed once', () => {
    given(created())
      .when(change({ added: [treasury] }))
      .then(added());
    given(created(), added())
      .when(change({ added: [treasury] }))
      .thenNothing();
    given(created(), added())
      .when(change({ removed: ['t2'] }))
      .then(removed());
    given(created(), added(), removed())
      .when(change({ removed: ['t2'] }))
      .thenNothing();
  });

  it('goes and comes with a change of everything else', () => {
    const audit = { ...finance, displayName: 'Audit' };
    const member = { ...finance, ...jane };
    given(
      created(),
      teamMembershipRequested(member),
      teamMembershipActivated({ ...member, from: 'pending' }),
      added(),
    )
      .when(change({ displayName: 'Audit', removed: ['t2', 'u1'], added: [itself] }))
      .then(
        teamRenamed({ ...audit, from: 'Finance', to: 'Audit' }),
        teamMembershipRemoved({ ...audit, ...jane, reason: 'requested', from: 'active' }),
        nestedTeamRemoved({ ...audit, ...treasury, reason: 'requested' }),
        nestedTeamAdded({ ...audit, ...itself }),
      );
  });

  it('may be the team itself', () => {
    given(created())
      .when(change({ added: [itself] }))
      .then(added(itself));
    given(created(), added(itself)).when({ type: 'DeleteTeam' }).then(teamDeleted(finance));
  });

  it('is refused where teams cannot be nested, and nothing else is done then', () => {
    given().when(create(keeper)).thenRefused('nested-teams-not-supported');
    given(created())
      .when(change({ policy: keeper, displayName: 'Audit', added: [jane, treasury] }))
      .thenRefused('nested-teams-not-supported');
  });

  it('can be removed wherever it is', () => {
    given(created(), added())
      .when(change({ policy: keeper, removed: ['t2'] }))
      .then(removed());
  });

  it('is dropped when it is deleted', () => {
    given(created(), added()).when(drop).then(removed('team-deleted'));
    given(created(), added(), removed()).when(drop).thenNothing();
    given(created(), added(), teamDeleted(finance)).when(drop).thenRefused('team-not-found');
  });
});
