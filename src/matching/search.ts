import { CellQueue } from './cell-queue';
import { CellScorer } from './cell-scorer';
import type { CellDirectory } from './directory';
import type { Weights } from './factors';
import type { CellFilter } from './filter';
import { BEFORE_ALL, type CellRange, type ProbedRange } from './probe';
import { rankKey, scoreOf, staticScoreOf } from './rank-key';
import { StaticBound, staticScoreUnder, type StaticFactors } from './static-bound';
import type { StreamerValues } from './values';

export type Candidate = {
  id: string;
  supplierId: string;
  /** Orders candidates; see rank-key. */
  key: number;
  /** Index of the SKU's cell in the directory. */
  cell: number;
  factors: StaticFactors;
};

export type SearchRequest = {
  values: StreamerValues;
  weights: Weights;
  cells: CellFilter;
  maxPerSupplier: number;
  /** How many results are needed, from the best on. */
  wanted: number;
  /** True where rows of an allowed cell may be left out by the residual filter: bounds then promise less. */
  filtered: boolean;
};

export type SearchResult = {
  ranked: Candidate[];
  /** What the limit per supplier kept from standing above the last of `ranked`; all of it where they are not `wanted`. */
  passedOver: Candidate[];
  skusConsidered: number;
  rowsExamined: number;
  cellsProbed: number;
  rounds: number;
  exact: boolean;
};

/** A cell that was probed at least once, and from where to read on. */
type OpenCell = {
  /** Index in the directory. */
  index: number;
  base: number;
  most: number;
  after: string;
  /** No row not yet read has a larger rank key; -1 when all rows are read. */
  frontier: number;
};

const STATIC_TOP = 1_000_000;

/** How many times more cells are opened when those open so far did not hold enough. */
const WIDENING = 4;

/**
 * The search for one streamer's best SKUs: the threshold algorithm (R. Fagin, A. Lotem, M. Naor, Optimal aggregation
 * algorithms for middleware, 2003) over cells. Each round reads the best cells on, down to a floor; it is over when
 * the last result wanted is above everything that was not read. It does no I/O itself: `nextRanges` says what to
 * read, `take` is given it; so the rounds of many streamers share their statements.
 */
export class Search {
  private readonly queue: CellQueue;
  private readonly bound: StaticBound;
  private readonly open: OpenCell[] = [];
  private readonly found = new Map<string, Candidate>();
  private asked: OpenCell[] = [];
  private floors: number[] = [];
  private ranked: Candidate[] = [];
  private passedOver: Candidate[] = [];
  private rowsExamined = 0;
  private rounds = 0;

  constructor(
    private readonly directory: CellDirectory,
    private readonly request: SearchRequest,
  ) {
    this.bound = new StaticBound(request.weights);
    const scorer = new CellScorer(directory, request.values, request.weights, this.bound);
    this.queue = new CellQueue(directory, scorer, request.cells);
  }

  /** The ranges to read next; none when the result is final. */
  nextRanges(): CellRange[] {
    this.asked = [];
    this.floors = [];
    while (this.asked.length === 0 && !this.isFinal()) this.askDownTo(this.nextFloor());
    if (this.asked.length > 0) this.rounds++;
    return this.asked.map((cell, i) => ({
      cell: this.directory.cell[cell.index]!,
      least: this.floors[i]!,
      most: cell.most,
      after: cell.after,
    }));
  }

  /** What the ranges held, in their order. */
  take(probed: readonly ProbedRange[], limit: number): void {
    probed.forEach((range, i) => {
      const cell = this.asked[i]!;
      this.rowsExamined += range.examined;
      for (const row of range.rows) {
        const score = cell.base + staticScoreUnder(this.request.weights, row.factors);
        const { id, supplierId, factors } = row;
        this.found.set(id, {
          id,
          supplierId,
          factors,
          cell: cell.index,
          key: rankKey(score, row.staticScore),
        });
      }
      if (range.last && range.examined >= limit) this.readOnFrom(cell, range.last.staticScore, range.last.id);
      else this.readOnFrom(cell, this.floors[i]! - 1, BEFORE_ALL);
    });
    [this.ranked, this.passedOver] = best(this.found.values(), this.request);
  }

