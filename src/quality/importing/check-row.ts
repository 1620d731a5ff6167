import { IMPORT_LIMITS, QUALITY_LIMITS } from '../../config/limits';
import { Findings } from '../../imports/checking/findings';
import { supplierCodeFrom } from '../../imports/checking/natural-key';
import { checkAmount, checkPieces } from '../../imports/checking/numbers';
import { checkLine } from '../../imports/checking/texts';
import { type Problem, rejectsRow } from '../../imports/problems';
import type { Cell, MappedRow } from '../../imports/reading/columns';
import { fold } from '../../search/text';
import { checkDay, checkFigures, checkSource, COUNTS, type Figures } from '../recording/metric-day';
import type { MetricColumn } from './metric-columns';

/** A supplier's day as a file has it. */
export type CleanDay = {
  supplierCode: string;
  /** Null where the file gives the code. */
  supplierName: string | null;
  day: string;
  source: string;
  figures: Figures;
};

/** A row of a file, checked by itself; whether there is such a supplier, the database has to say. */
export type CheckedRow = {
  number: number;
  raw: MappedRow['raw'];
  problems: readonly Problem[];
  /** Undefined where the row is rejected. */
  clean?: CleanDay;
};

type Cells = ReadonlyMap<MetricColumn, Cell>;
type Circumstances = {
  /** The day in China. */
  today: string;
  /** Who counted, where a row does not say it; empty where nobody knows. */
  source: string;
};

/** Checks one row by itself, whatever stands in others. */
export function checkRow(row: MappedRow<MetricColumn>, circumstances: Circumstances): CheckedRow {
  const { number, raw, problems, unread } = row;
  // Of a row that could not be read there is nothing more to say.
  if (typeof raw === 'string') return { number, raw, problems };
  const findings = new Findings([...problems], unread);
  const clean = checkCells(row.cells, circumstances, findings);
  return { number, raw, problems: findings.problems, clean: findings.reject ? undefined : clean };
}

function checkCells(
  cells: Cells,
  { today, source: usualSource }: Circumstances,
  findings: Findings,
): CleanDay | undefined {
  const supplier = supplierOf(cells, findings);
  const day = dayFrom(cells.get('day')?.value ?? '');
  const source = cells.get('source')?.value ?? usualSource;
  if (!cells.has('day')) findings.missing('DAY_MISSING', 'day');
  const ofDay = cells.has('day') ? checkDay(day, today) : [];
  for (const problem of [...ofDay, ...checkSource(source)]) findings.problems.push(asInFile(problem, cells));
  const figures = figuresOf(cells, findings);
  return supplier ? { ...supplier, day, source, figures } : undefined;
}

/** Under the header that the file has, with what the file says. */
function asInFile(problem: Problem, cells: Cells): Problem {
  const cell = cells.get(problem.column as MetricColumn);
  return cell ? { ...problem, column: cell.header, value: cell.value } : problem;
}

function supplierOf(
  cells: Cells,
  findings: Findings,
): Pick<CleanDay, 'supplierCode' | 'supplierName'> | undefined {
  const [codeCell, nameCell] = [cells.get('supplierCode'), cells.get('supplierName')];
  if (!codeCell && !nameCell) findings.missing('SUPPLIER_MISSING', 'supplierCode');
  const code = checkLine(codeCell, IMPORT_LIMITS.codeCharacters, findings);
  const name = checkLine(nameCell, IMPORT_LIMITS.nameCharacters, findings);
  if (code !== null) return { supplierCode: code, supplierName: null };
  return name === null ? undefined : { supplierCode: supplierCodeFrom(name), supplierName: name };
}

function figuresOf(cells: Cells, findings: Findings): Figures {
  const ofFigures = new Findings([]);
  const counts = COUNTS.map((name) => [name, checkPieces(cells.get(name), ofFigures) ?? 0]);
  const salesFen = checkAmount(cells.get('sales'), QUALITY_LIMITS.salesFen, ofFigures) ?? 0;
  const figures = { ...(Object.fromEntries(counts) as Omit<Figures, 'salesFen'>), salesFen };
  findings.problems.push(...ofFigures.problems);
  // Figures that are none cannot be compared.
  if (!ofFigures.problems.some(rejectsRow))
    findings.problems.push(...checkFigures(figures).map((problem) => asInFile(problem, cells)));
  return figures;
}

const SPELLED = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[t ]00:00(?::00)?)?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;

/** "2026-11-20", "2026/11/2", "2026年11月20日", "20261120" → YYYY-MM-DD; anything else as it is. */
function dayFrom(text: string): string {
  const folded = fold(text).trim();
  const [, year, month, day] = SPELLED.exec(folded) ?? COMPACT.exec(folded) ?? [];
  return year && month && day ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
}
