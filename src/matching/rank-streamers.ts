import type DataLoader from 'dataloader';
import type { App } from '../app';
import type { FanProfile } from '../streamers/fan-profile.entity';
import { observeRanking } from '../observability/rankings';
import type { Streamer } from '../streamers/streamer.entity';
import { findTerms } from '../search/found-terms';
import type { Weights } from './factors';
import { type ResolvedFans, resolveFans } from './fans';
import { type MatchCriteria, planFilter } from './filter';
import { placesAmong, withNewcomers } from './newcomers';
import { rank, type Seeker } from './rank';
import type { Candidate } from './ranking';
import type { SearchResult } from './search';
import { type StreamerValues, streamerValues } from './values';

/** What is asked for, as plain data: streamers who are asked for the same are ranked together. */
export type MatchRequest = {
  criteria: MatchCriteria;
  weights: Weights;
  maxPerSupplier: number;
  /** Millionths of the places that are newcomers'. */
  newcomerShare: number;
  /** How many results are needed, from the best on. */
  wanted: number;
};

/** A candidate in its place; newcomer is true where the place was given to it as a newcomer. */
export type RankedCandidate = Candidate & { newcomer: boolean };

export type MatchOutcome = Omit<SearchResult, 'ranked'> & {
  ranked: RankedCandidate[];
  fans: ResolvedFans;
  values: StreamerValues;
  /** Eligible SKUs in cells that the filter left out. */
  skusFiltered: number;
};

/** What is known of streamers, fetched together. */
export type ProfileLoaders = {
  fanProfile: DataLoader<string, FanProfile | null>;
  niche: DataLoader<string, number[]>;
};

/** Ranks for all these streamers under one request: each round of all of them is one statement. */
export async function rankStreamers(
  app: App,
  loaders: ProfileLoaders,
  streamers: readonly Streamer[],
  request: MatchRequest,
): Promise<MatchOutcome[]> {
  const { reference, matching } = app;
  const [terms, ...fans] = await Promise.all([
    findTerms(app, request.criteria.text),
    ...streamers.map((streamer) => fansOf(app, loaders, streamer)),
  ]);
  const values = fans.map((resolved) => streamerValues(resolved, reference));
  const { directory } = matching.sync;
  const { weights, maxPerSupplier, wanted, newcomerShare } = request;
  const plan = planFilter(request.criteria, reference, terms);
  const places = directory.newcomerSkuCount > 0 ? placesAmong(wanted, newcomerShare) : 0;
  const rankings = values.map((own): Seeker => ({ values: own }));
  const newcomers = rankings.map((ranking): Seeker => ({ ...ranking, newcomersFor: { places, ranking } }));
  const results = await rank(app.dataSource, directory, places > 0 ? [...rankings, ...newcomers] : rankings, {
    weights,
    plan,
    maxPerSupplier,
    wanted,
  });
  results.forEach(observeRanking);
  return values.map((own, i) => ({
    fans: fans[i]!,
    values: own,
    skusFiltered: directory.skuCount - results[i]!.skusConsidered,
    ...together(results[i]!, results[values.length + i], request),
  }));
}

/** One ranking of the best of all and, where they were looked for, the best of newcomers. */
function together(
  all: SearchResult,
  newcomers: SearchResult | undefined,
  { newcomerShare: share, maxPerSupplier, wanted }: MatchRequest,
): Omit<SearchResult, 'ranked'> & Pick<MatchOutcome, 'ranked'> {
  const rule = { share, maxPerSupplier, wanted };
  if (!newcomers) return { ...all, ranked: withNewcomers(all.ranked, [], rule) };
  return {
    ...all,
    ranked: withNewcomers(all.ranked, newcomers.ranked, rule),
    rowsExamined: all.rowsExamined + newcomers.rowsExamined,
    cellsProbed: all.cellsProbed + newcomers.cellsProbed,
    rounds: Math.max(all.rounds, newcomers.rounds),
    exact: all.exact && newcomers.exact,
  };
}

/** What is known of a streamer's fans, and what stands in for the rest. */
export async function fansOf(app: App, loaders: ProfileLoaders, streamer: Streamer): Promise<ResolvedFans> {
  const profile = await loaders.fanProfile.load(streamer.uuid);
  const knowsCategories = profile !== null && Object.keys(profile.categoryShares).length > 0;
  const niche = knowsCategories ? [] : await loaders.niche.load(streamer.uuid);
  const { sessionDemand, homeBeltNumber } = streamer;
  return resolveFans({ sessionDemand, homeBeltNumber, niche, profile }, app.matching.averages);
}
