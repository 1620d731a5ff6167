import type { FileHandle } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { App } from '../app';
import { type BatchRequest, batchRequest, lastStreamerOf } from '../batch/batch-request';
import { matchAll } from '../batch/match-all';
import { continueFile, createFile, readEnd } from '../batch/result-file';
import { BATCH_LIMITS, MATCH_LIMITS, NEWCOMER_LIMITS } from '../config/limits';
import { MILLION } from '../matching/factors';
import { interruption } from './interruption';
import { numberOption, shareOption, weightsOption } from './options';
import { ProgressLine } from './progress-line';
import { type CommandTools, runCommand, UsageError } from './run-command';

const MAX_SHARE = NEWCOMER_LIMITS.maxShare / MILLION;
const DEFAULT_SHARE = NEWCOMER_LIMITS.defaultShare / MILLION;

const USAGE = `npm run -s match-all -- --out FILE [--first N] [--weights JSON] [--resume]
Ranks source goods for all streamers, and writes a line of JSON for each. See docs/batch.md for what it holds.

  --out FILE           where to write; a file that is there is left alone, and refused
  --resume             goes on after the last complete line of FILE
  --first N            matches of each streamer, 1 to ${MATCH_LIMITS.maxDepth}; ${BATCH_LIMITS.matches} where left out
  --weights JSON       what matters how much, as in the API: '{"priceFit": 0.5}'
  --newcomer-share S   share of the places that go to newcomers, 0 to ${MAX_SHARE}; ${DEFAULT_SHARE} where left out
  --limit N            streamers in this run; all where left out
  --batch N            streamers ranked together, 1 to ${BATCH_LIMITS.maxStreamers}; ${BATCH_LIMITS.streamers} where left out
  --help               this text

It reads DATABASE_URL, or the embedded Postgres under DATA_DIR (.data) where that is unset. SIGINT and SIGTERM end it
after the batch under way; a second one ends it at once.`;

type Settings = { out: string; resume: boolean; batch: number; limit: number; ranking: BatchRequest };

/** @throws Error where the arguments make no sense; its message says why. */
function readArguments(): Settings | 'help' {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      out: option,
      resume: { type: 'boolean', default: false },
      first: option,
      weights: option,
      'newcomer-share': option,
      limit: option,
      batch: option,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  if (!values.out) throw new Error('--out is missing');
  const first = numberOption('first', values.first, [1, MATCH_LIMITS.maxDepth]) ?? BATCH_LIMITS.matches;
  return {
    out: values.out,
    resume: values.resume,
    batch: numberOption('batch', values.batch, [1, BATCH_LIMITS.maxStreamers]) ?? BATCH_LIMITS.streamers,
    limit: numberOption('limit', values.limit, [1, Number.MAX_SAFE_INTEGER]) ?? Number.MAX_SAFE_INTEGER,
    ranking: batchRequest({
      first,
      weights: weightsOption(values.weights),
      newcomerShare:
        shareOption('newcomer-share', values['newcomer-share'], MAX_SHARE) ?? NEWCOMER_LIMITS.defaultShare,
    }),
  };
}

type Target = { file: FileHandle; last: { uuid: string; handle: string } | undefined };

/** @throws UsageError where the file cannot be begun or gone on with; it is left as it was */
async function openTarget({ out, resume, ranking }: Settings): Promise<Target> {
  try {
    if (!resume) return { file: await createFile(out), last: undefined };
    const end = await readEnd(out);
    const last = lastStreamerOf(end, ranking);
    return { file: await continueFile(out, end), last };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'EEXIST' ? 'it is there already; go on with --resume, or name another FILE' : message;
    throw new UsageError(`${out}: ${why}.`, { cause: error });
  }
}

async function main({ dataSource, print }: CommandTools, settings: Settings): Promise<void> {
  const { out, resume, ranking, batch, limit } = settings;
  const { file, last } = await openTarget(settings);
  if (resume) print(last ? `${out}: goes on after ${last.handle}` : `${out}: has no complete line yet`);
  try {
    const app = await App.load(dataSource);
    const line = new ProgressLine(process.stderr, 'streamers');
    const signal = interruption();
    const started = performance.now();
    const done = await matchAll(app, ranking, file, {
      after: last?.uuid,
      batch,
      limit,
      signal,
      onProgress: (streamers, of) => line.show({ step: 'ranking', done: streamers, share: streamers / of }),
    });
    const seconds = (performance.now() - started) / 1000;
    line.clear();
    const rest = signal.aborted ? '; --resume goes on from here' : '';
    print(`${out}: ${done} streamers in ${seconds.toFixed(1)} s (${(done / seconds).toFixed(0)}/s)${rest}`);
  } finally {
    await file.close();
  }
}

// Before the database is opened, which may start one: neither help nor a slip of the pen is worth that.
try {
  const settings = readArguments();
  if (settings === 'help') process.stdout.write(`${USAGE}\n`);
  else void runCommand((tools) => main(tools, settings));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
