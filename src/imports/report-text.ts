import type { Language } from '../graphql/language';
import { assumptionText } from './assumptions';
import { messageOf } from './problems';
import type { ProblemCount, RowProblem } from './report';
import { ImportStatus, type SkuImport } from './sku-import.entity';

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
  | 'notes'
  | 'assumed'
  | 'row'
  | 'rows'
  | 'dryRun',
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
    notes: '提示（已导入）',
    assumed: '缺省约定',
    row: '行',
    rows: '行',
    dryRun: '试运行：未写入任何数据。',
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
    notes: 'Notes on rows that landed',
    assumed: 'Taken for granted',
    row: 'row',
    rows: 'rows',
    dryRun: 'A dry run: nothing was written.',
  },
};

/** What a shell shows in the end. */
export function* reportLines(
  skuImport: SkuImport,
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
  const lineOf = ({ code, rows }: ProblemCount): string => `  ${code}  ${rows} ${words.rows}`;
  const reasons = counts.filter((count) => count.rejects);
  if (reasons.length > 0) yield* [`${words.reasons}:`, ...reasons.map(lineOf)];
  yield* rejections.slice(0, SHOWN_PROBLEMS).map((entry) => rejectionLine(entry, language));
  const notes = counts.filter((count) => !count.rejects);
  if (notes.length > 0) yield* [`${words.notes}:`, ...notes.map(lineOf)];
  if (skuImport.assumptions.length > 0) yield `${words.assumed}:`;
  for (const { code, rows } of skuImport.assumptions) {
    yield `  ${assumptionText(code, skuImport.assumedStock, language)}  (${rows} ${words.rows})`;
  }
}

function rejectionLine({ row, problem }: RowProblem, language: Language): string {
  const value = problem.value === null ? '' : `  “${problem.value}”`;
  const column = problem.column === null ? '' : ` ${problem.column}`;
  return `  ${WORDS[language].row} ${row}${column}  ${problem.code}${value}  ${messageOf(problem, language)}`;
}
