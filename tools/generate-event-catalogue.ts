/**
 * Writes docs/events.md from the definitions of the events, so that the catalogue cannot say anything else than the
 * code. With --check it writes nothing and ends with exit code 1 when the page is not current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { eventDefinitions } from '#domain';
import type { EventDefinition, FieldDefinition } from '#kernel';

const page = new URL('../../docs/events.md', import.meta.url);
const catalogue = renderCatalogue(eventDefinitions);

if (!process.argv.includes('--check')) {
  writeFileSync(page, catalogue);
} else if (readPage() !== catalogue) {
  console.error(
    'docs/events.md is not current: run `npm run docs:events` and commit what it writes.',
  );
  process.exitCode = 1;
}

function readPage(): string {
  try {
    return readFileSync(page, 'utf8');
  } catch {
    return '';
  }
}

function renderCatalogue(definitions: readonly EventDefinition[]): string {
  const streams = new Map<string, EventDefinition[]>();
  for (const definition of definitions) {
    streams.set(definition.stream, [...(streams.get(definition.stream) ?? []), definition]);
  }
  return [
    '# Events',
    '',
    'Every event Rollbook writes, by the stream that carries it. Made from the definitions in `libs/domain` by',
    '`npm run docs:events`: change them, not this page. A field marked *pii* identifies a person.',
    '',
    ...[...streams].map(
      ([stream, carried]) => `- \`${stream}-…\`: ${carried.map(link).join(', ')}`,
    ),
    ...[...streams].flatMap(([stream, carried]) => [
      '',
      `## \`${stream}-…\``,
      ...carried.flatMap(renderEvent),
    ]),
    '',
  ].join('\n');
}

function link({ type }: EventDefinition): string {
  return `[${type}](#${type.toLowerCase()})`;
}

function renderEvent({ type, version, summary, fields }: EventDefinition): string[] {
  const rows = Object.entries<FieldDefinition>({ ...fields }).map(
    ([name, field]) => `| \`${name}\` | ${cell(field.summary)} | ${field.pii ? 'pii' : ''} |`,
  );
  return [
    '',
    `### ${type}`,
    '',
    `Version ${version}. ${summary}`,
    '',
    ...(rows.length > 0
      ? ['| field | meaning | |', '|---|---|---|', ...rows]
      : ['It has no fields.']),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
