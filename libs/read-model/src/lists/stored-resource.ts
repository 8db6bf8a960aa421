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
  /** What fills the gap for additions, with links below the base URL. */
  additions(baseUrl: string): string;
  /** Of a group that has some, where they were asked for: they may be too many to be written at once. */
  readonly members?: readonly MemberOfGroup[];
}

/** The text of a resource as it is sent. */
export function resourceText(resource: StoredResource, baseUrl: string): string {
  const { text, versionSuffix } = resource;
  return fillGaps(text, { baseUrl, versionSuffix, additions: resource.additions(baseUrl) });
}

/** The ETag of a resource. */
export function resourceVersion({ revision, versionSuffix }: StoredResource): string {
  return versionOf(revision, versionSuffix);
}
