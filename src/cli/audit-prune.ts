import { parseArgs } from 'node:util';
import { pruneLog } from '../audit/prune-log';
import { AUDIT_LIMITS } from '../config/limits';
import { chinaMidnight } from '../calendar/china-day';
import { authorOfShell } from './author-of-shell';
import { runCommand } from './run-command';

const USAGE = `npm run -s audit-prune -- --before DAY
Removes the entries of the audit log from before a day, e.g. 2026-08-01, and leaves one that says so.

  --before DAY  YYYY-MM-DD, from midnight in China on entries stay; at least ${AUDIT_LIMITS.keptDays} days ago
  --help        this text

It goes to DATABASE_URL, or to the embedded Postgres under DATA_DIR (.data) where that is unset.`;

const DAY_MS = 86_400_000;

/** @throws Error where the arguments make no sense; its message says why. */
function readArguments(): Date | 'help' {
  const { values } = parseArgs({
    options: { before: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return 'help';
  if (values.before === undefined) throw new Error('--before is missing');
  const before = chinaMidnight(values.before);
  if (!before) throw new Error('--before: expected a day, YYYY-MM-DD');
  if (before.getTime() > Date.now() - AUDIT_LIMITS.keptDays * DAY_MS)
    throw new Error(`--before: entries of the last ${AUDIT_LIMITS.keptDays} days stay`);
  return before;
}

try {
  const before = readArguments();
  if (before === 'help') process.stdout.write(`${USAGE}\n`);
  else
    void runCommand(async ({ dataSource, print }) => {
      const removed = await pruneLog(dataSource, before, authorOfShell('audit-prune'));
      print(`${removed.toLocaleString('en')} entries removed`);
    });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
