import { parseArgs } from 'node:util';
import { lastMondayOver, settleWeek, settleWeeks } from '../boards/settle';
import { mondayOf, weekOf } from '../calendar/week';
import { type CommandTools, runCommand } from './run-command';

const USAGE = `npm run -s boards -- [--week 2026-W47]
Settles the boards of weeks that are over: from then on they never change. A running server does it by itself.

  --week WEEK  this week alone, as ISO 8601 calls it, in China's time; all that are due where left out
  --help       this text

It reads DATABASE_URL, or the embedded Postgres under DATA_DIR (.data) where that is unset.`;

/** @throws Error where the arguments make no sense; its message says why. */
function readArguments(): { monday: string | undefined } | 'help' {
  const { values } = parseArgs({
    options: { week: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return 'help';
  if (values.week === undefined) return { monday: undefined };
  const monday = mondayOf(values.week);
  if (monday === undefined) throw new Error(`--week: expected a week such as 2026-W47, not ${values.week}`);
  if (monday > lastMondayOver()) throw new Error(`--week: ${values.week} is not over yet`);
  return { monday };
}

async function main({ dataSource, print }: CommandTools, monday: string | undefined): Promise<void> {
  if (monday === undefined) {
    const settled = await settleWeeks(dataSource);
    print(settled.length > 0 ? `Settled: ${settled.map(weekOf).join(', ')}` : 'No week is due.');
    return;
  }
  const isNew = await settleWeek(dataSource, monday);
  print(`${weekOf(monday)}: ${isNew ? 'settled' : 'was settled before, and stays as it is'}`);
}

// Before the database is opened, which may start one: neither help nor a slip of the pen is worth that.
try {
  const settings = readArguments();
  if (settings === 'help') process.stdout.write(`${USAGE}\n`);
  else void runCommand((tools) => main(tools, settings.monday));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
