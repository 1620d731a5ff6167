import { FileProblem, problem } from '../problems';
import type { ColumnSet } from './column-set';
import { expectContent } from './content';
import { CsvRecords } from './csv-records';
import type { Format, TableRow } from './rows';
import { HEADER_ROWS, knownColumns } from './header';
import { rowsBelowHeader } from './table';
import { decoded, NotInEncoding } from './text-encoding';

const DELIMITERS = [',', ';', '\t'] as const;
/** Text in which the header is looked for with each delimiter. */
const HEAD_CHARACTERS = 65_536;
/** The line with which Excel is told the delimiter; it is no row. */
const SEPARATOR_LINE = /^"?sep=(.)"?(?:\r\n|\n|\r)/i;

/** CSV, as RFC 4180 and spreadsheets have it, in the encodings and with the delimiters of the trade. */
export const readCsv: Format = (chunks, { columns }) =>
  rowsBelowHeader(recordsOf(chunks, columns), 'ROW_LONGER_THAN_HEADER', columns);

async function* recordsOf(chunks: AsyncIterable<Buffer>, columns: ColumnSet): AsyncGenerator<TableRow[]> {
  const { whole } = await expectContent(chunks, 'CSV', [undefined]);
  let head: string | undefined = '';
  let records: CsvRecords | undefined;
  const begin = (): TableRow[] => {
    const [line = '', delimiter] = SEPARATOR_LINE.exec(head!) ?? [];
    const text = head!.slice(line.length);
    head = undefined;
    records = new CsvRecords(delimiter ?? delimiterOf(text, columns));
    return records.take(text);
  };
  try {
    for await (const text of decoded(whole)) {
      if (records) yield records.take(text);
      else {
        head += text;
        if (head.length >= HEAD_CHARACTERS) yield begin();
      }
    }
    if (!records) yield begin();
    yield records!.take('', true);
  } catch (error) {
    if (!(error instanceof NotInEncoding)) throw error;
    if (!records) begin();
    const { encoding, linesBefore } = error;
    const line = records!.lines + linesBefore + 1;
    throw new FileProblem(problem('FILE_ENCODING', null, null, { encoding, line }));
  }
}

/** The one under which the best header is found; a comma where there is no telling. */
function delimiterOf(head: string, columns: ColumnSet): string {
  const beginning = head.slice(0, HEAD_CHARACTERS);
  const knownWith = DELIMITERS.map((delimiter) => {
    const rows = new CsvRecords(delimiter).take(beginning, true).slice(0, HEADER_ROWS);
    return Math.max(0, ...rows.map(({ cells }) => knownColumns(cells, columns)));
  });
  return DELIMITERS[knownWith.indexOf(Math.max(...knownWith))]!;
}
