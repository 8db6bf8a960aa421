import type { ExistingTeam, MemberIdentity } from '#domain';
import type { Loaded, UnitOfWork } from '#event-store';
import { refuse, RefusedError } from '#kernel';
import { invalidValue } from '#scim';
import { Inject, Injectable } from '@nestjs/common';
import { isListed } from '#domain';
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
   * The users behind ids. The read model answers for those it has; the log for those it does not have yet.
   *
   * @throws ScimError `invalidValue` when one is no listed user of the node
   */
  async find(
    work: UnitOfWork,
    nodeId: string,
    userIds: readonly string[],
  ): Promise<MemberIdentity[]> {
    if (userIds.length === 0) return [];
    const known = await this.directory.userNames(nodeId, userIds);
    const members: MemberIdentity[] = [];
    for (const userId of userIds) {
      const userName = known.get(userId) ?? (await this.nameInLog(work, nodeId, userId));
      if (userName === undefined) throw invalidValue(`members: there is no user ${userId}`);
      members.push({ userId, userName });
    }
    return members;
  }

  /**
   * Those of a team's members whom SCIM shows. A list that is stated as a whole is about them: whom an IdP could not
   * read she can't have meant to remove.
   */
  async shown(nodeId: string, team: ExistingTeam): Promise<readonly string[]> {
    return [...(await this.directory.userNames(nodeId, [...team.members.keys()])).keys()];
  }

  private async nameInLog(
    work: UnitOfWork,
    nodeId: string,
    userId: string,
  ): Promise<string | undefined> {
    const { state, nodeId: home } = await work.load(users, userId);
    return home === nodeId && isListed(state) ? state.userName : undefined;
  }
}
