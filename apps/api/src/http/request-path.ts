/**
 * The path of a request's URL. What the router takes for the same path is the same here: the absolute form (RFC 9112
 * section 3.2.2), and characters that are percent-encoded without need.
 */
export function pathOf(url: string): string {
  const path = /^(?:https?:\/\/[^/?#]*)?([^?#]*)/i.exec(url)?.[1] ?? '';
  if (!path.includes('%')) return path;
  try {
    return decodeURI(path);
  } catch {
    // What is escaped wrongly is left as it is; the router refuses it.
    return path;
  }
}
