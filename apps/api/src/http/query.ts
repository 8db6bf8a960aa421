/** SCIM's parameters (RFC 7644 section 3.4.2, RFC 9865) are known in any letter case: an unseen filter would show everybody. */
const SCIM_PARAMETERS: ReadonlyMap<string, string> = new Map(
  [
    ...['filter', 'startIndex', 'count', 'cursor', 'attributes', 'excludedAttributes'],
    ...['sortBy', 'sortOrder'],
  ].map((name) => [name.toLowerCase(), name]),
);

/**
 * Reads a query string. A plus is left as it is, since it belongs to an address like `a+b@example.com`, where the client
 * does not write it for a blank: see {@link readFilterText}. A parameter that is given again makes a list.
 */
export function readQuery(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  if (text === '') return query;
  for (const part of text.split('&')) {
    const at = part.indexOf('=');
    const name = decode(at < 0 ? part : part.slice(0, at));
    if (name === '' || name === '__proto__') continue;
    const known = SCIM_PARAMETERS.get(name.toLowerCase()) ?? name;
    const text = at < 0 ? '' : part.slice(at + 1);
    const value = known === 'filter' ? readFilterText(text) : decode(text);
    const before = query[known];
    query[known] = before === undefined ? value : [before, value].flat();
  }
  return query;
}

/**
 * The text of a filter. A client that writes a plus for each blank, as forms do, writes one outside of quotes: then it means
 * those within quotes so, too. Those outside are left to the filter's reader, which counts them (T15).
 */
function readFilterText(raw: string): string {
  const literal = decode(raw);
  if (!raw.includes('+')) return literal;
  const blank = decode(raw.replaceAll('+', ' '));
  let outside = false;
  let text = '';
  for (let at = 0, quoted = false; at < literal.length; at++) {
    const character = literal.charAt(at);
    const isFilled = character !== blank.charAt(at);
    outside ||= isFilled && !quoted;
    text += isFilled && quoted ? ' ' : character;
    if (character === '"') quoted = !quoted;
    else if (character === '\\' && quoted) text += literal.charAt(++at);
  }
  return outside ? text : literal;
}

/** What cannot be decoded is taken as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
