import type { Language } from '../graphql/language';
import { messageOf, rejectsRow } from './problems';
import type { RowProblem } from './report';

/** Excel takes a UTF-8 file for one in the local code page unless it begins so. */
const BYTE_ORDER_MARK = '\uFEFF';
const HEADERS: Record<Language, readonly string[]> = {
  'zh-CN': ['行号', '列', '代码', '是否拒绝', '说明', '值'],
  en: ['row', 'column', 'code', 'rejected', 'message', 'value'],
};
const ANSWERS: Record<Language, readonly [no: string, yes: string]> = {
  'zh-CN': ['否', '是'],
  en: ['no', 'yes'],
};

/** What spreadsheets would compute instead of show; values come from a stranger's file. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

function field(value: string | number | null): string {
  const text = String(value ?? '');
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

const lineOf = (fields: readonly (string | number | null)[]): string => `${fields.map(field).join(',')}\r\n`;

/** The problems as CSV that Excel opens, line by line. */
export async function* problemsAsCsv(
  problems: AsyncIterable<RowProblem>,
  language: Language,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + lineOf(HEADERS[language]);
  for await (const { row, problem } of problems) {
    const rejected = ANSWERS[language][rejectsRow(problem) ? 1 : 0];
    yield lineOf([row, problem.column, problem.code, rejected, messageOf(problem, language), problem.value]);
  }
}
