/** What an answer may be taken for: all are the same JSON (RFC 7644 section 3.1). */
const OFFERED = ['application/scim+json', 'application/json'] as const;

/**
 * Whether an `Accept` header (RFC 9110 section 12.5.1) lets an answer be JSON. Of the ranges that a type falls into, the
 * most specific one decides. A header without any range is as good as none.
 */
export function acceptsJson(header: string | undefined): boolean {
  // Most clients send this and nothing else.
  if (header === undefined || header === OFFERED[0]) return true;
  const ranges = header.split(',').flatMap(readRange);
  return ranges.length === 0 || OFFERED.some((type) => qualityOf(type, ranges) > 0);
}

interface MediaRange {
  readonly range: string;
  readonly quality: number;
}

function readRange(text: string): MediaRange[] {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  if (!range.includes('/')) return [];
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.split('=')[1];
  const quality = Number(weight ?? 1);
  return [{ range, quality: Number.isNaN(quality) ? 1 : quality }];
}

function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  for (const wanted of [type, 'application/*', '*/*']) {
    const found = ranges.find(({ range }) => range === wanted);
    if (found !== undefined) return found.quality;
  }
  return 0;
}
