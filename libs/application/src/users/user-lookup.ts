import { type ExistingUser, isListed, type UserState } from '#domain';
import type { Loaded, UnitOfWork } from '#event-store';
import { refuse, RefusedError } from '#kernel';
import { users } from '../aggregates.js';

/**
 * A user of the node whom SCIM shows.
 *
 * @throws RefusedError `user-not-found`, also for a user of another node: nobody learns that she exists
 */
export async function loadUser(
  work: UnitOfWork,
  nodeId: string,
  userId: string,
): Promise<Loaded<ExistingUser>> {
  const user = await work.load(users, userId);
  if (user.nodeId !== nodeId || !isOfListed(user)) {
    throw new RefusedError(refuse('user-not-found', 'no such user'));
  }
  return user;
}

function isOfListed(user: Loaded<UserState>): user is Loaded<ExistingUser> {
  return isListed(user.state);
}
