/**
 * Which engines the servers under test run on: the embedded ones, unless the environment of the tests names others.
 * A log that is named so should be a fresh one: tests of the whole installation count what is in it.
 */
export const engines: Readonly<Record<string, string>> = Object.fromEntries(
  ['ROLLBOOK_EVENT_STORE', 'ROLLBOOK_EVENTSTOREDB_URL'].flatMap((variable) => {
    const value = process.env[variable];
    return value === undefined ? [] : [[variable, value]];
  }),
);
