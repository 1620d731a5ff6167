import { parseArgs } from 'node:util';
import { App } from '../app';
import { BATCH_LIMITS, MATCH_LIMITS, NEWCOMER_LIMITS } from '../config/limits';
import { chinaDay } from '../calendar/china-day';
import type { Distribution } from '../exposure/distribution';
import { exposureReport, type ExposureReport } from '../exposure/exposure-report';
import { numberOption } from './options';
import { ProgressLine } from './progress-line';
import { type CommandTools, runCommand } from './run-command';

const USAGE = `npm run -s exposure -- [--streamers N] [--first N] [--simulate] [--json]
Ranks source goods for streamers with and without newcomers' places, and tells how evenly suppliers' goods are shown.

  --streamers N   how many to rank for: those with the first ids, which are random; all where left out
  --first N       goods shown to each, 1 to ${MATCH_LIMITS.maxDepth}; ${BATCH_LIMITS.matches} where left out
  --simulate      also tells who would be newcomers if this were all that had been shown
  --json          prints an object of JSON, which names all of them
  --help          this text

It reads DATABASE_URL, or the embedded Postgres under DATA_DIR (.data) where that is unset, and changes nothing.`;

type Settings = { limit: number; first: number; simulate: boolean; json: boolean };

/** Suppliers named to people. */
const NAMED = 20;

/** @throws Error where the arguments make no sense; its message says why. */
function readArguments(): Settings | 'help' {
  const option = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: {
      streamers: option,
      first: option,
      simulate: flag,
      json: flag,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const { MAX_SAFE_INTEGER } = Number;
  return {
    limit: numberOption('streamers', values.streamers, [1, MAX_SAFE_INTEGER]) ?? MAX_SAFE_INTEGER,
    first: numberOption('first', values.first, [1, MATCH_LIMITS.maxDepth]) ?? BATCH_LIMITS.matches,
    simulate: values.simulate,
    json: values.json,
  };
}

const grouped = (count: number): string => count.toLocaleString('en');
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const ROWS: [name: string, text: (of: Distribution) => string][] = [
  ['goods shown', ({ shown }) => grouped(shown)],
  ['Gini coefficient over suppliers', ({ gini }) => gini.toFixed(4)],
  ['suppliers shown at least once', ({ coverage }) => percent(coverage)],
  ['shown of the smaller half of the suppliers', ({ smallShare }) => percent(smallShare)],
];

function* linesOf(report: ExposureReport, simulate: boolean): Generator<string> {
  const { streamers, first, newcomers, without, recorded, wouldBe } = report;
  yield (
    `${grouped(streamers)} streamers, the best ${first} for each; ` +
    `${grouped(without.suppliers)} suppliers with eligible goods, ${grouped(newcomers)} of them newcomers`
  );
  yield '';
  const table = [
    ['', `recorded, ${NEWCOMER_LIMITS.windowDays} days`, 'without newcomers’ places', 'with them'],
    ...ROWS.map(([name, text]) => [name, ...[recorded, without, report.with].map(text)]),
  ];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const [name, ...cells] of table)
    yield [name!.padEnd(widths[0]!), ...cells.map((cell, i) => cell.padStart(widths[i + 1]!))].join('  ');
  if (!simulate) return;
  yield '';
  yield `Were this all that had been shown, ${grouped(wouldBe.length)} suppliers would be newcomers.`;
  for (const { belt, code } of wouldBe.slice(0, NAMED)) yield `  ${belt} ${code}`;
  if (wouldBe.length > NAMED) yield `  and ${grouped(wouldBe.length - NAMED)} more (--json names all)`;
}

async function main(
  { dataSource, print }: CommandTools,
  { simulate, json, ...settings }: Settings,
): Promise<void> {
  const app = await App.load(dataSource);
  const line = new ProgressLine(process.stderr, 'streamers');
  const report = await exposureReport(app, {
    ...settings,
    day: chinaDay(Date.now()),
    onProgress: (done, of) => line.show({ step: 'ranking', done, share: done / of }),
  });
  line.clear();
  if (!json) for (const text of linesOf(report, simulate)) print(text);
  else print(JSON.stringify(simulate ? report : { ...report, wouldBe: undefined }, null, 2));
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