  get result(): SearchResult {
    return {
      ranked: this.ranked,
      passedOver: this.passedOver,
      skusConsidered: this.request.cells.countSkus(this.directory),
      rowsExamined: this.rowsExamined,
      cellsProbed: this.open.length,
      rounds: this.rounds,
      exact: this.isFinal(),
    };
  }

  /**
   * Down to which rank key to read in this round. Four times as many cells are opened as before, beginning with as
   * many as results are wanted (where bounds are tight, each holds a row that reaches its bound), but none that
   * cannot hold anything better than the last result wanted, if that many are known already. All that can be above
   * the cells not opened is then read.
   */
  private nextFloor(): number {
    const enough = this.ranked[this.request.wanted - 1]?.key ?? 0;
    const target = Math.max(this.request.wanted, this.open.length * WIDENING);
    while (this.open.length < target && this.queue.head >= enough) this.openNext();
    // A first look at rows that bounds say little about: take the best few of each cell, whatever they score.
    const sampling = this.rounds === 0 && (this.request.filtered || !this.bound.isIdentity);
    return sampling ? 0 : Math.max(enough, this.queue.head + 1);
  }

  private askDownTo(floor: number): void {
    for (const cell of this.open) {
      if (cell.frontier < floor) continue;
      const least = this.leastStatic(cell, floor);
      if (least > cell.most) {
        cell.frontier = floor - 1;
      } else {
        this.asked.push(cell);
        this.floors.push(least);
      }
    }
  }

  private openNext(): void {
    const { index, base, upper } = this.queue.take()!;
    this.open.push({ index, base, most: STATIC_TOP, after: BEFORE_ALL, frontier: upper });
  }

  /** The least static score with which a row of the cell can reach the floor. */
  private leastStatic(cell: OpenCell, floor: number): number {
    const largest = this.directory.largestOf(cell.index);
    const needed = scoreOf(floor) - cell.base;
    const above = this.bound.least(needed + 1, largest);
    const equal = Math.max(this.bound.least(needed, largest), staticScoreOf(floor));
    return Math.min(above, equal);
  }

  private readOnFrom(cell: OpenCell, staticScore: number, after: string): void {
    cell.most = staticScore;
    cell.after = after;
    if (staticScore < 0) {
      cell.frontier = -1;
      return;
    }
    const most = this.bound.most(staticScore, this.directory.largestOf(cell.index));
    cell.frontier = rankKey(cell.base + most, staticScore);
  }

  /** True where the last result wanted is above all that was not read, or all was read. */
  private isFinal(): boolean {
    const unread = this.open.reduce((largest, { frontier }) => Math.max(largest, frontier), this.queue.head);
    return unread < (this.ranked[this.request.wanted - 1]?.key ?? 0);
  }
}

/**
 * The first so many; of each supplier at most so many, the others apart. A SKU's place thus never depends on which
 * page asks for it.
 */
function best(
  found: Iterable<Candidate>,
  { maxPerSupplier, wanted }: SearchRequest,
): [ranked: Candidate[], passedOver: Candidate[]] {
  const ordered = [...found].toSorted((a, b) => b.key - a.key || (a.id < b.id ? -1 : 1));
  const taken = new Map<string, number>();
  const ranked: Candidate[] = [];
  const passedOver: Candidate[] = [];
  for (const candidate of ordered) {
    if (ranked.length === wanted) break;
    const count = taken.get(candidate.supplierId) ?? 0;
    taken.set(candidate.supplierId, count + 1);
    (count < maxPerSupplier ? ranked : passedOver).push(candidate);
  }
  return [ranked, passedOver];
}
