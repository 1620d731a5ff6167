import type { DataSource } from 'typeorm';
import { MATCH_LIMITS } from '../config/limits';
import { estimate, findCandidates, findCells, type FoundRow, qualityOfBest } from './candidates';
import { isNewcomersCell, unpackCell } from './cell';
import { CellScorer } from './cell-scorer';
import type { CellDirectory } from './directory';
import { MatchFactor, MILLION, type Weights } from './factors';
import type { CellFilter, FilterPlan } from './filter';
import { enoughNewcomers, newcomersAmong } from './newcomers';
import { probe } from './probe';
import { rankKey } from './rank-key';
import { bestFirst, type Candidate } from './ranking';
import { Search, type SearchRequest, type SearchResult } from './search';
import { StaticBound, staticScoreUnder } from './static-bound';
import type { StreamerValues } from './values';

/**
 * Whom to rank for, by their values: over all goods or, for some places in the ranking of another, over newcomers' alone.
 * That other comes before it in a list of seekers: what it found in a round tells how many newcomers are enough.
 */
export type Seeker = { values: StreamerValues; newcomersFor?: { places: number; ranking: Seeker } };

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
  if (residual.isEmpty) return rankWhole(dataSource, directory, seekers, request);
  const search = (filter: CellFilter, budget?: Budget): Promise<SearchResult[] | undefined> =>
    searchCells(
      dataSource,
      directory,
      seekers,
      { ...request, plan: { ...request.plan, cells: filter } },
      budget,
    );
  const { rows, cost } = await estimate(dataSource, whole);
  const { maxCandidates, maxCandidateCost, triedCost, searchBudget, maxCellsCost } = MATCH_LIMITS;
  if ((rows <= maxCandidates && cost <= maxCandidateCost) || cost <= triedCost) {
    const few = await findCandidates(dataSource, whole, maxCandidates);
    if (few) return seekers.map((seeker) => scoreAll(directory, seeker, request, few));
  }
  if (cost > maxCellsCost) return (await search(cells))!;
  const share = Math.min(1, rows / Math.max(1, cells.countSkus(directory)));
  const found = await search(cells, { rows: searchBudget * seekers.length, share });
  return found ?? (await search(among(cells, directory, await findCells(dataSource, whole))))!;
}

/** Where nothing must be asked of rows. */
async function rankWhole(
  dataSource: DataSource,
  directory: CellDirectory,
  seekers: readonly Seeker[],
  request: RankRequest,
): Promise<SearchResult[]> {
  const known = await rankBestSuppliers(dataSource, directory, seekers, request);
  const others = seekers.filter((_, i) => !known[i]);
  const searched = others.length > 0 ? (await searchCells(dataSource, directory, others, request))! : [];
  return seekers.map((seeker, i) => known[i] ?? searched[others.indexOf(seeker)]!);
}

/**
 * Where supplier quality alone counts, the goods of the best suppliers are the best, but tie by the thousand and lie in
 * cells by the hundred, each between others. So these suppliers' goods are all read: of twice as many suppliers as fill
 * all places. For whom their goods are too many, or too few, nothing is known.
 */
async function rankBestSuppliers(
  dataSource: DataSource,
  directory: CellDirectory,
  seekers: readonly Seeker[],
  request: RankRequest,
): Promise<(SearchResult | undefined)[]> {
  const { weights, plan, maxPerSupplier, wanted } = request;
  if (weights[MatchFactor.SUPPLIER_QUALITY] < MILLION) return [];
  const least = await qualityOfBest(dataSource, 2 * Math.ceil(wanted / maxPerSupplier));
  const ofBest = plan.whole.and((add) => `t.supplier_quality >= ${add(least)}`);
  const few = await findCandidates(dataSource, ofBest, MATCH_LIMITS.maxCandidates);
  if (!few) return [];
  return seekers
    .map((seeker) => scoreAll(directory, seeker, request, few))
    .map((result) => (result.ranked.length === wanted ? result : undefined));
}

