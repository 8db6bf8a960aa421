import { type ExistingTeam, isListed, type NewMember } from '#domain';
import { inTurns, type Loaded, type UnitOfWork } from '#event-store';
import { refuse, RefusedError } from '#kernel';
import { invalidValue } from '#scim';
import { Inject, Injectable } from '@nestjs/common';
import { teams, users } from '../aggregates.js';
import type { Directory } from '../ports.js';
import { DIRECTORY } from '../tokens.js';

/**
 * A team of the node.
 *
 * @throws RefusedError `team-not-found`, also for a team of another node: nobody learns that it exists
 */
export async function loadTeam(
  work: UnitOfWork,
  nodeId: string,
  teamId: string,
): Promise<Loaded<ExistingTeam>> {
  const { state, ...loaded } = await work.load(teams, teamId);
  if (loaded.nodeId !== nodeId || state.status !== 'present') {
    throw new RefusedError(refuse('team-not-found', 'no such group'));
  }
  return { ...loaded, state };
}

/** Finds those who shall be members. */
@Injectable()
export class Members {
  constructor(@Inject(DIRECTORY) private readonly directory: Directory) {}

  /**
   * The users and teams behind ids. The read model answers for those it has; the log for those it does not have yet. A
   * list of strangers is refused by its beginning, however long it is.
   *
   * @throws ScimError `invalidValue` when one is neither a listed user nor a team of the node
   */
  async find(work: UnitOfWork, nodeId: string, ids: readonly string[]): Promise<NewMember[]> {
    const members: NewMember[] = [];
    for await (const some of inTurns(ids)) {
      members.push(...(await this.findSome(work, nodeId, some)));
    }
    return members;
  }

  /**
   * Those of a team's members whom SCIM shows. A list that is stated as a whole is about them: whom an IdP could not
   * read she can't have meant to remove.
   */
  async shown(nodeId: string, team: ExistingTeam): Promise<readonly string[]> {
    const userNames = await this.directory.userNames(nodeId, team.members.keys());
    const teamNames = await this.directory.teamNames(nodeId, team.nested.keys());
    return [...userNames.keys(), ...teamNames.keys()];
  }

  private async findSome(
    work: UnitOfWork,
    nodeId: string,
    ids: readonly string[],
  ): Promise<NewMember[]> {
    const userNames = await this.directory.userNames(nodeId, ids);
    const others = ids.filter((id) => !userNames.has(id));
    const teamNames = await this.directory.teamNames(nodeId, others);
    const members: NewMember[] = [];
    for (const id of ids) {
      const member =
        asMember(id, userNames.get(id), teamNames.get(id)) ?? (await inLog(work, nodeId, id));
      if (member === undefined) throw invalidValue(`members: there is no user or group ${id}`);
      members.push(member);
    }
    return members;
  }
}

function asMember(
  id: string,
  userName: string | undefined,
  teamName: string | undefined,
): NewMember | undefined {
  if (userName !== undefined) return { userId: id, userName };
  return teamName === undefined ? undefined : { nestedTeamId: id, nestedTeamName: teamName };
}

async function inLog(work: UnitOfWork, nodeId: string, id: string): Promise<NewMember | undefined> {
  const user = await work.load(users, id);
  if (user.nodeId === nodeId && isListed(user.state)) {
    return asMember(id, user.state.userName, undefined);
  }
  const { state, nodeId: home } = await work.load(teams, id);
  return home === nodeId && state.status === 'present'
    ? asMember(id, undefined, state.displayName)
    : undefined;
}
