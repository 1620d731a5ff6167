import { MATCH_LIMITS, NEWCOMER_LIMITS } from '../config/limits';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import { skuByNodeId } from '../skus/sku.service';
import type { Sku } from '../skus/sku.entity';
import type { Streamer } from '../streamers/streamer.entity';
import { exclusionsOf } from './eligibility';
import { componentsOf, dimensionsOf, factorValues, reasonsOf, scoreUnder, staticFactorsOf } from './explain';
import { MILLION, type Weights } from './factors';
import { comesBefore, rankKey } from './rank-key';
import { fansOf } from './rank-streamers';
import { streamerValues } from './values';
import { type MatchVerdict, RankAbsence } from './verdict.types';
import { type MatchWeightsInput, resolveWeights } from './weights';

/**
 * How a SKU does for a streamer, whether or not it is in the ranking.
 * @throws INVALID_WEIGHTS, INVALID_ID; NOT_FOUND, also where the one who asks may not see the SKU
 */
export async function verdictOn(
  context: RequestContext,
  streamer: Streamer,
  skuId: string,
  givenWeights: MatchWeightsInput | null | undefined,
): Promise<MatchVerdict> {
  const { app, loaders, language } = context;
  const weights = resolveWeights(givenWeights);
  const [sku, fans] = await Promise.all([skuByNodeId(context, skuId), fansOf(app, loaders, streamer)]);
  const statics = await loaders.skuStatics.load(sku.uuid);
  // Deleted since.
  if (!statics) throw new HeadwaterError('NOT_FOUND', { type: 'Sku', key: skuId });
  const tables = streamerValues(fans, app.reference);
  const values = factorValues(tables, dimensionsOf(sku), staticFactorsOf(sku, statics));
  const components = componentsOf(values, weights);
  const exclusions = exclusionsOf(sku, language);
  const score = scoreUnder(weights, values);
  const eligible = exclusions.length === 0;
  const place = async (): Promise<Place> =>
    eligible
      ? placeOf(context, streamer, sku, weights, rankKey(score, statics.staticScore))
      : absent(RankAbsence.NOT_ELIGIBLE);
  return {
    sku,
    eligible,
    exclusions,
    score: score / MILLION,
    components,
    reasons: reasonsOf(components, sku, app.reference, language),
    // Called only where the fields are asked for; both share one ranking, which the loader keeps.
    rank: async () => (await place()).rank,
    rankAbsence: async () => (await place()).absence,
  };
}

type Place = { rank: number | null; absence: RankAbsence | null };

const absent = (absence: RankAbsence): Place => ({ rank: null, absence });

/** Where an eligible SKU stands in the ranking that `matches` gives out without a filter. */
async function placeOf(
  { loaders }: RequestContext,
  streamer: Streamer,
  sku: Sku,
  weights: Weights,
  key: number,
): Promise<Place> {
  const { maxDepth: wanted, defaultMaxPerSupplier: maxPerSupplier } = MATCH_LIMITS;
  const { defaultShare: newcomerShare } = NEWCOMER_LIMITS;
  const request = { criteria: {}, weights, maxPerSupplier, newcomerShare, wanted };
  const { ranked } = await loaders.matches.load({ streamer, request });
  const index = ranked.findIndex(({ id }) => id === sku.uuid);
  if (index >= 0) return { rank: index + 1, absence: null };
  const own = { key, id: sku.uuid };
  const better = ranked.filter((other) => comesBefore(other, own));
  const ofSupplier = better.filter(({ supplierId }) => supplierId === sku.supplierId);
  if (ofSupplier.length >= maxPerSupplier) return absent(RankAbsence.SUPPLIER_LIMIT);
  // Newcomers may have a place before it although they do worse.
  const isBeyond =
    ranked.length === wanted && ranked.every((other) => other.newcomer || comesBefore(other, own));
  return absent(isBeyond ? RankAbsence.BEYOND_LIMIT : RankAbsence.NOT_YET_RANKED);
}
