import type DataLoader from 'dataloader';
import type { App } from '../app';
import type { FanProfile } from '../streamers/fan-profile.entity';
import type { Streamer } from '../streamers/streamer.entity';
import type { Weights } from './factors';
import { type ResolvedFans, resolveFans } from './fans';
import { type MatchCriteria, planFilter } from './filter';
import { rank } from './rank';
import type { SearchResult } from './search';
import { type StreamerValues, streamerValues } from './values';

/** What is asked for, as plain data: streamers who are asked for the same are ranked together. */
export type MatchRequest = {
  criteria: MatchCriteria;
  weights: Weights;
  maxPerSupplier: number;
  /** How many results are needed, from the best on. */
  wanted: number;
};

export type MatchOutcome = SearchResult & {
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
  const fans = await Promise.all(streamers.map((streamer) => fansOf(app, loaders, streamer)));
  const values = fans.map((resolved) => streamerValues(resolved, reference));
  const { weights, maxPerSupplier, wanted } = request;
  const plan = planFilter(request.criteria, reference);
  const results = await rank(app.dataSource, matching.sync.directory, values, {
    weights,
    plan,
    maxPerSupplier,
    wanted,
  });
  return results.map((result, i) => ({
    ...result,
    fans: fans[i]!,
    values: values[i]!,
    skusFiltered: matching.sync.directory.skuCount - result.skusConsidered,
  }));
}

/** What is known of a streamer's fans, and what stands in for the rest. */
export async function fansOf(app: App, loaders: ProfileLoaders, streamer: Streamer): Promise<ResolvedFans> {
  const profile = await loaders.fanProfile.load(streamer.uuid);
  const knowsCategories = profile !== null && Object.keys(profile.categoryShares).length > 0;
  const niche = knowsCategories ? [] : await loaders.niche.load(streamer.uuid);
  const { sessionDemand, homeBeltNumber } = streamer;
  return resolveFans({ sessionDemand, homeBeltNumber, niche, profile }, app.matching.averages);
}
