import { expect, it } from '@jest/globals';
import { PROFILES, teamDecider, type TeamCommand, type TeamEvent, type TeamState } from '#domain';
import { fold, isRefusal } from '#kernel';
import { partsOf } from './team-change.js';

const policy = PROFILES.standard;
const membersOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({ userId: `${name}${n}`, userName: `${name}${n}@x` }));

function decided(commands: readonly TeamCommand[], before: TeamState) {
  const events: TeamEvent[] = [];
  let state = before;
  for (const command of commands) {
    const decision = teamDecider.decide(command, state);
    if (isRefusal(decision)) throw new Error(decision.refused);
    events.push(...decision);
    state = fold(teamDecider.evolve, state, decision, '2026-03-02T09:00:00.000Z');
  }
  return { events, state };
}

const old = membersOf('old', 2_500);
const nested = { nestedTeamId: 'n1', nestedTeamName: 'Nested' };
const create = { type: 'CreateTeam', teamId: 't1', policy, displayName: 'T' } as const;
const { state } = decided([{ ...create, members: [...old, nested] }], teamDecider.initial);
const change = {
  type: 'ChangeTeam',
  policy,
  displayName: 'Renamed',
  added: membersOf('new', 2_500),
  removed: [...old.map(({ userId }) => userId), 'n1'],
} as const;

it('a change of many members in parts comes to what it comes to as a whole', () => {
  const parts = partsOf(change);
  expect(parts.length).toBeGreaterThan(1);
  expect(Math.max(...parts.map(({ added, removed }) => added.length + removed.length))).toBe(1_000);
  const [inParts, whole] = [decided(parts, state), decided([change], state)];
  expect(inParts.events).toEqual(whole.events);
  expect(inParts.state).toEqual(whole.state);
});

it('a change of a few is one part', () => {
  const few = { ...change, added: membersOf('new', 2), removed: ['old1'] };
  expect(partsOf(few)).toEqual([few]);
});
