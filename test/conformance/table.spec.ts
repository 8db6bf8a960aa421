import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const root = new URL('../../../', import.meta.url);
const folder = new URL('test/conformance/', root);

/** The tests of the folder as `file: title`, read from their source. */
function testsThere(): string[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith('rfc'))
    .flatMap((file) => {
      const source = readFileSync(new URL(file, folder), 'utf8');
      const name = file.replace('.spec.ts', '');
      return [...source.matchAll(/\bit\(\s*'([^']+)'/g)].map(([, title]) => `${name}: ${title}`);
    });
}

/** The tests that the rows of the page name: clause, level and requirement are the title. */
function testsNamed(): string[] {
  const page = readFileSync(new URL('docs/conformance.md', root), 'utf8');
  const row = /^\| (RFC \d+ [\d.]+) *\| ([A-Z ]+?) *\| (.+?) *\| `([^`]+)` *\|$/gm;
  return [...page.matchAll(row)].map(
    ([, clause, level, requirement, file]) => `${file}: ${clause} ${level} ${requirement}`,
  );
}

it('docs/conformance.md names every test of this folder, and none that is not there', () => {
  expect(testsThere().length).toBeGreaterThan(100);
  expect(testsNamed().toSorted()).toEqual(testsThere().toSorted());
});
