import { isObject } from '../json.js';
import { foldCase } from '../values/fold-case.js';
import { LONGEST_TEXT } from './bulk-references.js';

/** What gives a resource another name; a user's e-mail is her name in some profiles. */
const NAMES = /userName|displayName|externalId|emails/i;

/** Where a creation says what is unique, also behind a URN; what users display is not. */
const UNIQUE: Readonly<Record<string, RegExp>> = {
  users: /(?:^|:)(?:userName|externalId)$/i,
  groups: /(?:^|:)(?:displayName|externalId)$/i,
};

/** Whether a key, or a text that may be a path, is about a name. */
export function isAboutNames(text: string): boolean {
  return text.length <= LONGEST_TEXT && NAMES.test(text);
}

/** The names that a creation asks for, in the form in which equal ones are the same; of one kind or of several. */
export function namesAskedFor(type: string, data: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const keys = UNIQUE[type];
  if (keys !== undefined) collect(data, keys, names);
  return names;
}

function collect(value: unknown, keys: RegExp, names: Set<string>): void {
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    // A text may stand in an array of its own.
    const [text] = Array.isArray(inner) ? (inner as readonly unknown[]) : [inner];
    if (typeof text === 'string' && keys.test(key)) names.add(foldCase(text));
    else collect(inner, keys, names);
  }
}
