import { CellQueue } from './cell-queue';
import { CellScorer } from './cell-scorer';
import type { CellDirectory } from './directory';
import type { Weights } from './factors';
import type { CellFilter } from './filter';
import { BEFORE_ALL, type CellRange, type ProbedRange } from './probe';
import { rankKey, scoreOf, staticScoreOf } from './rank-key';
import { bestFirst, type Candidate, type Ranked } from './ranking';
import { LARGEST_VALUES, StaticBound, staticScoreUnder } from './static-bound';
import type { StreamerValues } from './values';

export type SearchRequest = {
  values: StreamerValues;
  weights: Weights;
  cells: CellFilter;
  maxPerSupplier: number;
  /** How many results are needed, from the best on; asked after each round, as it may depend on another search. */
  wanted: () => number;
  /** True where rows of an allowed cell may be left out by the residual filter: bounds then promise less. */
  filtered: boolean;
};

export type SearchResult = Ranked & {
  skusConsidered: number;
  rowsExamined: number;
  cellsProbed: number;
  rounds: number;
  exact: boolean;
};

/** A cell that was taken from the queue, and down to where its rows are known. */
type OpenCell = {
  /** Index in the directory. */
  index: number;
  base: number;
  /** No row not yet read has a larger rank key; of those with this one, ids up to `after` are read. -1: all are read. */
  frontier: number;
  after: string;
};

/** Rows of one range in one statement; it bounds a round's memory, not the result: a longer range is read on. */
const FIRST_LIMIT = 64;
const LATER_LIMIT = 4_096;
/** The same for a first look, which is to tell about where the last result wanted will be. */
const FIRST_LOOK = 4;

/** Under other weights a cell of so few SKUs is read whole: that is cheaper than to count what a part of it held. */
const FEW = 50;

/** Cells that are opened at first: a page needs about as many, and the first of a long list tell how many more it needs. */
const FIRST_CELLS = 100;

/** At most so many times more cells are opened when those open so far did not hold enough, */
const WIDENING = 4;
/** and so much more than what seems to be missing. */
const SURPLUS = 1.2;

/**
 * The search for one streamer's best SKUs: the threshold algorithm (R. Fagin, A. Lotem, M. Naor, Optimal aggregation
 * algorithms for middleware, 2003) over cells. Each round reads the best cells on, down to a floor; it is over when
 * the last result wanted is above everything that was not read. It does no I/O itself: `nextRanges` says what to
 * read, `take` is given it; so the rounds of many streamers share their statements.
 */
export class Search {
  private readonly scorer: CellScorer;
  private readonly queue: CellQueue;
  private readonly bound: StaticBound;
  private readonly open: OpenCell[] = [];
  private readonly found = new Map<string, Candidate>();
  private asked: OpenCell[] = [];
  private ranges: CellRange[] = [];
  private best: Ranked = { ranked: [], passedOver: [] };
  private wanted: number;
  rowsExamined = 0;
  private rounds = 0;

  constructor(
    private readonly directory: CellDirectory,
    private readonly request: SearchRequest,
  ) {
    this.bound = new StaticBound(request.weights);
    this.scorer = new CellScorer(directory, request.values, request.weights, this.bound);
    this.queue = new CellQueue(directory, this.scorer, request.cells);
    this.wanted = request.wanted();
  }

  /** The ranges to read next; none when the result is final. */
  nextRanges(): CellRange[] {
    this.asked = [];
    this.ranges = [];
    while (this.asked.length === 0 && !this.isFinal()) {
      const known = this.open.length;
      this.openMore();
      // A first look at cells whose bounds say little of what is in them: the best few rows, whatever they score.
      if (this.isLooking && this.open.length > known) this.ask(this.open.slice(known), 0, FIRST_LOOK);
      else
        this.ask(
          this.open,
          Math.max(this.enough, this.queue.head + 1),
          this.rounds === 0 ? FIRST_LIMIT : LATER_LIMIT,
        );
    }
    if (this.asked.length > 0) this.rounds++;
    return this.ranges;
  }

