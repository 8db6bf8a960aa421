/** What a JSON text may hold: more than any client sends, and little enough to be read without holding the loop. */
export const JSON_LIMITS = {
  depth: 64,
  /** Members and elements, all together. */
  values: 250_000,
  /** Names that differ: each new one costs the parser as much as a hundred known ones. */
  names: 2_000,
} as const;

/** Why a text is refused before it is parsed. */
export interface JsonObjection {
  readonly status: 400 | 413;
  readonly detail: string;
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Looks a JSON text over ahead of the parser, which takes a second for eight megabytes of brackets and keeps the last of
 * two members with one name without a word (RFC 8259 section 4 calls that unpredictable). Undefined when there is no
 * objection; whether the text is JSON at all is the parser's to say.
 */
export function objectionTo(text: string): JsonObjection | undefined {
  const names = new Map<string, number>();
  /** By depth and name: the last object there that had the name. */
  const seen: number[][] = [];
  /** By depth: which object this is, counted from 1. */
  const objects: number[] = [];
  let [depth, opened, values, nameStart, nameEnd] = [0, 0, 0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        [nameStart, nameEnd, at] = [at, end, end];
        break;
      }
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        objects[++depth] = ++opened;
        values++;
        if (depth > JSON_LIMITS.depth) {
          return { status: 400, detail: `the body is nested deeper than ${JSON_LIMITS.depth}` };
        }
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        depth--;
        break;
      case COMMA:
        values++;
        break;
      case COLON: {
        const name = nameOf(text.slice(nameStart + 1, nameEnd));
        const index = names.get(name) ?? names.size;
        const object = objects[depth] ?? 0;
        const seenHere = (seen[depth] ??= []);
        if (seenHere[index] === object) {
          return { status: 400, detail: `${name.slice(0, 100)} is given twice in one object` };
        }
        seenHere[index] = object;
        if (index === names.size && names.set(name, index).size > JSON_LIMITS.names) {
          return {
            status: 413,
            detail: `a body takes ${JSON_LIMITS.names} different names at most`,
          };
        }
        break;
      }
    }
    if (values > JSON_LIMITS.values) {
      return { status: 413, detail: `a body takes ${JSON_LIMITS.values} values at most` };
    }
  }
  return undefined;
}

/** Where the closing quote of a string stands; the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, quote: number): boolean {
  let at = quote;
  while (text.charCodeAt(at - 1) === BACKSLASH) at--;
  return (quote - at) % 2 === 1;
}

/** A name that is written with escapes is the same name. */
function nameOf(written: string): string {
  if (!written.includes('\\')) return written;
  try {
    return String(JSON.parse(`"${written}"`));
  } catch {
    return written;
  }
}
