import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import { LANGUAGES, type Language } from '../graphql/language';
import { FileProblem, messageOf, rejectsRow } from '../imports/problems';
import { formatFrom } from '../imports/reading/format';
import { rejectedRowsAsCsv } from '../imports/rejected-rows-csv';
import { importMetrics, type MetricsReport } from '../quality/recording/import-metrics';
import { Reference } from '../reference/reference';
import { ProgressLine } from './progress-line';
import { runCommand, UsageError } from './run-command';

const USAGE = `npm run -s import-metrics -- FILE --belt SLUG [--dry-run]
Records how suppliers did, day by day: CSV (.csv, .tsv, .txt), XLSX or JSON Lines (any other ending), also gzipped (.gz).
See docs/quality.md for its columns. The same file again changes nothing; interrupted, run it again.

  --belt SLUG      the belt that the suppliers belong to, e.g. yiwu
  --source NAME    who counted, where the file has no column that says it; file where left out
  --sheet NAME     the sheet of an XLSX file; the first that is visible where left out
  --dry-run        checks and counts, and writes nothing
  --rejected FILE  writes the rejected rows as CSV, with the reason; mended, it can be recorded
  --lang LANG      ${LANGUAGES.join(' or ')}; that of the shell where left out
  --help           this text

It goes to DATABASE_URL, or to the embedded Postgres under DATA_DIR (.data) where that is unset.`;

/** Rejected rows that are told one by one. */
const SHOWN_ROWS = 20;

type Settings = {
  file: string;
  belt: string;
  source: string;
  sheet?: string;
  dryRun: boolean;
  rejectedFile?: string;
  language: Language;
};

/** @throws Error where the arguments make no sense; its message says why. */
function readArguments(): Settings | 'help' {
  const option = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      belt: option,
      source: { ...option, default: 'file' },
      sheet: option,
      'dry-run': { type: 'boolean', default: false },
      rejected: option,
      lang: option,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const language = values.lang ?? (process.env.LANG?.startsWith('zh') ? 'zh-CN' : 'en');
  if (language !== 'zh-CN' && language !== 'en')
    throw new Error(`--lang: expected ${LANGUAGES.join(' or ')}`);
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new Error('expected one FILE');
  if (values.belt === undefined) throw new Error('--belt is missing');
  const { belt, source, sheet, 'dry-run': dryRun, rejected: rejectedFile } = values;
  return { file, belt, source, sheet, dryRun, rejectedFile, language };
}

async function main(
  dataSource: DataSource,
  settings: Settings,
  print: (line: string) => void,
): Promise<void> {
  const reference = await Reference.load(dataSource);
  const { file, belt, dryRun, rejectedFile, language } = settings;
  if (!reference.beltsBySlug.has(belt)) {
    const known = [...reference.beltsBySlug.keys()].join(', ');
    throw new UsageError(`There is no belt "${belt}". Belts: ${known}.`);
  }
  const { size } = await stat(file);
  const line = new ProgressLine(process.stderr, 'rows');
  const onProgress = (done: number, bytes: number): void =>
    line.show({ step: dryRun ? 'checking' : 'recording', done, share: bytes / (size || 1) });
  const opened = {
    ...settings,
    bytes: createReadStream(file),
    format: formatFrom(file),
    fileName: basename(file),
  };
  try {
    const report = await importMetrics(dataSource, reference, opened, { dryRun, onProgress });
    line.clear();
    for (const text of reportLines(report, settings)) print(text);
    if (rejectedFile !== undefined) await saveRejected(report, rejectedFile, language);
  } catch (error) {
    throw error instanceof FileProblem ? new Error(messageOf(error.reason, language)) : error;
  } finally {
    line.clear();
  }
}

const WORDS = {
  'zh-CN': {
    read: '读取行数',
    created: '新增',
    replaced: '替换',
    unchanged: '未变',
    rejected: '拒绝',
    row: '行',
    dryRun: '试运行：未写入任何数据。',
  },
  en: {
    read: 'rows read',
    created: 'created',
    replaced: 'replaced',
    unchanged: 'unchanged',
    rejected: 'rejected',
    row: 'row',
    dryRun: 'A dry run: nothing was written.',
  },
} as const;

function* reportLines(report: MetricsReport, { dryRun, language }: Settings): Generator<string> {
  const words = WORDS[language];
  const { rowsRead, created, replaced, unchanged, rejected, rejectedRows } = report;
  yield [
    `${words.read} ${rowsRead}`,
    `${words.created} ${created}`,
    `${words.replaced} ${replaced}`,
    `${words.unchanged} ${unchanged}`,
    `${words.rejected} ${rejected}`,
  ].join(' · ');
  if (dryRun) yield words.dryRun;
  for (const { row, problems } of rejectedRows.slice(0, SHOWN_ROWS)) {
    for (const found of problems.filter(rejectsRow)) {
      const value = found.value === null ? '' : `  “${found.value}”`;
      const column = found.column === null ? '' : ` ${found.column}`;
      yield `  ${words.row} ${row}${column}  ${found.code}${value}  ${messageOf(found, language)}`;
    }
  }
}

async function saveRejected(
  { rejectedRows }: MetricsReport,
  file: string,
  language: Language,
): Promise<void> {
  const lines = rejectedRowsAsCsv(() => Readable.from(rejectedRows), language);
  await pipeline(Readable.from(lines), createWriteStream(file));
}

// Before the database is opened, which may start one: neither help nor a slip of the pen is worth that.
try {
  const settings = readArguments();
  if (settings === 'help') process.stdout.write(`${USAGE}\n`);
  else void runCommand(({ dataSource, print }) => main(dataSource, settings, print));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
