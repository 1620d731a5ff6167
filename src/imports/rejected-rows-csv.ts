import { IMPORT_LIMITS } from '../config/limits';
import type { Language } from '../graphql/language';
import { BYTE_ORDER_MARK, csvLine } from './csv';
import { messageOf, type Problem, rejectsRow } from './problems';
import { REASON_HEADERS } from './reading/column-names';
import type { RejectedRow } from './rejected-rows';

/**
 * The rejected rows as CSV that Excel opens: the cells as they came under the headers as they came, and why each row was
 * rejected. Mended, it can be imported as it is. The rows are asked for twice, because a header may first stand in the
 * last of them (in JSON Lines each row has its own), and nothing but a page of rows is to be held in memory.
 */
export async function* rejectedRowsAsCsv(
  rejectedRows: () => AsyncIterable<RejectedRow>,
  language: Language,
): AsyncGenerator<string> {
  const headers = new Headers();
  for await (const { raw } of rejectedRows()) if (typeof raw !== 'string') headers.add(raw);
  const columns = headers.inOrder().slice(0, IMPORT_LIMITS.spreadsheetColumns);
  yield BYTE_ORDER_MARK + csvLine([...columns.map(({ header }) => header), REASON_HEADERS[language]]);
  for await (const { raw, problems } of rejectedRows()) {
    const cells = new Map(typeof raw === 'string' ? [] : keyed(raw).map(({ key, value }) => [key, value]));
    yield csvLine([...columns.map(({ key }) => cells.get(key) ?? ''), reasonOf(problems, raw, language)]);
  }
}

function reasonOf(problems: readonly Problem[], raw: RejectedRow['raw'], language: Language): string {
  const reasons = problems.filter(rejectsRow).map((problem) => {
    const message = messageOf(problem, language);
    return problem.column === null ? message : `${problem.column}: ${message}`;
  });
  // A row that could not be read has no cells; what little there is of it stands here.
  return [...reasons, ...(typeof raw === 'string' ? [raw] : [])].join(' ');
}

type Column = { key: string; header: string };

/** A header may stand twice in a file: its second column has another key. */
function keyed(raw: readonly [header: string, value: string][]): (Column & { value: string })[] {
  const seen = new Map<string, number>();
  return raw.map(([header, value]) => {
    const times = (seen.get(header) ?? 0) + 1;
    seen.set(header, times);
    return { key: `${times} ${header}`, header, value };
  });
}

/** The headers of all rows, each after the one that it first stood behind. */
class Headers {
  /** By the key of a column that of the next; null is before the first and after the last. */
  private readonly next = new Map<string | null, string | null>([[null, null]]);
  private readonly columns = new Map<string, Column>();

  add(raw: readonly [header: string, value: string][]): void {
    let last: string | null = null;
    for (const { key, header } of keyed(raw)) {
      if (!this.columns.has(key)) {
        this.columns.set(key, { key, header });
        this.next.set(key, this.next.get(last)!);
        this.next.set(last, key);
      }
      last = key;
    }
  }

  inOrder(): Column[] {
    const columns: Column[] = [];
    for (let key = this.next.get(null)!; key !== null; key = this.next.get(key)!) {
      columns.push(this.columns.get(key)!);
    }
    return columns;
  }
}
