import { fillGaps, type MemberOfGroup, versionOf } from '#application';
import type { ResourceType } from '#scim';

/** A resource as the read model has it: text with gaps, and what goes into them. */
export interface StoredResource {
  readonly type: ResourceType;
  readonly id: string;
  readonly ordinal: number;
  readonly revision: number;
  readonly text: string;
  /** Distinguishes versions that differ only in what other aggregates say, e.g. a user's groups. */
  readonly versionSuffix: string;
  /** What fills the gap for additions, with links below the base URL; nothing for the members of a group. */
  additions(baseUrl: string): string;
  /**
   * Of a group, where they were asked for: its members. Many are only read when they are asked for here, so that not all
   * members of a page of large groups are in memory at once.
   */
  members?(): Promise<readonly MemberOfGroup[]>;
}

/** The text of a resource as it is sent, of a group without members. */
export function resourceText(resource: StoredResource, baseUrl: string): string {
  const { text, versionSuffix } = resource;
  return fillGaps(text, { baseUrl, versionSuffix, additions: resource.additions(baseUrl) });
}

/** The ETag of a resource. */
export function resourceVersion({ revision, versionSuffix }: StoredResource): string {
  return versionOf(revision, versionSuffix);
}
