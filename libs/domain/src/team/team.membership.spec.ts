import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '#kernel';
import { specify } from '#testing';
import { type TeamCommand, teamDecider } from './team.decider.js';
import {
  type Approver,
  type MembershipStage,
  teamCreated,
  teamDeleted,
  type TeamEvent,
  teamMembershipActivated,
  teamMembershipApproved,
  teamMembershipDeclined,
  teamMembershipRemoved,
  teamMembershipRequested,
  teamRenamed,
} from './team.events.js';

const { given } = specify(teamDecider);
const OCCURRED_AT = '2026-03-02T09:00:00.000Z';

const team = { teamId: 't1', displayName: 'Finance' };
const jane = { ...team, userId: 'u1', userName: 'jane@acme.example' };
const john = { ...team, userId: 'u2', userName: 'john@acme.example' };
const administrator: Approver = { kind: 'administrator' };
const member = (userId?: string): Approver =>
  userId === undefined ? { kind: 'member' } : { kind: 'member', userId };

const created = () => teamCreated(team);
const requested = (who = jane) => teamMembershipRequested(who);
const approved = (by = administrator) => teamMembershipApproved({ ...jane, approvedBy: by });
const activated = (who = jane, from: 'pending' | 'approved' = 'pending') =>
  teamMembershipActivated({ ...who, from });
const activeJohn = () => [requested(john), activated(john)];
const pendingJane = () => [created(), requested()];

const approve = (by = administrator, userId = 'u1'): TeamCommand => ({
  type: 'ApproveMembership',
  userId,
  by,
});
const decline = (by = administrator, userId = 'u1'): TeamCommand => ({
  type: 'DeclineMembership',
  userId,
  by,
});
const activate: TeamCommand = { type: 'ActivateMembership', userId: 'u1' };

describe('a pending membership', () => {
  it('is approved, and active once the user has registered', () => {
    given(...pendingJane())
      .when(approve())
      .then(approved());
    given(...pendingJane(), approved())
      .when(activate)
      .then(activated(jane, 'approved'));
  });

  it('waits for approval when the user has registered first', () => {
    given(...pendingJane())
      .when(activate)
      .thenNothing();
  });

  it('is approved once', () => {
    given(...pendingJane(), approved())
      .when(approve())
      .thenNothing();
    given(...pendingJane(), approved(), activated())
      .when(approve())
      .thenNothing();
  });

  it('is activated once', () => {
    given(...pendingJane(), approved(), activated())
      .when(activate)
      .thenNothing();
  });

  it('is declined and gone, until the IdP requests it again', () => {
    const declined = teamMembershipDeclined({
      ...jane,
      declinedBy: administrator,
      from: 'pending',
    });
    given(...pendingJane())
      .when(decline())
      .then(declined);
    given(...pendingJane(), declined)
      .when(decline())
      .thenRefused('membership-not-found');
    given(...pendingJane(), declined, requested())
      .when(approve())
      .then(approved());
  });

  it('can be declined while an approved one waits for registration', () => {
    given(...pendingJane(), approved())
      .when(decline())
      .then(teamMembershipDeclined({ ...jane, declinedBy: administrator, from: 'approved' }));
  });

  it('is removed with a word on how far it was', () => {
    const removed = (from: MembershipStage) =>
      teamMembershipRemoved({ ...jane, reason: 'user-removed', from });
    const drop = { type: 'DropMembership', userId: 'u1' } as const;
    given(...pendingJane())
      .when(drop)
      .then(removed('pending'));
    given(...pendingJane(), approved())
      .when(drop)
      .then(removed('approved'));
    given(...pendingJane(), approved(), activated())
      .when(drop)
      .then(removed('active'));
  });

  it('loses its approval with the membership', () => {
    const removed = teamMembershipRemoved({ ...jane, reason: 'requested', from: 'active' });
    given(...pendingJane(), approved(), removed, requested())
      .when(activate)
      .thenNothing();
  });

  it('keeps the user name of the request and takes the name that the team bears now', () => {
    const audit = { ...jane, displayName: 'Audit' };
    given(
      ...pendingJane(),
      teamRenamed({ ...team, displayName: 'Audit', from: 'Finance', to: 'Audit' }),
    )
      .when(approve())
      .then(teamMembershipApproved({ ...audit, approvedBy: administrator }));
  });
});

describe('an active membership', () => {
  it('is not declined', () => {
    given(...pendingJane(), approved(), activated())
      .when(decline())
      .thenRefused('membership-not-pending');
  });
});

describe('no membership', () => {
  it('is neither approved nor declined nor activated', () => {
    given(created()).when(approve()).thenRefused('membership-not-found');
    given(created()).when(decline()).thenRefused('membership-not-found');
    given(created()).when(activate).thenNothing();
  });
});

describe('a member who answers', () => {
  it('must be an active one of this team', () => {
    given(...pendingJane(), ...activeJohn())
      .when(approve(member('u2')))
      .then(approved(member('u2')));
    given(...pendingJane(), ...activeJohn())
      .when(decline(member('u2')))
      .then(teamMembershipDeclined({ ...jane, declinedBy: member('u2'), from: 'pending' }));
  });

  it.each([
    ['a pending one', member('u2')],
    ['herself, pending', member('u1')],
    ['a stranger', member('u3')],
    ['nobody by id', member()],
  ])('is refused when it is %s', (_, by) => {
    given(...pendingJane(), requested(john))
      .when(approve(by))
      .thenRefused('approver-not-an-active-member');
    given(...pendingJane(), requested(john))
      .when(decline(by))
      .thenRefused('approver-not-an-active-member');
  });

  it('is refused once out of the team', () => {
    const removed = teamMembershipRemoved({ ...john, reason: 'requested', from: 'active' });
    given(...pendingJane(), ...activeJohn(), removed)
      .when(approve(member('u2')))
      .thenRefused('approver-not-an-active-member');
  });

  it('learns nothing of who else is in when refused', () => {
    given(created())
      .when(approve(member('u3'), 'u9'))
      .thenRefused('approver-not-an-active-member');
  });
});

describe('the fold of a team', () => {
  const event = fc.constantFrom<TeamEvent>(
    created(),
    requested(),
    requested(john),
    approved(),
    activated(),
    activated(john),
    teamMembershipDeclined({ ...jane, declinedBy: administrator, from: 'pending' }),
    teamMembershipRemoved({ ...john, reason: 'user-removed', from: 'active' }),
    teamRenamed({ ...team, displayName: 'Audit', from: 'Finance', to: 'Audit' }),
    teamDeleted(team),
  );

  it('takes any sequence of facts, and changes no state in place', () => {
    fc.assert(
      fc.property(fc.array(event), event, (events, next) => {
        const state = fold(teamDecider.evolve, teamDecider.initial, events, OCCURRED_AT);
        const before = JSON.stringify(state);
        teamDecider.evolve(state, next, OCCURRED_AT);
        expect(JSON.stringify(state)).toBe(before);
      }),
    );
  });
});
