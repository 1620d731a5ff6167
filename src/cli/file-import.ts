import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DataSource } from 'typeorm';
import { LANGUAGES, type Language } from '../graphql/language';
import { checkReferenceOf } from '../imports/checking/check-reference';
import { FileImport, ImportFormat, ImportStatus } from '../imports/file-import.entity';
import { IMPORT_NAMES } from '../imports/import-kind';
import { cancelImport, confirmImport, type ImportRequest } from '../imports/life-cycle';
import { FileProblem, messageOf } from '../imports/problems';
import { problemsAsCsv } from '../imports/problems-csv';
import type { OnProgress } from '../imports/progress';
import { formatFrom } from '../imports/reading/format';
import { rejectedRowsOf } from '../imports/rejected-rows';
import { rejectedRowsAsCsv } from '../imports/rejected-rows-csv';
import { countProblems, firstRejections, problemsOf } from '../imports/report';
import { reportLines, SHOWN_PROBLEMS } from '../imports/report-text';
import { runImport } from '../imports/run-import';
import { writeImport } from '../imports/write-import';
import { Reference } from '../reference/reference';
import { loadReference } from '../seed/reference';
import { authorOfShell, shellUser } from './author-of-shell';
import { ProgressLine } from './progress-line';
import { type CommandTools, UsageError } from './run-command';

const text = { type: 'string' } as const;

/** What imports of every kind are asked for with, as parseArgs takes it. */
export const IMPORT_OPTIONS = {
  belt: text,
  sheet: text,
  'dry-run': { type: 'boolean', default: false },
  problems: text,
  rejected: text,
  resume: text,
  lang: text,
  help: { type: 'boolean', short: 'h' },
} as const;

/** What its options mean, but for those of a kind. */
export const IMPORT_USAGE = `  --sheet NAME        the sheet of an XLSX file; the first that is visible where left out
  --dry-run           checks and counts, and writes nothing
  --problems FILE     writes all problems as CSV
  --rejected FILE     writes the rejected rows as CSV, with the reason; mended, it can be imported
  --resume ID         writes the rest of an import that was interrupted, or has failed, while it was being written
  --lang LANG         ${LANGUAGES.join(' or ')}; that of the shell where left out
  --help              this text

It goes to DATABASE_URL, or to the embedded Postgres under DATA_DIR (.data) where that is unset.`;

type Values = {
  belt?: string;
  sheet?: string;
  'dry-run': boolean;
  problems?: string;
  rejected?: string;
  resume?: string;
  lang?: string;
};

type File = { file: string; belt: string; sheet?: string; isDryRun: boolean };

export type ImportSettings = {
  work: { resume: string } | File;
  problemsFile?: string;
  rejectedFile?: string;
  language: Language;
};

/** @throws Error where the arguments make no sense; its message says why. */
export function importSettings(values: Values, [file, ...others]: readonly string[]): ImportSettings {
  const language = values.lang ?? (process.env.LANG?.startsWith('zh') ? 'zh-CN' : 'en');
  if (language !== 'zh-CN' && language !== 'en')
    throw new Error(`--lang: expected ${LANGUAGES.join(' or ')}`);
  const common = { problemsFile: values.problems, rejectedFile: values.rejected, language } as const;
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
  return { work: { file, belt, sheet, isDryRun }, ...common };
}

/** Imports a file and prints what became of it. @param ofKind what its kind asks for beside */
export async function importFile(
  { dataSource, print }: CommandTools,
  settings: ImportSettings,
  ofKind: Partial<ImportRequest>,
): Promise<void> {
  const { problemsFile, rejectedFile, language } = settings;
  const line = new ProgressLine(process.stderr, 'rows');
  let fileImport: FileImport;
  try {
    fileImport = await work(dataSource, settings, ofKind, line);
  } catch (error) {
    throw error instanceof FileProblem ? new Error(messageOf(error.reason, language)) : error;
  } finally {
    line.clear();
  }
  const { uuid, kind } = fileImport;
  const counts = await countProblems(dataSource, uuid);
  const rejections = await firstRejections(dataSource, uuid, SHOWN_PROBLEMS);
  for (const told of reportLines(fileImport, counts, rejections, language)) print(told);
  await save(problemsFile, problemsAsCsv(problemsOf(dataSource, uuid), language));
  await save(
    rejectedFile,
    rejectedRowsAsCsv(() => rejectedRowsOf(dataSource, uuid), language),
  );
  // Nobody can confirm it from a shell, so its rows need not wait for that.
  if ('isDryRun' in settings.work && settings.work.isDryRun)
    await cancelImport(dataSource, uuid, { by: authorOfShell(IMPORT_NAMES[kind].action, uuid) });
}

async function save(file: string | undefined, lines: AsyncIterable<string>): Promise<void> {
  if (file !== undefined) await pipeline(Readable.from(lines), createWriteStream(file));
}

async function work(
  dataSource: DataSource,
  settings: ImportSettings,
  ofKind: Partial<ImportRequest>,
  line: ProgressLine,
): Promise<FileImport> {
  await loadReference(dataSource);
  const reference = await Reference.load(dataSource);
  const checkReference = checkReferenceOf(reference);
  const onProgress: OnProgress = ({ step, rows, share }) =>
    line.show({ step: step.toLowerCase(), done: rows, share });
  if ('resume' in settings.work) {
    const { resume } = settings.work;
    const { kind, status } = await dataSource.getRepository(FileImport).findOneByOrFail({ uuid: resume });
    if (status === ImportStatus.FAILED)
      await confirmImport(dataSource, resume, authorOfShell(IMPORT_NAMES[kind].action, resume));
    await writeImport(dataSource, checkReference, resume, { onProgress });
    return dataSource.getRepository(FileImport).findOneByOrFail({ uuid: resume });
  }
  const { file, belt: slug, sheet, isDryRun } = settings.work;
  const belt = reference.beltsBySlug.get(slug);
  if (!belt) {
    const known = [...reference.beltsBySlug.keys()].join(', ');
    throw new UsageError(`There is no belt "${slug}". Belts: ${known}.`);
  }
  const { size } = await stat(file);
  const request = {
    ...ofKind,
    beltNumber: belt.number,
    fileName: basename(file),
    format: formatFrom(file),
    createdBy: shellUser(),
    sheet,
  };
  return runImport(dataSource, checkReference, request, createReadStream(file), {
    dryRun: isDryRun,
    totalBytes: size,
    onProgress,
    onWriting: (id) => process.stderr.write(`import ${id}: if interrupted, go on with --resume ${id}\n`),
  });
}
