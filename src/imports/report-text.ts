import type { Language } from '../graphql/language';
import { assumptionText } from './assumptions';
import { CHANGE_KEYS, type ImportChange } from './changes';
import { messageOf, ProblemLevel } from './problems';
import type { ProblemCount, RowProblem } from './report';
import { type FileImport, ImportStatus } from './file-import.entity';
import { warningText } from './warnings';

/** Problems shown one by one; there is a CSV for all of them. */
export const SHOWN_PROBLEMS = 20;

type Words = Record<
  | 'read'
  | 'toInsert'
  | 'toUpdate'
  | 'inserted'
  | 'updated'
  | 'unchanged'
  | 'rejected'
  | 'reasons'
  | 'warnings'
  | 'notes'
  | 'assumed'
  | 'row'
  | 'rows'
  | 'dryRun'
  | 'lookAt'
  | 'changes'
  | 'nothing',
  string
>;

const WORDS: Record<Language, Words> = {
  'zh-CN': {
    read: '读取',
    toInsert: '将新增',
    toUpdate: '将更新',
    inserted: '新增',
    updated: '更新',
    unchanged: '未变',
    rejected: '拒绝',
    reasons: '拒绝原因',
    warnings: '警告（已导入，请核对）',
    notes: '提示（已导入）',
    assumed: '缺省约定',
    row: '行',
    rows: '行',
    dryRun: '试运行：未写入任何数据。',
    lookAt: '请核对',
    changes: '将更新的内容（部分）',
    nothing: '（空）',
  },
  en: {
    read: 'read',
    toInsert: 'to insert',
    toUpdate: 'to update',
    inserted: 'inserted',
    updated: 'updated',
    unchanged: 'unchanged',
    rejected: 'rejected',
    reasons: 'Why rows were rejected',
    warnings: 'Warnings about rows that landed',
    notes: 'Notes on rows that landed',
    assumed: 'Taken for granted',
    row: 'row',
    rows: 'rows',
    dryRun: 'A dry run: nothing was written.',
    lookAt: 'Look at this first',
    changes: 'Some of what is to be updated',
    nothing: '(nothing)',
  },
};

/** What a shell shows in the end. */
export function* reportLines(
  skuImport: FileImport,
  counts: readonly ProblemCount[],
  rejections: readonly RowProblem[],
  language: Language,
): Generator<string> {
  const words = WORDS[language];
  const isDone = skuImport.status === ImportStatus.DONE;
  yield [
    `${words.read} ${skuImport.rowsRead}`,
    `${isDone ? words.inserted : words.toInsert} ${skuImport.rowsToInsert}`,
    `${isDone ? words.updated : words.toUpdate} ${skuImport.rowsToUpdate}`,
    `${words.unchanged} ${skuImport.rowsUnchanged}`,
    `${words.rejected} ${skuImport.rowsRejected}`,
  ].join(' · ');
  if (!isDone) yield words.dryRun;
  const { warnings, changes } = skuImport;
  if (warnings.length > 0) yield `${words.lookAt}:`;
  for (const warning of warnings) yield `  ${warning.code}  ${warningText(warning, language)}`;
  if (!isDone) yield* changeLines(changes, words);
  const lineOf = ({ code, rows }: ProblemCount): string => `  ${code}  ${rows} ${words.rows}`;
  const section = (title: string, level: ProblemLevel): string[] => {
    const lines = counts.filter((count) => count.level === level).map(lineOf);
    return lines.length > 0 ? [`${title}:`, ...lines] : [];
  };
  yield* section(words.reasons, ProblemLevel.BLOCK);
  yield* rejections.slice(0, SHOWN_PROBLEMS).map((entry) => rejectionLine(entry, language));
  yield* section(words.warnings, ProblemLevel.WARN);
  yield* section(words.notes, ProblemLevel.NOTE);
  if (skuImport.assumptions.length > 0) yield `${words.assumed}:`;
  for (const { code, rows } of skuImport.assumptions) {
    yield `  ${assumptionText(code, skuImport.assumedStock, language)}  (${rows} ${words.rows})`;
  }
}

function* changeLines(changes: readonly ImportChange[], words: Words): Generator<string> {
  if (changes.length > 0) yield `${words.changes}:`;
  for (const { row, columns, ...key } of changes) {
    const known = CHANGE_KEYS.flatMap((name) => key[name] ?? []).join(' ');
    const texts = columns.map(
      ({ column, from, to }) => `${column} ${from ?? words.nothing} → ${to ?? words.nothing}`,
    );
    yield `  ${words.row} ${row} ${known}  ${texts.join(' · ')}`;
  }
}

function rejectionLine({ row, problem }: RowProblem, language: Language): string {
  const value = problem.value === null ? '' : `  “${problem.value}”`;
  const column = problem.column === null ? '' : ` ${problem.column}`;
  return `  ${WORDS[language].row} ${row}${column}  ${problem.code}${value}  ${messageOf(problem, language)}`;
}
