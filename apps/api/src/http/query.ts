/** SCIM's parameters (RFC 7644 section 3.4.2, RFC 9865) are known in any letter case: an unseen filter would show everybody. */
const SCIM_PARAMETERS: ReadonlyMap<string, string> = new Map(
  [
    ...['filter', 'startIndex', 'count', 'cursor', 'attributes', 'excludedAttributes'],
    ...['sortBy', 'sortOrder'],
  ].map((name) => [name.toLowerCase(), name]),
);

/**
 * Reads a query string. A plus is left as it is: within quotes it belongs to an address like `a+b@example.com`, and
 * outside of them the filter's reader takes it for a blank. A parameter that is given again makes a list.
 */
export function readQuery(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  if (text === '') return query;
  for (const part of text.split('&')) {
    const at = part.indexOf('=');
    const name = decode(at < 0 ? part : part.slice(0, at));
    const value = at < 0 ? '' : decode(part.slice(at + 1));
    if (name === '' || name === '__proto__') continue;
    const known = SCIM_PARAMETERS.get(name.toLowerCase()) ?? name;
    const before = query[known];
    query[known] = before === undefined ? value : [before, value].flat();
  }
  return query;
}

/** What cannot be decoded is taken as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
