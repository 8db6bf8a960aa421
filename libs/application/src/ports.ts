import type { Position } from '#event-store';

/** What commands ask of the read models. What they must be sure of, they ask the log. */
export interface Directory {
  /** The user names of those of the ids that are listed users of the node; the others are missing from the map. */
  userNames(nodeId: string, userIds: Iterable<string>): Promise<ReadonlyMap<string, string>>;
  /** The names of those of the ids that are teams of the node; the others are missing from the map. */
  teamNames(nodeId: string, teamIds: Iterable<string>): Promise<ReadonlyMap<string, string>>;
  /** The teams that a user is in. */
  teamsOf(userId: string): Promise<readonly string[]>;
  /** The teams that a team is in. */
  teamsAround(teamId: string): Promise<readonly string[]>;
}

/** Where a process manager keeps the position it has handled. */
export interface ProcessCheckpoint {
  /** {@link START} for one that has never run. */
  load(name: string): Promise<Position>;
  /** @param handled whether there was anything to do on the way: a position that was only passed over may be forgotten */
  save(name: string, position: Position, handled: boolean): Promise<void>;
}
