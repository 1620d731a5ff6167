import { IMPORT_LIMITS, QUALITY_LIMITS } from '../../config/limits';
import { Findings } from '../../imports/checking/findings';
import { supplierCodeFrom } from '../../imports/checking/natural-key';
import { checkAmount, checkPieces } from '../../imports/checking/numbers';
import { checkLine } from '../../imports/checking/texts';
import { type Problem, rejectsRow } from '../../imports/problems';
import type { Cell, MappedRow } from '../../imports/reading/columns';
import { fold } from '../../search/text';
import type { MetricColumn } from './metric-columns';
import { checkDay, checkFigures, checkSource, COUNTS, type Figures } from './metric-day';

/** A row of a file, checked by itself; whether there is such a supplier, the database has to say. */
export type CheckedRow = {
  number: number;
  raw: MappedRow['raw'];
  problems: Problem[];
  supplierCode: string | null;
  day: string;
  source: string;
  figures: Figures;
};

type Cells = ReadonlyMap<MetricColumn, Cell>;

/** @param today in China; @param source who counted, where the file does not say it */
export function checkRow(
  { number, cells, raw, problems }: MappedRow<MetricColumn>,
  { today, source: usualSource }: { today: string; source: string },
): CheckedRow {
  const findings = new Findings([...problems]);
  // Of a row that could not be read there is nothing more to say.
  const supplierCode = typeof raw === 'string' ? null : supplierOf(cells, findings);
  const day = dayFrom(cells.get('day')?.value ?? '');
  const source = cells.get('source')?.value ?? usualSource;
  const figures = figuresOf(cells, findings);
  const row = { number, raw, supplierCode, day, source, figures };
  // Figures that are none cannot be compared.
  if (findings.reject) return { ...row, problems: findings.problems };
  if (!cells.has('day')) findings.missing('DAY_MISSING', 'day');
  const found = [
    ...(cells.has('day') ? checkDay(day, today) : []),
    ...checkSource(source),
    ...checkFigures(figures),
  ];
  return { ...row, problems: [...findings.problems, ...found.map((problem) => asInFile(problem, cells))] };
}

export const isRejected = ({ problems }: CheckedRow): boolean => problems.some(rejectsRow);

/** Under the header that the file has, with what the file says. */
function asInFile(problem: Problem, cells: Cells): Problem {
  const cell = cells.get(problem.column as MetricColumn);
  return cell ? { ...problem, column: cell.header, value: cell.value } : problem;
}

function supplierOf(cells: Cells, findings: Findings): string | null {
  const [codeCell, nameCell] = [cells.get('supplierCode'), cells.get('supplierName')];
  if (!codeCell && !nameCell) return findings.missing('SUPPLIER_MISSING', 'supplierCode');
  const code = checkLine(codeCell, IMPORT_LIMITS.codeCharacters, findings);
  const name = checkLine(nameCell, IMPORT_LIMITS.nameCharacters, findings);
  return code ?? (name === null ? null : supplierCodeFrom(name));
}

function figuresOf(cells: Cells, findings: Findings): Figures {
  const counts = COUNTS.map((name) => [name, checkPieces(cells.get(name), findings) ?? 0]);
  const salesFen = checkAmount(cells.get('sales'), QUALITY_LIMITS.salesFen, findings) ?? 0;
  return { ...(Object.fromEntries(counts) as Omit<Figures, 'salesFen'>), salesFen };
}

const SPELLED = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[t ]00:00(?::00)?)?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;

/** "2026-11-20", "2026/11/2", "2026年11月20日", "20261120" → YYYY-MM-DD; anything else as it is. */
function dayFrom(text: string): string {
  const folded = fold(text).trim();
  const [, year, month, day] = SPELLED.exec(folded) ?? COMPACT.exec(folded) ?? [];
  return year && month && day ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
}
