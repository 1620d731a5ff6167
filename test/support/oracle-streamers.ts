import { folded, isEligible, normalisedWeights, type Oracle, scoreOf } from './oracle';
import type { OracleSku, OracleStreamer } from './oracle-data';
import { fansOf } from './oracle-fans';
import { type Factor, type PerFactor, valuesFor } from './oracle-values';

/** The ranking the other way round, by brute force: every eligible SKU asked about, scored for every streamer. */

export type OracleStreamerFilter = { categories?: string[]; minFollowers?: number; text?: string };

export type OracleSuited = { streamer: OracleStreamer; sku: OracleSku; score: number; values: PerFactor };
export type OracleStreamerRanking = {
  weights: PerFactor;
  skus: number;
  considered: number;
  suited: OracleSuited[];
};

/** Places in FACTORS of quality, price advantage, commission and momentum. */
const STATIC = [3, 4, 7, 8];
const STATIC_WEIGHTS = normalisedWeights().map((weight, factor) => (STATIC.includes(factor) ? weight : 0));

export class StreamerOracle {
  private readonly judges = new Map<string, (sku: OracleSku) => PerFactor>();

  constructor(private readonly oracle: Oracle) {}

  /** All streamers that pass, best first: by score, then followers, then id. None where no SKU is eligible. */
  rank(
    isAskedAbout: (sku: OracleSku) => boolean,
    filter: OracleStreamerFilter = {},
    givenWeights: Partial<Record<Factor, number>> = {},
  ): OracleStreamerRanking {
    const { skus, streamers } = this.oracle.data;
    const weights = normalisedWeights(givenWeights);
    const goods = skus.filter((sku) => isAskedAbout(sku) && isEligible(sku));
    const passing = goods.length === 0 ? [] : streamers.filter(this.condition(filter));
    const suited = passing
      .map((streamer) => this.best(streamer, goods, weights))
      .toSorted(
        (a, b) =>
          b.score - a.score ||
          b.streamer.follower_count - a.streamer.follower_count ||
          (a.streamer.id < b.streamer.id ? -1 : 1),
      );
    return { weights, skus: goods.length, considered: passing.length, suited };
  }

  /** The SKU that the streamer's own matches would have first: by score, then static score, then id. */
  private best(streamer: OracleStreamer, goods: OracleSku[], weights: PerFactor): OracleSuited {
    const [first] = goods
      .map((sku) => {
        const values = this.judge(streamer)(sku);
        return {
          streamer,
          sku,
          values,
          score: scoreOf(weights, values),
          fixed: scoreOf(STATIC_WEIGHTS, values),
        };
      })
      .toSorted((a, b) => b.score - a.score || b.fixed - a.fixed || (a.sku.id < b.sku.id ? -1 : 1));
    const { sku, values, score } = first!;
    return { streamer, sku, values, score };
  }

  private judge(streamer: OracleStreamer): (sku: OracleSku) => PerFactor {
    let judge = this.judges.get(streamer.id);
    if (!judge) {
      judge = valuesFor(this.oracle.data, fansOf(this.oracle.data, streamer));
      this.judges.set(streamer.id, judge);
    }
    return judge;
  }

  private condition({
    categories,
    minFollowers = 0,
    text = '',
  }: OracleStreamerFilter): (streamer: OracleStreamer) => boolean {
    const wanted = categories && this.oracle.subtrees(categories);
    const words = folded(text).split(/\s+/u).filter(Boolean);
    return ({ follower_count, niche, name, handle }) =>
      follower_count >= minFollowers &&
      (!wanted || niche.some((number) => wanted.has(number))) &&
      words.every((word) => folded(`${name} ${handle}`).includes(word));
  }
}
