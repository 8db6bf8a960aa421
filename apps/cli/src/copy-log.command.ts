import { parseArgs } from 'node:util';
import { copyLog } from '#event-store';
import { type Command, UsageError } from './command.js';
import { configuredLog, openLog } from './open-log.js';

const STEP_MS = 2_000;

/** Moves the log to another engine; run again, it goes on where it was. */
export const copyLogCommand: Command = {
  usage: 'copy-log --from <log> [--to <log>]',
  summary:
    'copy every event into another log, by default the configured one, and compare;\n' +
    '      a log is an SQLite file or esdb://…',
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { from: { type: 'string' }, to: { type: 'string' } },
    });
    if (values.from === undefined) throw new UsageError();
    const source = await openLog(values.from, 'existing');
    try {
      const target = await openLog(values.to ?? configuredLog(), 'existing-or-new');
      try {
        const { present, copied, streams, digest } = await copyLog(source, target, progress());
        console.log(
          `${copied} events copied, ${present} were there already; read back and compared: ` +
            `${digest.count} events in ${streams} streams, sha256 ${digest.sha256}`,
        );
      } finally {
        await target.close();
      }
    } finally {
      await source.close();
    }
  },
};

function progress(): (events: number) => void {
  let told = Date.now();
  return (events) => {
    if (Date.now() - told < STEP_MS) return;
    told = Date.now();
    console.error(`${events} events`);
  };
}
