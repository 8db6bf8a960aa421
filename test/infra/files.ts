import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

/** The repository: these tests run compiled, from dist/test/infra. */
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A mapping of a YAML or JSON file. */
export type Mapping = Readonly<Record<string, unknown>>;

export function text(file: string): string {
  return readFileSync(`${root}${file}`, 'utf8');
}

/** Every file that says how Rollbook is run. */
export const infraFiles = [
  'Dockerfile',
  '.dockerignore',
  'docker-compose.yml',
  ...readdirSync(`${root}infra`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(root.length)),
];

export const yamlFiles = infraFiles.filter(
  (file) => file.endsWith('.yml') || file.endsWith('.yaml'),
);
export const composeFiles = yamlFiles.filter((file) => file.endsWith('docker-compose.yml'));

/** The documents of a YAML file. Throws for one that is not well-formed, or has a key twice. */
export function documents(file: string): readonly Mapping[] {
  return parseAllDocuments(text(file), { merge: true }).map((document) => {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) throw fault;
    return document.toJS() as Mapping;
  });
}

/** What stands under a name anywhere within a value. */
export function valuesOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Mapping).flatMap(([key, inner]): unknown[] => [
    ...(key === name ? [inner] : []),
    ...valuesOf(inner, name),
  ]);
}