/** The same filter over these cells alone. */
function among(filter: CellFilter, directory: CellDirectory, cells: readonly number[]): CellFilter {
  const indexes = new Set(cells.map((cell) => directory.find(cell)));
  const categories = new Set(cells.map((cell) => unpackCell(cell).category));
  return {
    allows: (of, index) => indexes.has(index) && filter.allows(of, index),
    allowsGroup: (group) => categories.has(group.category) && filter.allowsGroup(group),
    countSkus: (of) => filter.countSkus(of),
  };
}

function scoreAll(
  directory: CellDirectory,
  { values, newcomersFor }: Seeker,
  { weights, plan, maxPerSupplier, wanted }: RankRequest,
  rows: readonly FoundRow[],
): SearchResult {
  const scorer = new CellScorer(directory, values, weights, new StaticBound(weights));
  const cells = newcomersFor ? newcomersAmong(plan.cells) : plan.cells;
  const found = rows.flatMap(({ id, supplierId, cell, factors, staticScore }): Candidate[] => {
    const dimensions = unpackCell(cell);
    if (!cells.allowsGroup({ category: dimensions.category, isNewcomers: isNewcomersCell(cell) })) return [];
    const score = scorer.baseOf(dimensions) + staticScoreUnder(weights, factors);
    return [{ id, supplierId, cell, factors, key: rankKey(score, staticScore) }];
  });
  return {
    ...bestFirst(found, { maxPerSupplier, wanted }),
    skusConsidered: cells.countSkus(directory),
    rowsExamined: rows.length,
    cellsProbed: new Set(rows.map(({ cell }) => cell)).size,
    rounds: 1,
    exact: true,
  };
}

/** Rows that a search may read, of which so large a share is expected to pass. */
type Budget = { rows: number; share: number };

/** Undefined where it would read more rows than it may. */
async function searchCells(
  dataSource: DataSource,
  directory: CellDirectory,
  seekers: readonly Seeker[],
  request: RankRequest,
  budget?: Budget,
): Promise<SearchResult[] | undefined> {
  const { weights, plan } = request;
  const searches = searchesFor(directory, seekers, request);
  const otherWeights = new StaticBound(weights).isIdentity ? undefined : weights;
  for (;;) {
    const ranges = searches.map((search) => search.nextRanges());
    const all = ranges.flat();
    if (all.length === 0) return searches.map((each) => each.result);
    if (budget) {
      const read = searches.reduce((sum, { rowsExamined }) => sum + rowsExamined, 0);
      const next = all.reduce((sum, { skus, limit }) => sum + Math.min(skus, limit / budget.share), 0);
      if (read + next > budget.rows) return undefined;
    }
    const probed = await probe(dataSource, all, { residual: plan.residual, weights: otherWeights });
    let from = 0;
    searches.forEach((search, i) => {
      search.take(probed.slice(from, (from += ranges[i]!.length)));
    });
  }
}

/** One search each, in the same order. */
function searchesFor(
  directory: CellDirectory,
  seekers: readonly Seeker[],
  { weights, plan: { cells, residual }, maxPerSupplier, wanted }: RankRequest,
): Search[] {
  const searches = new Map<Seeker, Search>();
  const enoughFor = ({ newcomersFor }: Seeker): number => {
    const bestOfAll = newcomersFor && searches.get(newcomersFor.ranking)?.ranked;
    // A ranking that needed no search may have newcomers alone.
    return bestOfAll ? Math.min(wanted, enoughNewcomers(newcomersFor.places, bestOfAll)) : wanted;
  };
  const newcomers = newcomersAmong(cells);
  for (const seeker of seekers) {
    const request: SearchRequest = {
      values: seeker.values,
      weights,
      cells: seeker.newcomersFor ? newcomers : cells,
      maxPerSupplier,
      wanted: () => enoughFor(seeker),
      filtered: !residual.isEmpty,
    };
    searches.set(seeker, new Search(directory, request));
  }
  return [...searches.values()];
}
