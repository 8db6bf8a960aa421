import { Connection, textAt } from './load-client.js';
import { measure, median } from './measure.js';
import { changeMembers, createUser } from './phases.js';
import type { Server } from './server.js';

/** What it costs to add one member. */
export interface TeamMeasurement {
  readonly teamSize: number;
  readonly teamOfOneMs: number;
  readonly largeTeamMs: number;
}

/** The team of 10,000 may cost this much more than the team of one. */
export const teamTarget = 1.3;

/** The teams that {@link measureTeam} makes, and leaves. */
export const teamNames = { one: 'One', everybody: 'Everybody' } as const;

const connections = 8;
const warmUp = 20;
const samples = 200;
const membersInPatch = 500;

/**
 * Adds newcomers, one at a time, to a team of one and to a team of everybody, by turns. Nobody added has been in the
 * team before, and everybody leaves again at once, outside the measured time, so that both teams keep their size.
 */
export async function measureTeam(server: Server): Promise<TeamMeasurement> {
  const everybody = [...server.userIds];
  let index = everybody.length;
  const newcomersEnd = index + warmUp + samples;
  await measure(server, connections, () =>
    index < newcomersEnd ? createUser(server, index++) : undefined,
  );

  const connection = await Connection.open(server.endpoint);
  const createTeam = async (displayName: string, members: readonly string[]) => {
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
    const body = { schemas, displayName, externalId: displayName, meta: { resourceType: 'Group' } };
    const answer = await connection.send({ method: 'POST', path: '/Groups', body, status: [201] });
    const id = textAt(JSON.parse(answer.toString()), 'id');
    for (let from = 0; from < members.length; from += membersInPatch) {
      await connection.send(changeMembers(id, 'Add', members.slice(from, from + membersInPatch)));
    }
    return { id, addsMs: [] as number[] };
  };

  const teamOfOne = await createTeam(teamNames.one, everybody.slice(0, 1));
  const largeTeam = await createTeam(teamNames.everybody, everybody);
  for (const [turn, newcomer] of server.userIds.slice(everybody.length).entries()) {
    for (const team of turn % 2 ? [teamOfOne, largeTeam] : [largeTeam, teamOfOne]) {
      const sent = performance.now();
      await connection.send(changeMembers(team.id, 'Add', [newcomer]));
      if (turn >= warmUp) team.addsMs.push(performance.now() - sent);
    }
    for (const team of [teamOfOne, largeTeam]) {
      await connection.send(changeMembers(team.id, 'Remove', [newcomer]));
    }
  }
  connection.close();
  return {
    teamSize: everybody.length,
    teamOfOneMs: median(teamOfOne.addsMs),
    largeTeamMs: median(largeTeam.addsMs),
  };
}
