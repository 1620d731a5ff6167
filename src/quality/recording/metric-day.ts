import { QUALITY_LIMITS } from '../../config/limits';
import { Findings } from '../../imports/checking/findings';
import { checkLine } from '../../imports/checking/texts';
import { type Problem, problem } from '../../imports/problems';
import { formatFen } from '../../pricing/fen';

/** What is counted of a supplier's day; each is a column of the table, a field of the API and a column of files. */
export const COUNTS = [
  'orders',
  'ratings',
  'ratingSum',
  'dispatchedInTime',
  'enquiries',
  'replies',
  'qualityReturns',
  'disputes',
  'disputesSettledInTime',
] as const;

export type Count = (typeof COUNTS)[number];

/** The counts, and what was paid. */
export const FIGURES = [...COUNTS, 'salesFen'] as const;
export type Figure = (typeof FIGURES)[number];
export type Figures = Record<Figure, number>;

/** Known by supplier, day and source. */
export type MetricDay = Figures & {
  /** Its UUID. */
  supplierId: string;
  /** In China, as YYYY-MM-DD. */
  day: string;
  source: string;
};

/** What a count may be, given the others: no more orders in dispute than orders. */
const BOUNDS: Partial<Record<Count, (figures: Figures) => readonly [least: number, most: number]>> = {
  ratingSum: ({ ratings }) => [ratings, 5 * ratings],
  dispatchedInTime: ({ orders }) => [0, orders],
  qualityReturns: ({ orders }) => [0, orders],
  disputes: ({ orders }) => [0, orders],
  replies: ({ enquiries }) => [0, enquiries],
  disputesSettledInTime: ({ disputes }) => [0, disputes],
};

/** All that is wrong with figures, each under its field's name. */
export function checkFigures(figures: Figures): Problem[] {
  const problems: Problem[] = [];
  const { count: most, salesFen } = QUALITY_LIMITS;
  for (const name of COUNTS) {
    const largest = name === 'ratingSum' ? 5 * most : most;
    const count = figures[name];
    if (count < 0 || count > largest)
      problems.push(problem('NUMBER_OUT_OF_RANGE', name, String(count), { min: 0, max: largest }));
  }
  if (figures.salesFen < 0 || figures.salesFen > salesFen) {
    const range = { min: 0, max: formatFen(salesFen) };
    problems.push(problem('NUMBER_OUT_OF_RANGE', 'sales', formatFen(figures.salesFen), range));
  }
  // Of figures that are none there is nothing to compare.
  return problems.length > 0 ? problems : contradictions(figures);
}

const contradictions = (figures: Figures): Problem[] =>
  COUNTS.flatMap((name) => {
    const bounds = BOUNDS[name]?.(figures);
    if (!bounds || (figures[name] >= bounds[0] && figures[name] <= bounds[1])) return [];
    const [least, most] = bounds;
    return [problem('COUNTS_CONTRADICT', name, String(figures[name]), { least, most })];
  });

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** What is wrong with a day as it is written; today is a day in China, and none after it has been yet. */
export function checkDay(day: string, today: string): Problem[] {
  // Dates that do not exist roll over to others, or are none.
  const at = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  if (Number.isNaN(at) || dayOf(at) !== day) return [problem('DAY_INVALID', 'day', day)];
  const first = dayOf(Date.parse(today) - QUALITY_LIMITS.oldestDayDays * DAY_MS);
  return day < first || day > today ? [problem('DAY_OUT_OF_RANGE', 'day', day, { first, last: today })] : [];
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** What is wrong with the name of who counted. */
export function checkSource(source: string): Problem[] {
  if (source === '') return [problem('SOURCE_MISSING', 'source')];
  const findings = new Findings([]);
  checkLine({ header: 'source', value: source }, QUALITY_LIMITS.sourceCharacters, findings);
  return findings.problems;
}

/** What a day is known by; the source comes last, because it may hold anything. */
export const dayKey = ({
  supplierId,
  day,
  source,
}: Pick<MetricDay, 'supplierId' | 'day' | 'source'>): string => `${supplierId} ${day} ${source}`;
