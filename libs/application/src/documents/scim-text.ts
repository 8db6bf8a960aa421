import type { JsonObject } from '#scim';

/**
 * A resource as the text that is sent, but for what is not known when it is written. Gaps are marked by control
 * characters, which can't occur in JSON text, so nothing that a client sends is ever taken for one.
 */
const GAPS = { additions: '\u0001', baseUrl: '\u0002', versionSuffix: '\u0003' } as const;

/** What fills the gaps of a resource's text. */
export interface Filling {
  /** E.g. `https://rollbook.example/scim/v2/<node>`. */
  readonly baseUrl: string;
  /** What goes into the gap for additions, in pieces of JSON text. */
  readonly additions: readonly string[];
  /** What the version has behind the revision. */
  readonly versionSuffix: string;
}

/** What `meta` says (RFC 7643 section 3.1). */
export interface ResourceMeta {
  readonly resourceType: 'User' | 'Group';
  readonly path: string;
  readonly created: string;
  readonly lastModified: string;
  readonly revision: number;
}

/** The ETag of a resource at a revision (RFC 7644 section 3.14): weak, since attributes may be left out of an answer. */
export function versionOf(revision: number, suffix = ''): string {
  return `W/"${revision}${suffix}"`;
}

/**
 * Writes a resource, `schemas` and `id` and everything else but `meta`, as text with gaps. The gap for additions is at
 * the end of the resource, or with `insideLast` at the end of its last member, which must then be an object.
 */
export function textWithGaps(
  resource: JsonObject,
  { resourceType, created, lastModified, revision, path }: ResourceMeta,
  insideLast = false,
): string {
  const members = JSON.stringify(resource).slice(1, insideLast ? -2 : -1);
  const known = `"resourceType":"${resourceType}","created":"${created}","lastModified":"${lastModified}"`;
  const meta = `${known},"location":"${GAPS.baseUrl}${path}","version":"W/\\"${revision}${GAPS.versionSuffix}\\""`;
  return `{${members}${GAPS.additions},"meta":{${meta}}}`;
}

/** Fills the gaps. What is added may be large: the text is given in pieces, and only a small one is ever put together. */
export function fillGaps(text: string, filling: Filling): readonly string[] {
  const { additions, baseUrl, versionSuffix } = filling;
  const additionsAt = text.indexOf(GAPS.additions);
  const baseUrlAt = text.indexOf(GAPS.baseUrl, additionsAt);
  const suffixAt = text.indexOf(GAPS.versionSuffix, baseUrlAt);
  const end =
    text.slice(additionsAt + 1, baseUrlAt) +
    baseUrl +
    text.slice(baseUrlAt + 1, suffixAt) +
    versionSuffix +
    text.slice(suffixAt + 1);
  return [text.slice(0, additionsAt), ...additions, end];
}

// Members of a document in pieces of JSON text, each member with a comma ahead.

/** A member whose value is an array of portions without brackets; nothing where they are all empty. */
export function arrayMember(name: string, portions: readonly string[]): readonly string[] {
  const pieces: string[] = [];
  for (const text of portions) {
    if (text !== '') pieces.push(pieces.length === 0 ? `,"${name}":[` : ',', text);
  }
  if (pieces.length > 0) pieces.push(']');
  return pieces;
}

/** A member whose value is an object with these members; nothing where there are none. */
export function objectMember(name: string, members: readonly string[]): readonly string[] {
  const [first, ...others] = members;
  return first === undefined ? [] : [`,"${name}":{${first.slice(1)}`, ...others, '}'];
}
