import type { DataSource } from 'typeorm';
import { MATCH_LIMITS } from '../config/limits';
import { estimate, findCandidates, findCells, type FoundRow } from './candidates';
import { isNewcomersCell, unpackCell } from './cell';
import { CellScorer } from './cell-scorer';
import type { CellDirectory } from './directory';
import type { Weights } from './factors';
import type { CellFilter, FilterPlan } from './filter';
import { newcomersAmong } from './newcomers';
import { probe } from './probe';
import { rankKey } from './rank-key';
import { bestFirst, type Candidate } from './ranking';
import { Search, type SearchResult } from './search';
import { StaticBound, staticScoreUnder } from './static-bound';
import type { StreamerValues } from './values';

/** Whom to rank for, by their values; over all goods, or over newcomers' alone. */
export type Seeker = { values: StreamerValues; newcomersOnly: boolean };

/** What is asked for all streamers together. */
export type RankRequest = { weights: Weights; plan: FilterPlan; maxPerSupplier: number; wanted: number };

/**
 * Ranks for many at once: by search, each round of all searches one statement, usually one round. Where a filter must
 * be asked of rows, Postgres is asked first how many will pass: few are scored all. Many are searched for, unless that
 * reads too much (a word that only goods have which these streamers like least): then the cells that hold any are
 * found, and those alone are searched.
 */
export async function rank(
  dataSource: DataSource,
  directory: CellDirectory,
  seekers: readonly Seeker[],
  request: RankRequest,
): Promise<SearchResult[]> {
  const { residual, whole, cells } = request.plan;
  const search = (filter: CellFilter, budget = Infinity): Promise<SearchResult[] | undefined> =>
    searchCells(
      dataSource,
      directory,
      seekers,
      { ...request, plan: { ...request.plan, cells: filter } },
      budget,
    );
  if (residual.isEmpty) return (await search(cells))!;
  const { rows, cost } = await estimate(dataSource, whole);
  const { maxCandidates, maxCandidateCost, searchBudget, maxCellsCost } = MATCH_LIMITS;
  if (rows <= maxCandidates && cost <= maxCandidateCost) {
    const few = await findCandidates(dataSource, whole, maxCandidates);
    if (few) return seekers.map((seeker) => scoreAll(directory, seeker, request, few));
  }
  if (cost > maxCellsCost) return (await search(cells))!;
  const found = await search(cells, searchBudget * seekers.length);
  return found ?? (await search(among(cells, directory, await findCells(dataSource, whole))))!;
}

/** The same filter over these cells alone. */
function among(filter: CellFilter, directory: CellDirectory, cells: readonly number[]): CellFilter {
  const indexes = new Set(cells.map((cell) => directory.find(cell)));
  const categories = new Set(cells.map((cell) => unpackCell(cell).category));
  return {
    allows: (of, index) => indexes.has(index) && filter.allows(of, index),
    allowsCategory: (category) => categories.has(category) && filter.allowsCategory(category),
    countSkus: (of) => filter.countSkus(of),
  };
}

function scoreAll(
  directory: CellDirectory,
  { values, newcomersOnly }: Seeker,
  { weights, plan, maxPerSupplier, wanted }: RankRequest,
  rows: readonly FoundRow[],
): SearchResult {
  const scorer = new CellScorer(directory, values, weights, new StaticBound(weights));
  const found = rows.flatMap(({ id, supplierId, cell, factors, staticScore }): Candidate[] => {
    const dimensions = unpackCell(cell);
    if (!plan.cells.allowsCategory(dimensions.category)) return [];
    if (newcomersOnly && !isNewcomersCell(cell)) return [];
    const score = scorer.baseOf(dimensions) + staticScoreUnder(weights, factors);
    return [{ id, supplierId, cell, factors, key: rankKey(score, staticScore) }];
  });
  return {
    ...bestFirst(found, { maxPerSupplier, wanted }),
    skusConsidered: plan.cells.countSkus(directory),
    rowsExamined: rows.length,
    cellsProbed: new Set(rows.map(({ cell }) => cell)).size,
    rounds: 1,
    exact: true,
  };
}

/** Undefined where it is not done after so many rows. */
async function searchCells(
  dataSource: DataSource,
  directory: CellDirectory,
  seekers: readonly Seeker[],
  { weights, plan: { cells, residual }, maxPerSupplier, wanted }: RankRequest,
  budget: number,
): Promise<SearchResult[] | undefined> {
  const filtered = !residual.isEmpty;
  const newcomers = newcomersAmong(cells);
  const searches = seekers.map(
    ({ values, newcomersOnly }) =>
      new Search(directory, {
        values,
        weights,
        cells: newcomersOnly ? newcomers : cells,
        maxPerSupplier,
        wanted,
        filtered,
      }),
  );
  const otherWeights = new StaticBound(weights).isIdentity ? undefined : weights;
  for (;;) {
    const ranges = searches.map((search) => search.nextRanges());
    const all = ranges.flat();
    if (all.length === 0) return searches.map((each) => each.result);
    if (searches.reduce((sum, { rowsExamined }) => sum + rowsExamined, 0) > budget) return undefined;
    const probed = await probe(dataSource, all, { residual, weights: otherWeights });
    let from = 0;
    searches.forEach((search, i) => {
      search.take(probed.slice(from, (from += ranges[i]!.length)));
    });
  }
}
