import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import { IMPORT_LIMITS } from '../config/limits';
import { LANGUAGES, type Language } from '../graphql/language';
import { checkReferenceOf } from '../imports/checking/check-reference';
import { cancelImport, confirmImport, IMPORT_ACTION } from '../imports/life-cycle';
import { FileProblem, messageOf } from '../imports/problems';
import { problemsAsCsv } from '../imports/problems-csv';
import type { OnProgress } from '../imports/progress';
import { rejectedRowsOf } from '../imports/rejected-rows';
import { rejectedRowsAsCsv } from '../imports/rejected-rows-csv';
import { countProblems, firstRejections, problemsOf } from '../imports/report';
import { reportLines, SHOWN_PROBLEMS } from '../imports/report-text';
import { formatFrom } from '../imports/reading/format';
import { runImport } from '../imports/run-import';
import { ImportFormat, ImportStatus, SkuImport } from '../imports/sku-import.entity';
import { writeImport } from '../imports/write-import';
import { Reference } from '../reference/reference';
import { loadReference } from '../seed/reference';
import { authorOfShell, shellUser } from './author-of-shell';
import { ProgressLine } from './progress-line';
import { runCommand, UsageError } from './run-command';

const USAGE = `npm run -s import -- FILE --belt SLUG [--dry-run]
npm run -s import -- --resume ID
Brings the goods of a file into the catalogue: CSV (.csv, .tsv, .txt), XLSX or JSON Lines (any other ending), also
gzipped (.gz). See docs/imports.md for its columns.

  --belt SLUG         the belt that the goods belong to, e.g. yiwu
  --sheet NAME        the sheet of an XLSX file; the first that is visible where left out
  --dry-run           checks and counts, and writes nothing
  --assume-stock N    stock of new goods of which the file does not say it; ${IMPORT_LIMITS.assumedStock} where left out
  --no-new-suppliers  rejects rows of suppliers that the belt does not have, instead of creating them
  --problems FILE     writes all problems as CSV
  --rejected FILE     writes the rejected rows as CSV, with the reason; mended, it can be imported
  --resume ID         writes the rest of an import that was interrupted, or has failed, while it was being written
  --lang LANG         ${LANGUAGES.join(' or ')}; that of the shell where left out
  --help              this text

It goes to DATABASE_URL, or to the embedded Postgres under DATA_DIR (.data) where that is unset.`;

type FileSettings = {
  file: string;
  belt: string;
  sheet?: string;
  isDryRun: boolean;
  assumedStock: number;
  createSuppliers: boolean;
};

type Settings = {
  work: { resume: string } | FileSettings;
  problemsFile?: string;
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
      sheet: option,
      'dry-run': { type: 'boolean', default: false },
      'assume-stock': option,
      'no-new-suppliers': { type: 'boolean', default: false },
      problems: option,
      rejected: option,
      resume: option,
      lang: option,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const language = values.lang ?? (process.env.LANG?.startsWith('zh') ? 'zh-CN' : 'en');
  if (language !== 'zh-CN' && language !== 'en')
    throw new Error(`--lang: expected ${LANGUAGES.join(' or ')}`);
  const common = { problemsFile: values.problems, rejectedFile: values.rejected, language } as const;
  const [file, ...others] = positionals;
  if (values.resume !== undefined) {
    if (!/^[0-9a-f-]{36}$/.test(values.resume)) throw new Error('--resume: expected the id of an import');
    if (file !== undefined) throw new Error('--resume needs no file: its rows are in the database');
    return { work: { resume: values.resume }, ...common };
  }
  if (file === undefined || others.length > 0) throw new Error('expected one FILE');
  if (values.belt === undefined) throw new Error('--belt is missing');
  const { belt, sheet, 'dry-run': isDryRun } = values;
  if (sheet !== undefined && formatFrom(file) !== ImportFormat.XLSX)
    throw new Error('--sheet needs an XLSX file');
  const assumedStock = stockOf(values['assume-stock']);
  const createSuppliers = !values['no-new-suppliers'];
  return { work: { file, belt, sheet, isDryRun, assumedStock, createSuppliers }, ...common };
}

function stockOf(text: string | undefined): number {
  if (text === undefined) return IMPORT_LIMITS.assumedStock;
  const stock = /^\d{1,10}$/.test(text) ? Number(text) : Infinity;
  if (stock > IMPORT_LIMITS.pieces) throw new Error(`--assume-stock: expected 0 to ${IMPORT_LIMITS.pieces}`);
  return stock;
}

async function main(
  dataSource: DataSource,
  settings: Settings,
  print: (line: string) => void,
): Promise<void> {
  const line = new ProgressLine(process.stderr, 'rows');
  let skuImport: SkuImport;
  try {
    skuImport = await work(dataSource, settings, line);
  } catch (error) {
    throw error instanceof FileProblem ? new Error(messageOf(error.reason, settings.language)) : error;
  } finally {
    line.clear();
  }
  const { uuid } = skuImport;
  const counts = await countProblems(dataSource, uuid);
  const rejections = await firstRejections(dataSource, uuid, SHOWN_PROBLEMS);
  for (const text of reportLines(skuImport, counts, rejections, settings.language)) print(text);
  const { problemsFile, rejectedFile, language } = settings;
  await save(problemsFile, problemsAsCsv(problemsOf(dataSource, uuid), language));
  await save(
    rejectedFile,
    rejectedRowsAsCsv(() => rejectedRowsOf(dataSource, uuid), language),
  );
  // Nobody can confirm it from a shell, so its rows need not wait for that.
  if ('isDryRun' in settings.work && settings.work.isDryRun)
    await cancelImport(dataSource, uuid, { by: authorOfShell(IMPORT_ACTION, uuid) });
}

async function save(file: string | undefined, lines: AsyncIterable<string>): Promise<void> {
  if (file !== undefined) await pipeline(Readable.from(lines), createWriteStream(file));
}

async function work(dataSource: DataSource, settings: Settings, line: ProgressLine): Promise<SkuImport> {
  await loadReference(dataSource);
  const reference = await Reference.load(dataSource);
  const checkReference = checkReferenceOf(reference);
  const onProgress: OnProgress = ({ step, rows, share }) =>
    line.show({ step: step.toLowerCase(), done: rows, share });
  if ('resume' in settings.work) {
    const uuid = settings.work.resume;
    const { status } = await dataSource.getRepository(SkuImport).findOneByOrFail({ uuid });
    if (status === ImportStatus.FAILED)
      await confirmImport(dataSource, uuid, authorOfShell(IMPORT_ACTION, uuid));
    await writeImport(dataSource, checkReference, uuid, { onProgress });
    return dataSource.getRepository(SkuImport).findOneByOrFail({ uuid });
  }
  const { file, belt: slug, sheet, isDryRun, assumedStock, createSuppliers } = settings.work;
  const belt = reference.beltsBySlug.get(slug);
  if (!belt) {
    throw new UsageError(
      `There is no belt "${slug}". Belts: ${[...reference.beltsBySlug.keys()].join(', ')}.`,
    );
  }
  const { size } = await stat(file);
  const request = {
    beltNumber: belt.number,
    fileName: basename(file),
    format: formatFrom(file),
    createdBy: shellUser(),
    assumedStock,
    createSuppliers,
    sheet,
  };
  return runImport(dataSource, checkReference, request, createReadStream(file), {
    dryRun: isDryRun,
    totalBytes: size,
    onProgress,
    onWriting: (id) => process.stderr.write(`import ${id}: if interrupted, go on with --resume ${id}\n`),
  });
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
