import type { FanProfile, ShareMap } from '../streamers/fan-profile.entity';

/** What is known of a streamer's fans; each list or map is empty or sums to about 1,000,000. */
export type FanShares = Pick<
  FanProfile,
  'genderShares' | 'ageShares' | 'priceBandShares' | 'regionShares' | 'categoryShares'
>;

export type FanDimension = keyof FanShares;

/** Where the shares of a dimension come from, best first. */
export enum ProfileSource {
  PURCHASES = 'PURCHASES',
  DECLARED = 'DECLARED',
  NICHE = 'NICHE',
  BELT_AVERAGE = 'BELT_AVERAGE',
  PLATFORM_AVERAGE = 'PLATFORM_AVERAGE',
  UNKNOWN = 'UNKNOWN',
}

/** All that ranking needs of a streamer. */
export type StreamerFans = {
  sessionDemand: number;
  homeBeltNumber: number | null;
  niche: readonly number[];
  profile: (FanShares & Pick<FanProfile, 'sampleSize' | 'categoryPriceBandShares'>) | null;
};

export type FanAverages = { platform: FanShares; belts: ReadonlyMap<number, FanShares> };

export type ResolvedFans = FanShares & {
  sessionDemand: number;
  categoryPriceBandShares: Record<string, number[]>;
  sources: Record<FanDimension, ProfileSource>;
};

export const NO_SHARES: FanShares = {
  genderShares: [],
  ageShares: [],
  priceBandShares: [],
  regionShares: {},
  categoryShares: {},
};

const isEmpty = (shares: readonly number[] | ShareMap): boolean => Object.keys(shares).length === 0;

const evenly = (categories: readonly number[]): ShareMap =>
  Object.fromEntries(categories.map((number) => [number, Math.round(1_000_000 / categories.length)]));

/**
 * Fills what is not known of a streamer's fans, dimension by dimension: what they bought, what was declared of them,
 * the streamer's niche (for categories), the average of the home belt's streamers, the platform's.
 */
export function resolveFans(streamer: StreamerFans, averages: FanAverages): ResolvedFans {
  const { profile } = streamer;
  const own = (profile?.sampleSize ?? 0) > 0 ? ProfileSource.PURCHASES : ProfileSource.DECLARED;
  const belt = streamer.homeBeltNumber === null ? undefined : averages.belts.get(streamer.homeBeltNumber);
  const candidates: [ProfileSource, FanShares | undefined][] = [
    [own, profile ?? undefined],
    [ProfileSource.NICHE, { ...NO_SHARES, categoryShares: evenly(streamer.niche) }],
    [ProfileSource.BELT_AVERAGE, belt],
    [ProfileSource.PLATFORM_AVERAGE, averages.platform],
  ];
  const sources = {} as Record<FanDimension, ProfileSource>;
  const pick = <D extends FanDimension>(dimension: D): FanShares[D] => {
    for (const [source, shares] of candidates) {
      if (shares && !isEmpty(shares[dimension])) {
        sources[dimension] = source;
        return shares[dimension];
      }
    }
    sources[dimension] = ProfileSource.UNKNOWN;
    return NO_SHARES[dimension];
  };
  return {
    genderShares: pick('genderShares'),
    ageShares: pick('ageShares'),
    priceBandShares: pick('priceBandShares'),
    regionShares: pick('regionShares'),
    categoryShares: pick('categoryShares'),
    sessionDemand: streamer.sessionDemand,
    categoryPriceBandShares: profile?.categoryPriceBandShares ?? {},
    sources,
  };
}
