import type { Version } from '#application';
import { comparableText, type JsonObject, type ResourceType } from '#scim';
import type { ProjectedEvent } from '../projection.js';

/** What the first event about a user or a team says for good. */
type Origin = Record<'nodeId' | 'createdAt', string> & { readonly ordinal: number };

/** The texts that such a row has, at least. */
type Texts = Record<'document' | 'search', string>;

/**
 * The row of a user or a team as an event makes it. Its texts are made when it is written, once for all the events of a
 * batch that are about it. It is of a class, since getters of an object literal are a hidden class of each object's own: V8
 * keeps it, and all that the getters see, until it collects the old generation.
 */
export abstract class FoldedRow<Made extends Texts = Texts> implements Version {
  readonly organisationId: string;
  readonly nodeId: string;
  readonly ordinal: number;
  readonly revision: number;
  readonly createdAt: string;
  readonly changedAt: string;
  private made: Made | undefined;

  /** @param before the row until now, where there is one */
  constructor(before: Origin | undefined, { metadata, revision, position }: ProjectedEvent) {
    this.organisationId = metadata.organisationId;
    this.nodeId = before?.nodeId ?? metadata.nodeId ?? '';
    this.ordinal = before?.ordinal ?? position;
    this.revision = revision;
    this.createdAt = before?.createdAt ?? metadata.occurredAt;
    this.changedAt = metadata.occurredAt;
  }

  get document() {
    return this.texts.document;
  }

  get search() {
    return this.texts.search;
  }

  protected get texts(): Made {
    return (this.made ??= this.make());
  }

  protected abstract make(): Made;
}

/** What filters and orders look at, as JSON text: what a resource says itself. */
export function searchText(
  type: ResourceType,
  resource: JsonObject,
  { createdAt, changedAt }: Version,
): string {
  const meta = { resourceType: type.name, created: createdAt, lastModified: changedAt };
  return comparableText({ ...resource, meta }, type);
}
