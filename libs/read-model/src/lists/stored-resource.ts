import type { GroupOfUser, MemberOfGroup } from '#application';
import type { ResourceType } from '#scim';

/** A resource as the read model has it: text with gaps, and what other resources say of it. */
export interface StoredResource {
  readonly type: ResourceType;
  readonly id: string;
  readonly ordinal: number;
  readonly revision: number;
  readonly text: string;

  // Many are only read when they are asked for here, so that not all those of a page are in memory at once.

  /** Of a user: the groups that she is in. */
  groups?(): Promise<readonly GroupOfUser[]>;
  /** Of a group, where they were asked for: its members. */
  members?(): Promise<readonly MemberOfGroup[]>;
}