  /** What the ranges held, in their order. */
  take(probed: readonly ProbedRange[]): void {
    probed.forEach(({ rows, examined }, i) => {
      const cell = this.asked[i]!;
      const range = this.ranges[i]!;
      this.rowsExamined += examined;
      let last = { key: Infinity, id: BEFORE_ALL };
      for (const { id, supplierId, factors, staticScore } of rows) {
        const key = rankKey(cell.base + staticScoreUnder(this.request.weights, factors), staticScore);
        this.found.set(id, { id, supplierId, factors, cell: range.cell, key });
        if (key < last.key || (key === last.key && id > last.id)) last = { key, id };
      }
      cell.frontier = rows.length < range.limit ? range.floor - 1 : last.key;
      cell.after = rows.length < range.limit ? BEFORE_ALL : last.id;
    });
    this.wanted = this.request.wanted();
    this.best = bestFirst(this.found.values(), { ...this.request, wanted: this.wanted });
  }

  /** The best of what was read so far. */
  get ranked(): readonly Candidate[] {
    return this.best.ranked;
  }

  get result(): SearchResult {
    return {
      skusConsidered: this.request.cells.countSkus(this.directory),
      rowsExamined: this.rowsExamined,
      cellsProbed: this.open.length,
      rounds: this.rounds,
      exact: this.isFinal(),
      ...this.best,
    };
  }

  /** The rank key of the last result wanted; 0 while there are fewer. */
  private get enough(): number {
    return this.ranked[this.wanted - 1]?.key ?? 0;
  }

  /** Whether it is not known yet where the last result wanted will be, nor do bounds tell. */
  private get isLooking(): boolean {
    return this.ranked.length < this.wanted && (this.request.filtered || !this.bound.isIdentity);
  }

  /**
   * Opens as many cells as results are wanted (where bounds are tight, each holds a row that reaches its bound), but not
   * too many at first; later as many more as what those held lets expect. None that cannot hold anything better than
   * the last result wanted.
   */
  private openMore(): void {
    const { wanted, ranked } = this;
    const missing = ranked.length < wanted ? (SURPLUS * wanted) / ranked.length : WIDENING;
    const target = Math.max(Math.min(wanted, FIRST_CELLS), this.open.length * Math.min(missing, WIDENING));
    while (this.open.length < target && this.queue.head >= this.enough) this.openNext();
  }

  /** Asks for all rows of these cells that reach the floor and were not read. */
  private ask(cells: readonly OpenCell[], floor: number, limit: number): void {
    for (const cell of cells) {
      if (cell.frontier < floor) continue;
      const least = this.leastStatic(cell, floor);
      const most = this.mostStatic(cell);
      if (least > most) {
        cell.frontier = floor - 1;
        cell.after = BEFORE_ALL;
      } else {
        this.asked.push(cell);
        const { index, base, frontier: ceiling, after } = cell;
        const { maxStatic, skus: counts, cell: numbers } = this.directory.columns;
        const skus = counts[index]!;
        const isWhole = most >= maxStatic[index]! && (least <= 0 || (skus <= FEW && !this.bound.isIdentity));
        const between = { ceiling, after, floor, least: isWhole ? 0 : least, most };
        this.ranges.push({ cell: numbers[index]!, base, ...between, limit, skus, isWhole });
      }
    }
  }

  private openNext(): void {
    const frontier = this.queue.head;
    const index = this.queue.take();
    this.open.push({ index, base: this.scorer.baseAt(index), frontier, after: BEFORE_ALL });
  }

  /** The least static score with which a row of the cell can reach the floor. */
  private leastStatic({ index, base }: OpenCell, floor: number): number {
    const { largest } = this.directory.columns;
    const needed = scoreOf(floor) - base;
    const above = this.bound.least(needed + 1, largest, index * LARGEST_VALUES);
    const equal = Math.max(this.bound.least(needed, largest, index * LARGEST_VALUES), staticScoreOf(floor));
    return Math.min(above, equal);
  }

  /** The largest static score that an unread row of the cell can have. */
  private mostStatic({ index, base, frontier }: OpenCell): number {
    if (!this.bound.isIdentity) return this.directory.columns.maxStatic[index]!;
    const score = scoreOf(frontier) - base;
    return score > staticScoreOf(frontier) ? score - 1 : score;
  }

  /** True where the last result wanted is above all that was not read, or all was read. */
  private isFinal(): boolean {
    const unread = this.open.reduce((largest, { frontier }) => Math.max(largest, frontier), this.queue.head);
    return unread < this.enough;
  }
}
