import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { backUpSqliteLog } from '#event-store/sqlite';
import { readConfiguration } from '#platform';
import { type Command, UsageError } from './command.js';

/** Copies the embedded log while the server goes on; everything else is made from it. */
export const backup: Command = {
  usage: 'backup <folder>',
  summary: 'copy the log in ROLLBOOK_DATA into a folder, also while the server runs',
  async run(args) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
    const [folder, ...others] = positionals;
    if (folder === undefined || others.length > 0) throw new UsageError();
    const target = join(folder, 'events.sqlite');
    const source = join(readConfiguration().dataFolder, 'events.sqlite');
    const { head } = await backUpSqliteLog(source, target);
    console.log(`${target}: every event up to position ${head}, checked`);
  },
};
