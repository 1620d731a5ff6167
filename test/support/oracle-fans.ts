import type { OracleData, OracleProfile, OracleStreamer } from './oracle-data';

export type Source = 'PURCHASES' | 'DECLARED' | 'NICHE' | 'BELT_AVERAGE' | 'PLATFORM_AVERAGE' | 'UNKNOWN';
export type Dimension = 'GENDERS' | 'AGES' | 'PRICE_BANDS' | 'REGIONS' | 'CATEGORIES';

/** The fans that a streamer is ranked for: each dimension's shares in millionths by key, and where they come from. */
export type OracleFans = {
  shares: Record<Dimension, Record<string, number>>;
  source: Record<Dimension, Source>;
  /** By the number of a top category, then by the number of the price band. */
  priceBandsOfTop: Record<string, Record<string, number>>;
  sessionDemand: number;
};

export const DIMENSIONS: Dimension[] = ['GENDERS', 'AGES', 'PRICE_BANDS', 'REGIONS', 'CATEGORIES'];

/** An array of shares by position, from `first` on. */
const byPosition = (shares: number[], first: number): Record<string, number> =>
  Object.fromEntries(shares.map((share, i) => [String(i + first), share]));

function sharesOf(profile: OracleProfile, dimension: Dimension): Record<string, number> {
  if (dimension === 'GENDERS') return byPosition(profile.gender_shares, 0);
  if (dimension === 'AGES') return byPosition(profile.age_shares, 0);
  if (dimension === 'PRICE_BANDS') return byPosition(profile.price_band_shares, 1);
  if (dimension === 'REGIONS') return profile.region_shares;
  return profile.category_shares;
}

const isEmpty = (shares: Record<string, number>): boolean => Object.keys(shares).length === 0;

/** The mean, key by key, over the profiles that have the dimension; a key that one of them lacks counts as 0. */
function average(profiles: OracleProfile[], dimension: Dimension): Record<string, number> {
  const known = profiles.map((profile) => sharesOf(profile, dimension)).filter((shares) => !isEmpty(shares));
  const keys = new Set(known.flatMap((shares) => Object.keys(shares)));
  return Object.fromEntries(
    [...keys].map((key) => {
      const sum = known.reduce((total, shares) => total + (shares[key] ?? 0), 0);
      return [key, Math.round(sum / known.length)];
    }),
  );
}

/** Averages of the same streamers are asked for by every streamer without a profile; worked out once for each list. */
const averages = new WeakMap<OracleProfile[], Map<Dimension, Record<string, number>>>();

function averageOf(profiles: OracleProfile[], dimension: Dimension): Record<string, number> {
  const known = averages.get(profiles) ?? new Map<Dimension, Record<string, number>>();
  averages.set(profiles, known);
  const found = known.get(dimension) ?? average(profiles, dimension);
  known.set(dimension, found);
  return found;
}

type Buyers = { all: OracleProfile[]; atHome: Map<string, OracleProfile[]> };
const buyersOf = new WeakMap<OracleData, Buyers>();

/** The profiles with purchases: all, and those of each home belt. */
function withPurchases(data: OracleData): Buyers {
  let buyers = buyersOf.get(data);
  if (!buyers) {
    buyers = { all: [], atHome: new Map() };
    for (const { profile, home_belt } of data.streamers) {
      if (profile === null || profile.sample_size === 0) continue;
      buyers.all.push(profile);
      if (home_belt === null) continue;
      buyers.atHome.set(home_belt, [...(buyers.atHome.get(home_belt) ?? []), profile]);
    }
    buyersOf.set(data, buyers);
  }
  return buyers;
}

/** The first of these that says anything: the profile's own, the niche, the belt's average, the platform's. */
export function fansOf(data: OracleData, streamer: OracleStreamer): OracleFans {
  const buyers = withPurchases(data);
  const atHome = buyers.atHome.get(streamer.home_belt ?? '') ?? [];

  const fans: OracleFans = {
    shares: {} as OracleFans['shares'],
    source: {} as OracleFans['source'],
    priceBandsOfTop: Object.fromEntries(
      Object.entries(streamer.profile?.category_price_band_shares ?? {}).map(([top, shares]) => [
        top,
        byPosition(shares, 1),
      ]),
    ),
    sessionDemand: streamer.session_demand,
  };
  for (const dimension of DIMENSIONS) {
    const candidates: [Source, Record<string, number>][] = [];
    if (streamer.profile) {
      const source = streamer.profile.sample_size > 0 ? 'PURCHASES' : 'DECLARED';
      candidates.push([source, sharesOf(streamer.profile, dimension)]);
    }
    if (dimension === 'CATEGORIES') {
      const equal = Math.round(1_000_000 / streamer.niche.length);
      candidates.push(['NICHE', Object.fromEntries(streamer.niche.map((number) => [String(number), equal]))]);
    }
    if (atHome.length >= 3) candidates.push(['BELT_AVERAGE', averageOf(atHome, dimension)]);
    candidates.push(['PLATFORM_AVERAGE', averageOf(buyers.all, dimension)]);
    const [source, shares] = candidates.find(([, found]) => !isEmpty(found)) ?? (['UNKNOWN', {}] as const);
    fans.source[dimension] = source;
    fans.shares[dimension] = shares;
  }
  return fans;
}
