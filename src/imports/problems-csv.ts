import type { Language } from '../graphql/language';
import { BYTE_ORDER_MARK, csvLine } from './csv';
import { LEVEL_TEXTS, levelOf, messageOf } from './problems';
import type { RowProblem } from './report';

const HEADERS: Record<Language, readonly string[]> = {
  'zh-CN': ['行号', '列', '代码', '级别', '说明', '值'],
  en: ['row', 'column', 'code', 'level', 'message', 'value'],
};

/** The problems as CSV that Excel opens, line by line. */
export async function* problemsAsCsv(
  problems: AsyncIterable<RowProblem>,
  language: Language,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(HEADERS[language]);
  for await (const { row, problem } of problems) {
    const level = LEVEL_TEXTS[levelOf(problem)][language];
    yield csvLine([row, problem.column, problem.code, level, messageOf(problem, language), problem.value]);
  }
}
