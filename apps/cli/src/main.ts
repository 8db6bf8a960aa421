#!/usr/bin/env node
import { EventStoreUnavailableError, LogsDifferError } from '#event-store';
import { ConfigurationError } from '#platform';
import { backup } from './backup.command.js';
import { type Command, UsageError } from './command.js';
import { copyLogCommand } from './copy-log.command.js';

const commands: Readonly<Record<string, Command>> = { backup, 'copy-log': copyLogCommand };

const help = [
  'usage: rollbook <command>',
  '',
  ...Object.values(commands).flatMap(({ usage, summary }) => [`  ${usage}`, `      ${summary}`]),
].join('\n');

async function main([name = '', ...args]: readonly string[]): Promise<void> {
  if (['help', '--help', '-h'].includes(name)) {
    console.log(help);
    return;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new UsageError(help);
  try {
    await command.run(args);
  } catch (error) {
    if (isMisuse(error)) throw new UsageError(`usage: rollbook ${command.usage}`);
    throw error;
  }
}

/** Words on the command line that nobody asked for, or too few of them. */
function isMisuse(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof UsageError || code.startsWith('ERR_PARSE_ARGS_');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const expected =
    error instanceof UsageError ||
    error instanceof ConfigurationError ||
    error instanceof EventStoreUnavailableError ||
    error instanceof LogsDifferError ||
    (error instanceof Error && 'syscall' in error);
  console.error(`rollbook: ${expected ? error.message : String((error as Error).stack)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
